using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    /// <summary>
    /// struct pidfd_info of PIDFD_GET_INFO, as far as its first version goes.
    /// <code>
    /// offset  size  field
    ///      0     8  mask: what is asked for, and what is there
    ///     60     4  exit_code, where the mask says so
    /// </code>
    /// </summary>
    private const int ProcessInfoLength = 64;

    /// <summary>
    /// pidfd_open(2): a descriptor with O_CLOEXEC that is readable once the process has ended. ESRCH where there is no
    /// such process, ENOSYS before Linux 5.3.
    /// </summary>
    public static Result<Fd> OpenProcess(Pid pid)
    {
        Assert.That(pid.Value > 0);
        return ToFd(Call(Architecture.SYS_pidfd_open, pid.Value));
    }

    /// <summary>Sends a signal to the process of a descriptor, or to its process group.</summary>
    public static Errno Kill(Fd process, Signal signal, KillTarget target)
    {
        const int PIDFD_SIGNAL_PROCESS_GROUP = 4;
        int flags = target == KillTarget.ProcessGroup ? PIDFD_SIGNAL_PROCESS_GROUP : 0;
        return ToErrno(Call(Architecture.SYS_pidfd_send_signal, process.Value, signal.Number, 0, flags));
    }

    /// <summary>
    /// How the process of a descriptor ended, though it was no child: known to kernels from 6.15 on once its parent has
    /// waited for it, until then ENODATA.
    /// </summary>
    public static Result<WaitStatus> ExitStatus(Fd process)
    {
        const long PIDFD_GET_INFO = 0xc040ff0b;
        const ulong PIDFD_INFO_EXIT = 8;
        byte* info = stackalloc byte[ProcessInfoLength];
        new System.Span<byte>(info, ProcessInfoLength).Clear();
        *(ulong*)info = PIDFD_INFO_EXIT;
        nint result = Call(Architecture.SYS_ioctl, process.Value, unchecked((nint)PIDFD_GET_INFO), (nint)info);
        if (result < 0)
        {
            return new Result<WaitStatus>(ToErrno(result));
        }
        return (*(ulong*)info & PIDFD_INFO_EXIT) == 0
            ? new Result<WaitStatus>(Errno.ENODATA)
            : new Result<WaitStatus>(new WaitStatus(*(int*)(info + 60) & 0xffff));
    }

    /// <summary>Whether this process is the one to wait for that one.</summary>
    public static bool IsChild(Pid pid)
    {
        const int P_PID = 1;
        const int WNOHANG_WEXITED_WNOWAIT = 0x01000005;
        return Call(Architecture.SYS_waitid, P_PID, pid.Value, 0, WNOHANG_WEXITED_WNOWAIT) >= 0;
    }
}
