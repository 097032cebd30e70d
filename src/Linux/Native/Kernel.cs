using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>
/// The kernel, typed. This class is also the seam of the simulation: tests/Simulation compiles another of the same name
/// and members. A path is a span that ends in a NUL. EINTR never leaves this class.
/// </summary>
internal static unsafe partial class Kernel
{
    /// <summary>A system call's result, or its negated error number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Call(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0)
    {
        int cancelled = 0;
        return Libc.__syscall_cp_asm(&cancelled, number, a, b, c, d, e, f);
    }

    /// <summary>The same for calls that a signal can interrupt.</summary>
    private static nint CallAgain(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0)
    {
        while (true)
        {
            nint result = Call(number, a, b, c, d, e);
            if (result != -4)
            {
                return result;
            }
        }
    }

    private static Errno ToErrno(nint result) => result < 0 ? new Errno((int)-result) : Errno.None;

    private static Result<int> ToInt(nint result) =>
        result < 0 ? new Result<int>(new Errno((int)-result)) : new Result<int>((int)result);

    private static Result<Fd> ToFd(nint result) =>
        result < 0 ? new Result<Fd>(new Errno((int)-result)) : new Result<Fd>(new Fd((int)result));

    private static nint PathPointer(ReadOnlySpan<byte> pathZ)
    {
        Assert.That(pathZ[^1] == 0);
        // SAFETY: without a garbage collector nothing moves.
        return (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(pathZ));
    }

    private static nint DataPointer(ReadOnlySpan<byte> data) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(data));

    /// <summary>The text of an error, as libc's strerror gives it.</summary>
    public static ReadOnlySpan<byte> ErrorText(Errno error)
    {
        byte* text = Libc.strerror(error.Value);
        return new ReadOnlySpan<byte>(text, (int)Libc.strlen(text));
    }
}
