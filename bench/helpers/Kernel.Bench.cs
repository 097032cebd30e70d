using System;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>What only the helper program asks of the kernel.</summary>
internal static unsafe partial class Kernel
{
    private const int UsageLength = 144;

    /// <summary>
    /// Waits for a child. The CPU time, user and system, is its own and that of all it has waited for itself.
    /// </summary>
    public static Result<ChildExit> WaitFor(Pid pid, out ulong cpuNanoseconds)
    {
        int status = 0;
        // struct rusage begins with two struct timeval: user and system time in seconds and microseconds.
        long* usage = stackalloc long[UsageLength / sizeof(long)];
        nint result = CallAgain(Architecture.SYS_wait4, pid.Value, (nint)(&status), 0, (nint)usage);
        if (result < 0)
        {
            cpuNanoseconds = 0;
            return new Result<ChildExit>(ToErrno(result));
        }
        cpuNanoseconds = (ulong)((usage[0] + usage[2]) * 1_000_000_000 + (usage[1] + usage[3]) * 1000);
        return new Result<ChildExit>(new ChildExit(new Pid((int)result), new WaitStatus(status)));
    }

    /// <summary>Has orphans below this process become its children (PR_SET_CHILD_SUBREAPER).</summary>
    public static Errno AdoptOrphans() => ToErrno(Call(Architecture.SYS_prctl, 36, 1));

    /// <summary>
    /// Has the kernel send this process a signal when its parent dies (PR_SET_PDEATHSIG); it survives execve.
    /// </summary>
    public static Errno SignalOnParentDeath(Signal signal) => ToErrno(Call(Architecture.SYS_prctl, 1, signal.Number));

    public static void Ignore(Signal signal) => _ = SetPlainAction(signal, SIG_IGN);

    /// <summary>Zeroed memory.</summary>
    public static Result<MappedBlock> MapBlock(int length)
    {
        Result<nint> address = MapMemory(length);
        return address.Ok
            ? new Result<MappedBlock>(new MappedBlock(address.Value, length))
            : new Result<MappedBlock>(address.Error);
    }
}

/// <summary>Memory mapped for good.</summary>
internal readonly unsafe struct MappedBlock(nint address, int length)
{
    // SAFETY: MapMemory gave that many bytes, and nothing unmaps them.
    public Span<byte> Bytes => new((void*)address, length);
}
