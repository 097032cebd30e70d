using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>What a process does about a signal.</summary>
internal enum SignalAction : byte
{
    Default,
    Ignore,
    Caught,
}

/// <summary>The signals of one process.</summary>
internal sealed class ProcessSignals(Process process)
{
    private readonly SignalAction[] _actions = new SignalAction[Signal.NumberMax + 1];
    private readonly Pid[] _senders = new Pid[Signal.NumberMax + 1];

    /// <summary>Bit n - 1 for signal n that is blocked and waits. A second one of a kind leaves no trace.</summary>
    public ulong Pending { get; private set; }

    public ulong Blocked { get; private set; }

    /// <summary>A caught signal arrived, for a call that it interrupts.</summary>
    public bool Interrupted { get; set; }

    public Errno SetAction(Signal signal, SignalAction action)
    {
        if (signal.Number is 9 or 19)
        {
            return Errno.EINVAL;
        }
        _actions[signal.Number] = action;
        return Errno.None;
    }

    /// <summary>Default actions for a set.</summary>
    public void ResetActions(ulong set)
    {
        for (int number = 1; number <= Signal.NumberMax; number++)
        {
            _actions[number] = (set & Bit(new Signal(number))) != 0 ? SignalAction.Default : _actions[number];
        }
    }

    /// <summary>Forgets a signal that waits.</summary>
    public void Drop(Signal signal) => Pending &= ~Bit(signal);

    public bool IsIgnored(Signal signal) => _actions[signal.Number] == SignalAction.Ignore;

    /// <summary>Blocks or unblocks one signal; whether it was blocked before.</summary>
    public bool SetBlocked(Signal signal, bool blocked)
    {
        bool was = (Blocked & Bit(signal)) != 0;
        SetBlocked(blocked ? Blocked | Bit(signal) : Blocked & ~Bit(signal));
        return was;
    }

    public void Block(ulong set) => SetBlocked(Blocked | set);

    public void SetBlocked(ulong set)
    {
        Blocked = set & ~Bit(Signal.SIGKILL) & ~Bit(Signal.SIGSTOP);
        for (int number = 1; number <= Signal.NumberMax && process.IsAlive; number++)
        {
            if ((Pending & ~Blocked & Bit(new Signal(number))) != 0)
            {
                Pending &= ~Bit(new Signal(number));
                Act(new Signal(number));
            }
        }
    }

    /// <summary>A new program keeps the mask, what waits and what is ignored.</summary>
    public void PrepareForExec()
    {
        for (int i = 0; i < _actions.Length; i++)
        {
            _actions[i] = _actions[i] == SignalAction.Ignore ? SignalAction.Ignore : SignalAction.Default;
        }
    }

    public void Send(Signal signal, Pid sender)
    {
        if (!process.IsAlive || signal.IsNone)
        {
            return;
        }
        process.Machine.Trace.Note(process, "gets SIG", signal.Name);
        process.Machine.Tell(watcher => watcher.Signaled(process, signal));
        if (signal.Number == Signal.SIGCONT.Number)
        {
            if (process.Stopped)
            {
                process.Stopped = false;
                process.Machine.NotifyParent(process);
            }
        }
        if ((Blocked & Bit(signal)) != 0)
        {
            _senders[signal.Number] = (Pending & Bit(signal)) != 0 ? _senders[signal.Number] : sender;
            Pending |= Bit(signal);
            return;
        }
        Act(signal);
    }

    /// <summary>Takes the lowest waiting signal of a set, as signalfd(2) does.</summary>
    public bool Take(ulong set, out SignalInfo info)
    {
        info = default;
        ulong there = Pending & set;
        if (there == 0)
        {
            return false;
        }
        Signal signal = new(System.Numerics.BitOperations.TrailingZeroCount(there) + 1);
        Pending &= ~Bit(signal);
        info = new SignalInfo { Signal = signal, Sender = _senders[signal.Number] };
        return true;
    }

    private void Act(Signal signal)
    {
        switch (_actions[signal.Number])
        {
            case SignalAction.Ignore:
                break;
            case SignalAction.Caught:
                Interrupted = true;
                process.OnCaught(signal);
                break;
            case SignalAction.Default:
            default:
                ActByDefault(signal);
                break;
        }
    }

    private void ActByDefault(Signal signal)
    {
        switch (signal.Number)
        {
            case 17 or 18 or 23 or 28:
                break;
            case 19 or 20 or 21 or 22:
                process.Stopped = true;
                process.Machine.NotifyParent(process);
                break;
            default:
                process.Terminate(WaitStatus.Signaled(signal.Number));
                break;
        }
    }

    private static ulong Bit(Signal signal) => 1UL << (signal.Number - 1);
}
