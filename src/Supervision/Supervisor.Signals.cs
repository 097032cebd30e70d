using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

// What a supervisor sends to its service.
internal partial struct Supervisor
{
    private readonly void Kill(SupervisorActionKind kind, Signal signal, ref SupervisorActions actions)
    {
        Assert.That(!Status.Pid.IsNone && !signal.IsNone);
        actions.Add(kind, Status.Pid, signal);
    }

    private void Pause(bool processOnly, ref SupervisorActions actions)
    {
        Kill(processOnly ? SupervisorActionKind.Kill : SupervisorActionKind.KillGroup, Signal.SIGSTOP, ref actions);
        _statusChanged |= !Status.Paused;
        Status.Paused = true;
        WatchdogDeadline = Instant.Infinite;
    }

    private void Continue(bool processOnly, ref SupervisorActions actions)
    {
        Kill(processOnly ? SupervisorActionKind.Kill : SupervisorActionKind.KillGroup, Signal.SIGCONT, ref actions);
        _statusChanged |= Status.Paused;
        Status.Paused = false;
    }

    private void BringDown<TConfig>(Instant now, ref TConfig config, ref SupervisorActions actions)
        where TConfig : struct, IServiceConfig, allows ref struct
    {
        Want(false);
        ExpectEnd();
        Kill(SupervisorActionKind.Kill, config.DownSignal(), ref actions);
        Continue(processOnly: true, ref actions);
        uint timeoutMs = config.TimeoutKillMs();
        _dying = timeoutMs != 0;
        Deadline = _dying ? now.PlusMilliseconds(timeoutMs) : Instant.Infinite;
    }

    /// <summary>The service did not end in the time of timeout-kill.</summary>
    private void Escalate<TConfig>(Instant now, ref TConfig config, ref SupervisorActions actions)
        where TConfig : struct, IServiceConfig, allows ref struct
    {
        Assert.That(_dying);
        bool all = config.TimeoutKillsProcessGroup();
        Kill(all ? SupervisorActionKind.KillGroup : SupervisorActionKind.Kill, Signal.SIGKILL, ref actions);
        Continue(processOnly: true, ref actions);
        Deadline = now.PlusSeconds(KillAgainSeconds);
    }
}
