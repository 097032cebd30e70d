using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Waits for the supervisors of a service and of its logger to tell an event: that they are there, or that they leave.
/// Whatever way the wait ends, by a signal too, the FIFOs are removed.
/// </summary>
internal struct SupervisorWatch
{
    /// <summary>A service and its logger.</summary>
    private const int SupervisorsMax = 2;

    private readonly Instant _deadline;
    private Subscriptions _subscriptions;
    private Fd _signals;
    private int _count;

    [InlineArray(SupervisorsMax)]
    private struct Subscriptions
    {
        private Subscription _first;
    }

    /// <summary>For at most that time from now on; 0 is without end.</summary>
    public SupervisorWatch(uint timeoutMs)
    {
        _deadline = timeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(timeoutMs);
        _signals = Fd.None;
        _count = 0;
    }

    /// <summary>Subscribes to an event directory; the path must stay in place as long as this does.</summary>
    public Errno Add(ReadOnlySpan<byte> fifodir)
    {
        Assert.That(_count < SupervisorsMax);
        if (!_signals.IsOpen)
        {
            Result<Fd> signals = Kernel.OpenSignals(ChildSignals.Set.Bits);
            if (!signals.Ok)
            {
                return signals.Error;
            }
            _signals = signals.Value;
        }
        Errno error = Subscription.TryOpen(fifodir, default, out _subscriptions[_count]);
        _count += error.IsNone ? 1 : 0;
        return error;
    }

    /// <summary>Waits until each has told that event. ETIMEDOUT when the time is over.</summary>
    public Errno Wait(byte letter)
    {
        Span<PollDescriptor> polls = stackalloc PollDescriptor[SupervisorsMax + 1];
        polls[0] = PollDescriptor.ForReading(_signals);
        for (int i = 0; i < _count; i++)
        {
            polls[i + 1] = PollDescriptor.ForReading(_subscriptions[i].Fifo);
        }
        polls = polls[..(_count + 1)];
        Errno error = Errno.None;
        int left = _count;
        while (left > 0 && error.IsNone)
        {
            Result<int> ready = Kernel.Poll(polls, _deadline.Until(Kernel.Now()));
            error = ready.Ok && ready.Value == 0 ? Errno.ETIMEDOUT : ready.Error;
            if (polls[0].IsReadable && ChildSignals.Read(_signals, out Signal fatal))
            {
                End();
                ChildSignals.Obey(fatal);
            }
            for (int i = 0; i < _count && error.IsNone; i++)
            {
                if (polls[i + 1].IsReadable && HasTold(_subscriptions[i], letter))
                {
                    polls[i + 1].Descriptor = -1;
                    left--;
                }
            }
        }
        End();
        return error;
    }

    /// <summary>Removes the FIFOs.</summary>
    public void End()
    {
        for (int i = 0; i < _count; i++)
        {
            _subscriptions[i].Remove();
        }
        _count = 0;
    }

    private static bool HasTold(in Subscription subscription, byte letter)
    {
        Span<byte> letters = stackalloc byte[Limits.ControlReadLength];
        Result<int> read = subscription.Read(letters);
        return read.Ok && letters[..read.Value].Contains(letter);
    }
}
