using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ftrig.Host;

/// <summary>
/// Waits in this process for fifodirs' events to match expressions. Whatever way the wait ends, by a signal too, the
/// FIFOs are removed.
/// </summary>
internal ref struct PatternWaiter
{
    private const int EventReadLength = 64;

    private readonly Span<PatternListener> _listeners;
    private readonly Span<PollDescriptor> _polls;
    private readonly Span<byte> _events;
    private readonly Instant _deadline;
    private Fd _signals;
    private int _subscribed;

    /// <summary>
    /// Room for every listener, one descriptor more than that, and EventSequenceLengthMax bytes for each.
    /// </summary>
    public PatternWaiter(Span<PatternListener> listeners, Span<PollDescriptor> polls, Span<byte> events, uint timeoutMs)
    {
        Assert.That(polls.Length == listeners.Length + 1);
        Assert.That(events.Length == listeners.Length * Limits.EventSequenceLengthMax);
        _listeners = listeners;
        _polls = polls;
        _events = events;
        _deadline = timeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(timeoutMs);
        _signals = Fd.None;
        _subscribed = 0;
    }

    /// <summary>Subscribes to fifodir, expression, fifodir, expression … Prints what fails and cleans up.</summary>
    public int Begin(Arguments pairs)
    {
        Assert.That(pairs.Count == _listeners.Length * 2);
        Result<Fd> signals = Kernel.OpenSignals(ChildSignals.Set.Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        _signals = signals.Value;
        _polls[0] = PollDescriptor.ForReading(_signals);
        for (int i = 0; i < _listeners.Length; i++)
        {
            ref PatternListener listener = ref _listeners[i];
            listener = default;
            Errno error = Regex.TryCompile(pairs.AtZ(2 * i + 1), 0, out listener.Pattern);
            if (error.IsNone)
            {
                error = Subscription.TryOpen(pairs[2 * i], default, out listener.Subscription);
            }
            if (error.Failed)
            {
                End();
                return Diagnostics.Unable(
                    ExitCode.System, error, "subscribe to "u8, pairs[2 * i], " with regexp "u8, pairs[2 * i + 1]);
            }
            _subscribed = i + 1;
            _polls[i + 1] = PollDescriptor.ForReading(listener.Subscription.Fifo);
        }
        return ExitCode.Success;
    }

    /// <summary>Removes the FIFOs.</summary>
    public void End()
    {
        for (int i = 0; i < _subscribed; i++)
        {
            _listeners[i].Subscription.Remove();
        }
        _subscribed = 0;
    }

    /// <summary>
    /// Waits until all have matched, or one: with the last event read for it. ETIMEDOUT when the time is over.
    /// </summary>
    public Errno Wait(bool any, out byte last)
    {
        last = 0;
        Errno error = Errno.None;
        while (error.IsNone && !IsDone(any))
        {
            long timeout = _deadline.IsInfinite ? -1 : _deadline.Until(Kernel.Now());
            Result<int> ready = Kernel.Poll(_polls, timeout);
            error = ready.Ok && ready.Value == 0 ? Errno.ETIMEDOUT : ready.Error;
            if (error.IsNone)
            {
                Dispatch(any, ref last);
            }
        }
        End();
        return error;
    }

    private readonly bool IsDone(bool any)
    {
        foreach (ref PatternListener listener in _listeners)
        {
            if (listener.Matched == any)
            {
                return any;
            }
        }
        return !any;
    }

    private void Dispatch(bool any, ref byte last)
    {
        if (_polls[0].IsReadable && ChildSignals.Read(_signals, out Signal fatal))
        {
            End();
            ChildSignals.Obey(fatal);
        }
        for (int i = 0; i < _listeners.Length && !IsDone(any); i++)
        {
            if (_polls[i + 1].IsReadable && !_listeners[i].Matched)
            {
                ReadEvents(i, ref last);
            }
        }
    }

    private readonly void ReadEvents(int index, ref byte last)
    {
        ref PatternListener listener = ref _listeners[index];
        Span<byte> letters = stackalloc byte[EventReadLength];
        Result<int> read = listener.Subscription.Read(letters);
        EventSequence sequence = new(
            _events.Slice(index * Limits.EventSequenceLengthMax, Limits.EventSequenceLengthMax), listener.EventCount);
        for (int i = 0; read.Ok && i < read.Value && !listener.Matched; i++)
        {
            sequence.Append(letters[i]);
            listener.Matched = listener.Pattern.Matches(sequence.TextZ);
            last = letters[i];
        }
        listener.EventCount = sequence.Length;
        if (listener.Matched)
        {
            // What comes later is of no interest, and must not wake the wait again and again.
            _polls[index + 1].Descriptor = -1;
        }
    }
}
