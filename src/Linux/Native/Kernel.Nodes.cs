using System;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>What the tools for files need beyond the rest of the program.</summary>
internal static unsafe partial class Kernel
{
    /// <summary>Gives a file to a user and a group, through symbolic links; uint.MaxValue leaves either as it is.</summary>
    public static Errno ChangeOwnerOfTarget(Fd directory, ReadOnlySpan<byte> pathZ, uint uid, uint gid) => ToErrno(
        Call(Architecture.SYS_fchownat, directory.Value, PathPointer(pathZ), (nint)uid, (nint)gid));

    /// <summary>A hard link to what a symbolic link leads to.</summary>
    public static Errno LinkTarget(Fd directory, ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ)
    {
        const int AT_SYMLINK_FOLLOW = 0x400;
        nint result = Call(
            Architecture.SYS_linkat,
            directory.Value,
            PathPointer(fromZ),
            directory.Value,
            PathPointer(toZ),
            AT_SYMLINK_FOLLOW);
        return ToErrno(result);
    }

    /// <summary>mknodat(2): a device or socket of that type and mode.</summary>
    public static Errno MakeNode(Fd directory, ReadOnlySpan<byte> pathZ, uint mode, ulong device) => ToErrno(
        Call(Architecture.SYS_mknodat, directory.Value, PathPointer(pathZ), (nint)mode, (nint)device));

    /// <summary>Sets an open file's times to now.</summary>
    public static Errno SetTimesToNow(Fd fd) => ToErrno(Call(Architecture.SYS_utimensat, fd.Value));

    /// <summary>
    /// splice(2): moves bytes from one descriptor to another, one of which is a pipe, without copying: their number, 0 at the
    /// end. EINVAL where that does not go with these two.
    /// </summary>
    public static Result<int> Splice(Fd from, Fd to, int length)
    {
        nint result;
        do
        {
            result = Call(Architecture.SYS_splice, from.Value, 0, to.Value, 0, length, 0);
        }
        while (result == -Errno.EINTR.Value);
        return ToInt(result);
    }

    /// <summary>
    /// realpath(3): the absolute path without symbolic links of something that is there: its length, without the NUL behind it.
    /// </summary>
    public static Result<int> ResolvePath(ReadOnlySpan<byte> pathZ, Span<byte> resolvedZ)
    {
        Assert.That(resolvedZ.Length >= Limits.PathLengthMax);
        // SAFETY: libc writes PATH_MAX bytes at most.
        byte* result = Libc.realpath((byte*)PathPointer(pathZ), (byte*)DataPointer(resolvedZ));
        return result == null ? new Result<int>(new Errno(*Libc.errno_location())) : new Result<int>((int)Libc.strlen(result));
    }
}
