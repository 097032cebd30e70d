using Sestet.Base;

namespace Sestet.Linux;

// What commands need that go on beside the program they become.
internal static unsafe partial class Kernel
{
    /// <summary>fork(2): Pid.None in the child, which has a copy of everything; its number in the parent.</summary>
    public static Result<Pid> Fork()
    {
        const int SIGCHLD = 17;
        nint result = Call(Architecture.SYS_clone, SIGCHLD);
        return result < 0 ? new Result<Pid>(ToErrno(result)) : new Result<Pid>(new Pid((int)result));
    }

    /// <summary>
    /// PR_SET_CHILD_SUBREAPER: descendants whose parent ends become children of this process.
    /// </summary>
    public static Errno BecomeSubreaper()
    {
        const int PR_SET_CHILD_SUBREAPER = 36;
        return ToErrno(Call(Architecture.SYS_prctl, PR_SET_CHILD_SUBREAPER, 1));
    }
}
