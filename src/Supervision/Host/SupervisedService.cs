using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>A service under supervision: what its supervisor holds from one turn to the next.</summary>
internal struct SupervisedService
{
    public Supervisor Core;
    public ServiceConfig Config;
    public StateFile State;

    /// <summary>supervise/lock, locked, and supervise/control.</summary>
    public Fd Lock;
    public Fd Control;

    /// <summary>
    /// The other end of a logger's input: the logger must not come to its end for s6-svscan and the service having been killed.
    /// </summary>
    public Fd LoggerInput;

    /// <summary>What the service tells its readiness by, where it does.</summary>
    public Fd Notification;

    /// <summary>No FIFO could be made for it.</summary>
    public bool NotificationIsPipe;

    /// <summary>It runs, and has not told yet.</summary>
    public bool AwaitsReadiness;

    /// <summary>It has told, and may go on writing: what comes is read and means nothing.</summary>
    public bool Drains;

    /// <summary>The process of Core.Status.Pid where it is no child (pidfd_open(2)): it was adopted.</summary>
    public Fd Process;

    /// <summary>The adopted process has ended; how is asked for until then.</summary>
    public Instant ExitStatusDeadline;

    /// <summary>When the status that could not be written is written again.</summary>
    public Instant StatusRetry;

    public static SupervisedService None => new()
    {
        State = StateFile.None,
        Lock = Fd.None,
        Control = Fd.None,
        LoggerInput = Fd.None,
        Notification = Fd.None,
        Process = Fd.None,
        ExitStatusDeadline = Instant.Infinite,
        StatusRetry = Instant.Infinite,
    };

    /// <summary>What is listened to besides commands: Notification where the service has something to say.</summary>
    public readonly Fd Heard => AwaitsReadiness || Drains ? Notification : Fd.None;

    /// <summary>When something is due though nothing happens.</summary>
    public readonly Instant Deadline =>
        Instant.Earliest(Core.Deadline, Instant.Earliest(StatusRetry, ExitStatusDeadline));
}
