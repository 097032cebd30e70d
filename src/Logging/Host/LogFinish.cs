using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// Closes the logdirs: each current is made to last and marked as whole, when its processor has done its work. What fails
/// is tried again after the logdir's cooldown, until a second SIGTERM or SIGHUP says that it was enough. A logdir that is
/// not marked is put in order by the next s6-log; so nothing is lost.
/// </summary>
internal ref struct LogFinish(in LogOptions options, bool told, Fd signals, Span<Logdir> logdirs)
{
    private bool _told = told;
    private readonly bool _ignoresTerm = options.IgnoresTerm;
    private readonly Fd _signals = signals;
    private readonly Span<Logdir> _logdirs = logdirs;

    public void Run()
    {
        for (int i = 0; i < _logdirs.Length; i++)
        {
            Begin(ref _logdirs[i]);
        }
        while (TryGetDeadline(out Instant deadline) && Wait(deadline))
        {
            Instant now = Kernel.Now();
            for (int i = 0; i < _logdirs.Length; i++)
            {
                if (_logdirs[i].Rotation.IsEnding && !_logdirs[i].Rotation.Deadline.IsAfter(now))
                {
                    _ = _logdirs[i].Step(RotationEvent.Timeout);
                }
            }
            while (Processors.TryReap(_logdirs, out int logdir, out RotationEvent e))
            {
                _ = _logdirs[logdir].Step(e);
                _ = _logdirs[logdir].Step(RotationEvent.Ended);
            }
        }
    }

    /// <summary>
    /// What waits for its next try gets one at once. If that fails too, the logdir stays as it is.
    /// </summary>
    private static void Begin(ref Logdir logdir)
    {
        _ = logdir.Step(RotationEvent.Hurry);
        _ = logdir.Step(RotationEvent.Ended);
    }

    /// <summary>When the next try is due; false where nothing is waited for.</summary>
    private readonly bool TryGetDeadline(out Instant deadline)
    {
        deadline = Instant.Infinite;
        bool waits = false;
        foreach (ref readonly Logdir logdir in _logdirs)
        {
            waits |= logdir.Rotation.IsProcessing;
            if (logdir.Rotation.IsEnding)
            {
                waits = true;
                deadline = Instant.Earliest(deadline, logdir.Rotation.Deadline);
            }
        }
        return waits;
    }

    /// <summary>False where the end is not to be waited for any longer.</summary>
    private bool Wait(Instant deadline)
    {
        Span<PollDescriptor> poll = stackalloc PollDescriptor[1];
        poll[0] = PollDescriptor.ForReading(_signals);
        Result<int> ready = Kernel.Poll(poll, deadline.IsInfinite ? -1 : deadline.Until(Kernel.Now()));
        if (!ready.Ok || ready.Value == 0)
        {
            return ready.Ok;
        }
        Span<SignalInfo> signals = stackalloc SignalInfo[4];
        Result<int> read = Kernel.ReadSignals(_signals, signals);
        for (int i = 0; read.Ok && i < read.Value; i++)
        {
            int number = signals[i].Signal.Number;
            if (number == Signal.SIGHUP.Number || (number == Signal.SIGTERM.Number && !_ignoresTerm))
            {
                if (_told)
                {
                    return false;
                }
                _told = true;
            }
        }
        return read.Ok;
    }
}
