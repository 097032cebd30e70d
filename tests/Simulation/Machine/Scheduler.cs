using System;
using System.Collections.Generic;
using System.Threading;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// Decides who acts. One baton: exactly one thread runs, all others wait for it. Whoever holds it decides at each system
/// call, by the dice, whether to hand it on; actors are called by the holder. When nobody can act, time moves on to the
/// next deadline.
/// </summary>
internal sealed class Scheduler(Machine machine) : IDisposable
{
    /// <summary>A process that makes more calls than that in one second of its time is in a busy loop.</summary>
    public const int CallsPerSecondMax = 20_000;

    /// <summary>More turns than that at one and the same moment are an endless loop between participants.</summary>
    private const int ChoicesMax = 100_000;

    private readonly List<Participant> _participants = [];
    private readonly List<Participant> _ready = [];
    private readonly List<Thread> _threads = [];
    private readonly ControlSeat _control = new();
    private Seat _holder = null!;
    private long _lastNow;
    private int _choices;

    /// <summary>A system call lets others go first once in that many times.</summary>
    public int PreemptOneIn { get; set; } = 4;

    /// <summary>The most that a system call takes, in nanoseconds.</summary>
    public long CallCostMax { get; set; } = 2_000;

    public long Switches { get; private set; }

    public void Add(Participant participant) => _participants.Add(participant);

    /// <summary>Takes a participant out; a thread unwinds, at once unless it holds the baton.</summary>
    public void Remove(Participant participant)
    {
        _participants.Remove(participant);
        if (participant is Seat seat)
        {
            seat.Doom(waits: seat != _holder);
        }
    }

    public bool Holds(Seat seat) => Volatile.Read(ref _holder) == seat;

    /// <summary>Lets everything happen until that time, or a failure. Called by whoever runs the simulation.</summary>
    public void RunUntil(long time)
    {
        _control.Horizon = time;
        _holder = _control;
        HandOn(_control);
    }

    /// <summary>Makes the calling thread the only one of a machine without threads of its own.</summary>
    public void Seize(Seat seat) => _holder = seat;

    public void Start(Thread thread)
    {
        _threads.Add(thread);
        thread.Start();
    }

    /// <summary>Ends every thread.</summary>
    public void Dispose()
    {
        _holder = _control;
        foreach (Participant participant in _participants.ToArray())
        {
            Remove(participant);
        }
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
        _control.Dispose();
    }

    /// <summary>A process makes a system call.</summary>
    public void OnCall(Process process, SystemCall call)
    {
        machine.Trace.Call(process, call);
        process.CountCall(machine.Clock.Now);
        if (CallCostMax > 0)
        {
            machine.Clock.Advance(machine.Dice.Between(0, CallCostMax));
        }
        if (process.Body is ProgramThread body && (machine.Failed || machine.Dice.OneIn(PreemptOneIn)))
        {
            HandOn(body);
        }
        process.ThrowIfDead();
    }

    /// <summary>Lets others act until the caller is chosen.</summary>
    public void HandOn(Seat self)
    {
        while (true)
        {
            if (self.Doomed)
            {
                throw new ProcessKilled();
            }
            Participant next = Choose();
            if (next == self)
            {
                return;
            }
            if (next is Actor actor)
            {
                actor.Act();
                continue;
            }
            Switches++;
            Volatile.Write(ref _holder, (Seat)next);
            ((Seat)next).GiveBaton();
            self.AwaitBaton();
            if (self.Doomed)
            {
                throw new ProcessKilled();
            }
            return;
        }
    }

    /// <summary>A thread that ends gives the baton away for good.</summary>
    public void Leave()
    {
        while (true)
        {
            Participant next = Choose();
            if (next is Actor actor)
            {
                actor.Act();
                continue;
            }
            Volatile.Write(ref _holder, (Seat)next);
            ((Seat)next).GiveBaton();
            return;
        }
    }

    private Participant Choose()
    {
        while (true)
        {
            long now = machine.Clock.Now;
            _choices = now == _lastNow ? _choices + 1 : 0;
            _lastNow = now;
            if (_choices > ChoicesMax)
            {
                machine.Fail("time stands still: " + string.Join(", ", _ready));
            }
            if (machine.Failed || _control.IsReady(now))
            {
                return _control;
            }
            _ready.Clear();
            long next = _control.Deadline;
            foreach (Participant participant in _participants)
            {
                if (participant.IsReady(now))
                {
                    _ready.Add(participant);
                }
                else if (participant.Deadline < next)
                {
                    next = participant.Deadline;
                }
            }
            if (_ready.Count > 0)
            {
                return _ready[_ready.Count == 1 ? 0 : machine.Dice.Below(_ready.Count)];
            }
            if (next == Clock.Never)
            {
                machine.Fail("nothing can ever happen any more: everybody waits");
                return _control;
            }
            machine.Clock.AdvanceTo(next);
        }
    }
}
