using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>What happened to a supervisor.</summary>
internal enum SupervisorEventKind : byte
{
    /// <summary>The time Supervisor.Deadline has come.</summary>
    Timeout,

    /// <summary>The process of Status.Pid (run or finish) has ended, with a wait status.</summary>
    Exited,

    /// <summary>A signal or a control letter arrived.</summary>
    Command,

    /// <summary>A newline came on the notification descriptor.</summary>
    Ready,

    /// <summary>The notification descriptor was closed without one.</summary>
    NotificationClosed,

    /// <summary>The service says that it lives: its watchdog begins anew.</summary>
    Alive,

    /// <summary>The service has set its watchdog itself; 0 is off.</summary>
    WatchdogSet,

    /// <summary>The service says that it is about to end.</summary>
    Stopping,

    /// <summary>The time Supervisor.WatchdogDeadline has come, or the service wants to be treated so.</summary>
    WatchdogMissed,

    /// <summary>The last SpawnRun or SpawnFinish was carried out.</summary>
    Spawned,

    /// <summary>The last SpawnRun or SpawnFinish failed.</summary>
    SpawnFailed,
}

/// <summary>
/// What users ask of a supervisor: the signals s6-supervise.html lists, then the letters of s6-svc.html. The order is
/// that of Supervisor's table, and letters stand in that of CommandLetters.
/// </summary>
internal enum SupervisorCommand : byte
{
    SignalTerm,
    SignalHup,
    SignalQuit,
    SignalInt,
    SendAlrm,
    SendAbrt,
    SendQuit,
    SendHup,
    SendKill,
    SendTerm,
    SendInt,
    SendUsr1,
    SendUsr2,
    SendStop,
    SendCont,
    SendWinch,
    Restart,
    Reload,
    StopGroup,
    ContinueGroup,
    KillGroup,
    Once,
    Down,
    Up,
    DownFile,
    UpFile,
    Exit,
    OnceAtMost,
    OnceAtMostDownFile,
    Count,
}

/// <summary>One event with what belongs to it.</summary>
internal readonly struct SupervisorEvent
{
    private readonly uint _number;

    private SupervisorEvent(SupervisorEventKind kind, SupervisorCommand command, Pid pid, WaitStatus status, uint number)
    {
        Kind = kind;
        Command = command;
        Pid = pid;
        WaitStatus = status;
        _number = number;
    }

    /// <summary>A failed start that nothing but a command will mend: no retry.</summary>
    public const uint NoRetry = 0;

    public SupervisorEventKind Kind { get; }

    public SupervisorCommand Command { get; }

    public Pid Pid { get; }

    public WaitStatus WaitStatus { get; }

    /// <summary>After how many seconds a failed start is tried again.</summary>
    public uint RetrySeconds => _number;

    /// <summary>The time of the watchdog, of WatchdogSet; or, of Spawned, that of the new process's, 0 for none.</summary>
    public uint WatchdogMs => _number;

    public static SupervisorEvent Timeout => new(SupervisorEventKind.Timeout, default, default, default, 0);

    public static SupervisorEvent Ready => new(SupervisorEventKind.Ready, default, default, default, 0);

    public static SupervisorEvent NotificationClosed => new(SupervisorEventKind.NotificationClosed, default, default, default, 0);

    public static SupervisorEvent Alive => new(SupervisorEventKind.Alive, default, default, default, 0);

    public static SupervisorEvent Stopping => new(SupervisorEventKind.Stopping, default, default, default, 0);

    public static SupervisorEvent WatchdogMissed => new(SupervisorEventKind.WatchdogMissed, default, default, default, 0);

    public static SupervisorEvent WatchdogSet(uint watchdogMs) =>
        new(SupervisorEventKind.WatchdogSet, default, default, default, watchdogMs);

    public static SupervisorEvent Exited(WaitStatus status) => new(SupervisorEventKind.Exited, default, default, status, 0);

    public static SupervisorEvent Asked(SupervisorCommand command)
    {
        Assert.That(command < SupervisorCommand.Count);
        return new(SupervisorEventKind.Command, command, default, default, 0);
    }

    public static SupervisorEvent Spawned(Pid pid, uint watchdogMs = 0) =>
        new(SupervisorEventKind.Spawned, default, pid, default, watchdogMs);

    public static SupervisorEvent SpawnFailed(uint retrySeconds) =>
        new(SupervisorEventKind.SpawnFailed, default, default, default, retrySeconds);
}
