using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Waits for services to change state, in this one process: subscribes to their event directories, then reads their
/// status (so that no change between is missed), then listens. Whatever way the wait ends, by a signal too, the FIFOs
/// are removed.
/// </summary>
internal ref struct ServiceWaiter
{
    private readonly Span<WatchedService> _services;
    private readonly Span<PollDescriptor> _polls;
    private WaitGoal _goal;
    private Instant _deadline;
    private Fd _signals;
    private int _subscribed;

    /// <summary>Room for every service, and for one descriptor more than that.</summary>
    public ServiceWaiter(Span<WatchedService> services, Span<PollDescriptor> polls, in WaitGoal goal)
    {
        Assert.That(polls.Length == services.Length + 1);
        _services = services;
        _polls = polls;
        _goal = goal;
        _deadline = goal.TimeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(goal.TimeoutMs);
        _signals = Fd.None;
        _subscribed = 0;
    }

    /// <summary>How many permanent failures there were; meaningful behind Wait.</summary>
    public int FailureCount { get; private set; }

    /// <summary>Some supervisor exited; meaningful behind Wait.</summary>
    public bool AnyAbandoned { get; private set; }

    /// <summary>
    /// Subscribes to each directory and reads its state. Prints what fails, with what is left undone cleaned up.
    /// </summary>
    public int Begin(Arguments directories)
    {
        Assert.That(directories.Count == _services.Length);
        Result<Fd> signals = Kernel.OpenSignals(ChildSignals.Set.Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        _signals = signals.Value;
        _polls[0] = PollDescriptor.ForReading(_signals);
        int code = ExitCode.Success;
        for (int i = 0; i < directories.Count && code == ExitCode.Success; i++)
        {
            code = Begin(i, directories[i]);
        }
        if (code != ExitCode.Success)
        {
            End();
        }
        return code;
    }

    private int Begin(int index, ReadOnlySpan<byte> directory)
    {
        ref WatchedService service = ref _services[index];
        service = default;
        service.Directory = new TextReference(directory);
        Errno error = Subscription.TryOpen(directory, "/event"u8, out service.Subscription);
        if (error.Failed)
        {
            int code = error == Errno.ENOENT ? NotSupervisedOr(directory, ExitCode.System) : ExitCode.System;
            return Diagnostics.Unable(code, error, "subscribe to events for "u8, directory);
        }
        _subscribed = index + 1;
        _polls[index + 1] = PollDescriptor.ForReading(service.Subscription.Fifo);
        error = ServiceDirectory.ReadStatus(directory, out ServiceStatus status);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read status for "u8, directory);
        }
        service.Begin(status);
        return ExitCode.Success;
    }

    private static int NotSupervisedOr(ReadOnlySpan<byte> directory, int otherwise)
    {
        Result<bool> supervised = ServiceDirectory.IsSupervised(directory);
        return supervised.Ok && !supervised.Value ? ExitCode.NotSupervised : otherwise;
    }

    /// <summary>Waits until the goal is reached: 0, or the exit code of a time-out, printed.</summary>
    public int Wait()
    {
        int code = ExitCode.Success;
        if (_goal.Restart)
        {
            code = WaitFor(up: false, ready: true);
        }
        if (code == ExitCode.Success)
        {
            code = WaitFor(_goal.Up, _goal.Ready);
        }
        End();
        foreach (ref WatchedService service in _services)
        {
            FailureCount += service.Failed ? 1 : 0;
            AnyAbandoned |= service.Abandoned;
        }
        return code;
    }

    /// <summary>Removes the FIFOs.</summary>
    public void End()
    {
        for (int i = 0; i < _subscribed; i++)
        {
            _services[i].Subscription.Remove();
        }
        _subscribed = 0;
    }

    private int WaitFor(bool up, bool ready)
    {
        // Waiting for one to restart makes no sense while the others have not even stopped: all first, then one.
        bool any = _goal.Any && !(_goal.Restart && !up);
        while (!IsReached(up, ready, any))
        {
            long timeout = _deadline.IsInfinite ? -1 : _deadline.Until(Kernel.Now());
            Result<int> count = Kernel.Poll(_polls, timeout);
            if (!count.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, count.Error, "poll"u8);
            }
            if (count.Value == 0)
            {
                return Diagnostics.Fatal(ExitCode.TimedOut, "timed out"u8);
            }
            if (_polls[0].IsReadable && ChildSignals.Read(_signals, out Signal fatal))
            {
                End();
                ChildSignals.Obey(fatal);
            }
            for (int i = 0; i < _services.Length; i++)
            {
                if (_polls[i + 1].IsReadable)
                {
                    ReadEvents(ref _services[i], up, ready, any);
                }
            }
        }
        return ExitCode.Success;
    }

    private readonly bool IsReached(bool up, bool ready, bool any)
    {
        foreach (ref WatchedService service in _services)
        {
            if (service.IsSettled(up, ready) == any)
            {
                return any;
            }
        }
        return !any;
    }

    /// <summary>
    /// Takes in the letters one by one, and stops at the one that completes the wait: a service that came up and went
    /// down again at once has been up.
    /// </summary>
    private readonly void ReadEvents(ref WatchedService service, bool up, bool ready, bool any)
    {
        Span<byte> letter = stackalloc byte[1];
        // One letter at a time, so that those behind the last one wanted stay for the second half of a restart.
        while (!IsReached(up, ready, any))
        {
            Result<int> read = service.Subscription.Read(letter);
            if (!read.Ok || read.Value == 0)
            {
                return;
            }
            service.Apply(letter[0], up, ready);
        }
    }
}
