using System;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    /// <summary>fchdir(2).</summary>
    public static Errno ChangeDirectory(Fd directory) => ToErrno(Call(Architecture.SYS_fchdir, directory.Value));

    public static Errno RemoveDirectory(Fd directory, ReadOnlySpan<byte> pathZ) =>
        ToErrno(Call(Architecture.SYS_unlinkat, directory.Value, PathPointer(pathZ), AT_REMOVEDIR));

    /// <summary>Gives what the path itself names, a symbolic link too, to a user and a group.</summary>
    public static Errno ChangeOwner(Fd directory, ReadOnlySpan<byte> pathZ, uint uid, uint gid) => ToErrno(
        Call(Architecture.SYS_fchownat, directory.Value, PathPointer(pathZ), (nint)uid, (nint)gid, AT_SYMLINK_NOFOLLOW));
}
