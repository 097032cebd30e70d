using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Runs a program again and again until it says that a service is ready, and then reports that (s6-notifyoncheck.html).
/// </summary>
internal struct ReadinessCheck
{
    private const int ProgramDied = 2;
    private const int GlobalTimeout = 3;

    /// <summary>No attempt was successful, or there is to be another; never an exit code.</summary>
    private const int GoesOn = -1;

    /// <summary>The program that checks.</summary>
    public Arguments Check;

    public EnvironmentBlock Environment;

    /// <summary>What readiness is reported to.</summary>
    public Fd Notification;

    /// <summary>Readable when the service has died; Fd.None where the kernel cannot tell.</summary>
    public Fd Service;

    public uint InitialSleepMs;

    /// <summary>Between two attempts.</summary>
    public uint WaitingTimeMs;

    /// <summary>For all attempts; 0 is without end.</summary>
    public uint GlobalTimeoutMs;

    /// <summary>For one attempt; 0 is without end.</summary>
    public uint LocalTimeoutMs;

    /// <summary>0 is without end.</summary>
    public uint TriesMax;

    private Instant _deadline;
    private Fd _signals;

    /// <summary>Polls the service: the exit code.</summary>
    public int Run()
    {
        Kernel.BlockPipeSignal();
        _deadline = DeadlineOf(GlobalTimeoutMs);
        Result<Fd> signals = Kernel.OpenSignals(SignalSet.Empty.With(Signal.SIGCHLD).Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap SIGCHLD"u8);
        }
        _signals = signals.Value;
        uint sleepMs = InitialSleepMs;
        for (uint tries = 0; TriesMax == 0 || tries < TriesMax; tries = TriesMax == 0 ? 0 : tries + 1)
        {
            int code = Await(Pid.None, Kernel.Now().PlusMilliseconds(sleepMs));
            sleepMs = WaitingTimeMs;
            if (code == GoesOn)
            {
                code = Attempt();
            }
            if (code != GoesOn)
            {
                return code;
            }
        }
        return ExitCode.Failure;
    }

    private readonly int Attempt()
    {
        SpawnRequest request = new() { PathZ = Check.AtZ(0), Arguments = Check, Environment = Environment };
        Result<Pid> child = Kernel.Spawn(request);
        if (!child.Ok)
        {
            Diagnostics.WarnUnable(child.Error, "spawn "u8, Check[0]);
            return GoesOn;
        }
        return Await(child.Value, DeadlineOf(LocalTimeoutMs));
    }

    /// <summary>
    /// Waits for the check, or just for that moment where there is none. An attempt that takes too long is killed.
    /// </summary>
    private readonly int Await(Pid check, Instant until)
    {
        // A supervisor closes its end of the pipe when the service has died: that is an error of the writing end.
        Span<PollDescriptor> polls =
        [
            PollDescriptor.ForReading(check.IsNone ? Fd.None : _signals),
            PollDescriptor.ForReading(Service),
            new PollDescriptor { Descriptor = Notification.Value },
        ];
        Instant deadline = Instant.Earliest(until, _deadline);
        while (true)
        {
            Result<int> count = Kernel.Poll(polls, deadline.Until(Kernel.Now()));
            if (!count.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, count.Error, "poll"u8);
            }
            if (polls[1].Returned != 0 || polls[2].Returned != 0)
            {
                return GiveUp(check, ProgramDied);
            }
            if (polls[0].Returned != 0 && HasEnded(check, out bool ready))
            {
                if (ready)
                {
                    _ = Kernel.Write(Notification, "\n"u8);
                }
                return ready ? ExitCode.Success : GoesOn;
            }
            if (count.Value == 0)
            {
                if (_deadline.Until(Kernel.Now()) == 0)
                {
                    return GiveUp(check, GlobalTimeout);
                }
                KillAndReap(check);
                return GoesOn;
            }
        }
    }

    private readonly bool HasEnded(Pid check, out bool ready)
    {
        Span<SignalInfo> infos = stackalloc SignalInfo[1];
        _ = Kernel.ReadSignals(_signals, infos);
        Result<ChildExit> child = Kernel.WaitFor(check, wait: false);
        ready = child.Ok && child.Value.Status.IsExited && child.Value.Status.ExitCode == 0 && !child.Value.Pid.IsNone;
        return !child.Ok || !child.Value.Pid.IsNone;
    }

    private static int GiveUp(Pid check, int code)
    {
        if (!check.IsNone)
        {
            _ = Kernel.Kill(check, Signal.SIGTERM);
        }
        return code;
    }

    private static void KillAndReap(Pid check)
    {
        if (!check.IsNone)
        {
            _ = Kernel.Kill(check, Signal.SIGKILL);
            _ = Kernel.WaitFor(check, wait: true);
        }
    }

    private static Instant DeadlineOf(uint milliseconds) =>
        milliseconds == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(milliseconds);
}
