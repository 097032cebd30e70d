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

    /// <summary>supervise/ was made just now: there is nothing in it to go on with.</summary>
    public bool IsNew;

    /// <summary>What the service tells its readiness by, where it does.</summary>
    public Fd Notification;

    /// <summary>No FIFO could be made for it.</summary>
    public bool NotificationIsPipe;

    /// <summary>It runs, and has not told yet.</summary>
    public bool AwaitsReadiness;

    /// <summary>What the service finds in NOTIFY_SOCKET, where it is to.</summary>
    public Fd Socket;

    /// <summary>That there is no cgroup, or not all of one, has been told.</summary>
    public bool CgroupWarned;

    /// <summary>Of the last run, the kernel has killed processes for want of memory.</summary>
    public bool RanOutOfMemory;

    /// <summary>supervise/status has not been written yet: the first process of the service does that.</summary>
    public bool OwesStatus;

    /// <summary>It has, and it says how the service is.</summary>
    public bool HasBornStatus;

    /// <summary>Its processes get /dev/null for what it has had as standard input and output.</summary>
    public bool StreamsClosed;

    /// <summary>The process of Core.Status.Pid where it is no child (pidfd_open(2)): it was adopted.</summary>
    public Fd Process;

    /// <summary>The adopted process has ended; how is asked for until then.</summary>
    public Instant ExitStatusDeadline;

    /// <summary>There are no more records in supervise/death_tally than that; -1 where that is not known.</summary>
    public int DeathsMost;

    /// <summary>When the status that could not be written is written again.</summary>
    public Instant StatusRetry;

    public static SupervisedService None => new()
    {
        State = StateFile.None,
        Lock = Fd.None,
        Control = Fd.None,
        LoggerInput = Fd.None,
        Notification = Fd.None,
        Socket = Fd.None,
        Process = Fd.None,
        ExitStatusDeadline = Instant.Infinite,
        DeathsMost = -1,
        StatusRetry = Instant.Infinite,
    };

    /// <summary>When something is due though nothing happens.</summary>
    public readonly Instant Deadline =>
        Instant.Earliest(
            Instant.Earliest(Core.Deadline, Core.WatchdogDeadline), Instant.Earliest(StatusRetry, ExitStatusDeadline));
}
