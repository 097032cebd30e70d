using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Cli;

/// <summary>
/// One-shot commands that go on in the background while they also become another program: that keeps the pid, and the
/// child does what is left to do.
/// </summary>
internal static class BackgroundWork
{
    /// <summary>
    /// Forks. Detached, the child is nobody's here: the program that this process becomes need not reap it.
    /// </summary>
    public static Errno Fork(bool detached, out bool isChild)
    {
        Result<Pid> child = Kernel.Fork();
        isChild = child.Ok && child.Value.IsNone;
        if (!child.Ok || !detached)
        {
            return child.Error;
        }
        if (!isChild)
        {
            // The one between the two ends at once, with the error of its own fork.
            Result<ChildExit> between = Kernel.WaitFor(child.Value, wait: true);
            return between.Ok ? new Errno(between.Value.Status.ExitCode) : Errno.None;
        }
        child = Kernel.Fork();
        if (!child.Ok || !child.Value.IsNone)
        {
            Kernel.Exit(child.Error.Value);
        }
        return Errno.None;
    }

    /// <summary>
    /// A descriptor that is readable when this process, and so the program it becomes, has ended; Fd.None where the kernel
    /// cannot tell.
    /// </summary>
    public static Fd WatchSelf()
    {
        Result<Fd> self = Kernel.OpenProcess(Kernel.CurrentProcess());
        return self.Ok ? self.Value : Fd.None;
    }
}
