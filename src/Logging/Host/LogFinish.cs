using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// Closes the logdirs: each current is made to last and marked as whole. What fails is tried again after the logdir's
/// cooldown, until another SIGTERM or SIGHUP says that it was enough. A logdir that is not marked is put in order by the
/// next s6-log; so nothing is lost.
/// </summary>
internal ref struct LogFinish(Fd signals, Span<Logdir> logdirs)
{
    private readonly Fd _signals = signals;
    private readonly Span<Logdir> _logdirs = logdirs;

    public readonly void Run()
    {
        for (int i = 0; i < _logdirs.Length; i++)
        {
            Begin(ref _logdirs[i]);
        }
        while (TryGetDeadline(out Instant deadline))
        {
            if (!Wait(deadline))
            {
                return;
            }
            Instant now = Kernel.Now();
            for (int i = 0; i < _logdirs.Length; i++)
            {
                if (!_logdirs[i].Rotation.Deadline.IsAfter(now))
                {
                    _ = _logdirs[i].Step(RotationEvent.Timeout);
                }
            }
        }
    }

    /// <summary>
    /// A rotation that is waiting for its next try gets one at once. If that fails too, the logdir stays as it is.
    /// </summary>
    private static void Begin(ref Logdir logdir)
    {
        if (!logdir.Rotation.IsWritable)
        {
            _ = logdir.Step(RotationEvent.RotateAsked);
        }
        _ = logdir.Step(RotationEvent.Ended);
    }

    /// <summary>When the next try is due; false where nothing waits for one.</summary>
    private readonly bool TryGetDeadline(out Instant deadline)
    {
        deadline = Instant.Infinite;
        bool waits = false;
        foreach (ref readonly Logdir logdir in _logdirs)
        {
            if (logdir.Rotation.IsEnding)
            {
                waits = true;
                deadline = Instant.Earliest(deadline, logdir.Rotation.Deadline);
            }
        }
        return waits;
    }

    private readonly bool Wait(Instant deadline)
    {
        Span<PollDescriptor> poll = stackalloc PollDescriptor[1];
        poll[0] = PollDescriptor.ForReading(_signals);
        Result<int> ready = Kernel.Poll(poll, deadline.Until(Kernel.Now()));
        if (!ready.Ok || ready.Value == 0)
        {
            return ready.Ok;
        }
        Span<SignalInfo> signals = stackalloc SignalInfo[4];
        Result<int> read = Kernel.ReadSignals(_signals, signals);
        for (int i = 0; read.Ok && i < read.Value; i++)
        {
            if (signals[i].Signal.Number != Signal.SIGALRM.Number)
            {
                return false;
            }
        }
        return read.Ok;
    }
}
