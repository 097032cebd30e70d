using Sestet.Base;

namespace Sestet.Linux;

/// <summary>What concerns the system as a whole.</summary>
internal static unsafe partial class Kernel
{
    /// <summary>sync(2): waits until all that was written is on its disks.</summary>
    public static void SynchronizeAll() => _ = Call(Architecture.SYS_sync);

    /// <summary>Sets the wall clock.</summary>
    public static Errno SetWallClock(Tai time)
    {
        const int CLOCK_REALTIME = 0;
        TimeSpec spec = new() { Seconds = time.UnixSeconds, Nanoseconds = time.Nanoseconds };
        return ToErrno(Call(Architecture.SYS_clock_settime, CLOCK_REALTIME, (nint)(&spec)));
    }

    /// <summary>nice(2): adds to this process's nice value; the kernel keeps it between -20 and 19.</summary>
    public static Errno ChangeNice(int increment)
    {
        const int PRIO_PROCESS = 0;
        nint priority = Call(Architecture.SYS_getpriority, PRIO_PROCESS, 0);
        if (priority < 0)
        {
            return ToErrno(priority);
        }
        // The kernel gives 20 minus the value, so as not to give an error's number.
        Errno error = ToErrno(Call(Architecture.SYS_setpriority, PRIO_PROCESS, 0, 20 - priority + increment));
        return error == Errno.EACCES ? Errno.EPERM : error;
    }

    /// <summary>Sends a signal to every process that may be sent it, but this one and process 1.</summary>
    public static Errno KillAll(Signal signal) => ToErrno(Call(Architecture.SYS_kill, -1, signal.Number));
}
