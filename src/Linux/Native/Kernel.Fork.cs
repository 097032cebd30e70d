using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    /// A child that runs the body in this process's memory, on a stack of its own; this returns when it has ended, or has
    /// executed a program. What the child changes in memory stays changed.
    /// </summary>
    public static Result<Pid> RunShared<TBody>(ref TBody body, MemoryRegion stack)
        where TBody : unmanaged, ISharedBody
    {
        const int SIGCHLD = 17;
        SharedStart start = new() { Body = Unsafe.AsPointer(ref body), Run = &RunShared<TBody> };
        // SAFETY: the stack is used by nobody else until clone returns, for the child is gone from this memory then.
        byte* top = (byte*)((stack.Start + stack.Length) & ~(nint)15);
        int pid = Libc.__clone(&EnterShared, top, CLONE_VM | CLONE_VFORK | SIGCHLD, &start, 0, 0, 0);
        return pid < 0 ? new Result<Pid>(new Errno(-pid)) : new Result<Pid>(new Pid(pid));
    }

    private struct SharedStart
    {
        public void* Body;
        public delegate*<void*, int> Run;
    }

    private static int RunShared<TBody>(void* body)
        where TBody : unmanaged, ISharedBody => ((TBody*)body)->Run();

    [UnmanagedCallersOnly]
    private static int EnterShared(void* argument)
    {
        SharedStart* start = (SharedStart*)argument;
        return start->Run(start->Body);
    }

    /// <summary>
    /// Maps memory for a stack: below it lies a page that nobody may touch, so that a stack that grows too far ends the
    /// process.
    /// </summary>
    public static Result<MemoryRegion> MapStack(int length)
    {
        const int PageLength = 4096;
        Result<nint> memory = MapMemory(length + PageLength);
        if (!memory.Ok)
        {
            return new Result<MemoryRegion>(memory.Error);
        }
        nint result = Call(Architecture.SYS_mprotect, memory.Value, PageLength, 0);
        return result < 0
            ? new Result<MemoryRegion>(ToErrno(result))
            : new Result<MemoryRegion>(new MemoryRegion(memory.Value + PageLength, length));
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
