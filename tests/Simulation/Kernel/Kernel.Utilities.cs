using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

// What only the tools for files and the system ask for.
internal static unsafe partial class Kernel
{
    public static Errno ChangeOwnerOfTarget(Fd directory, ReadOnlySpan<byte> pathZ, uint uid, uint gid) => Missing<int>().Error;

    public static Errno LinkTarget(Fd directory, ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ) => Missing<int>().Error;

    public static Errno MakeNode(Fd directory, ReadOnlySpan<byte> pathZ, uint mode, ulong device) => Missing<int>().Error;

    public static Errno SetTimesToNow(Fd fd) => Missing<int>().Error;

    public static Result<int> Splice(Fd from, Fd to, int length) => Missing<int>();

    public static Result<int> ResolvePath(ReadOnlySpan<byte> pathZ, Span<byte> resolvedZ) => Missing<int>();

    public static void SynchronizeAll() => _ = Enter(SystemCall.Own);

    public static Errno SetWallClock(Tai time) => Missing<int>().Error;

    public static Errno ChangeNice(int increment) => Missing<int>().Error;

    public static Errno KillAll(Signal signal) => Missing<int>().Error;
}
