using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Paths that mean the same from anywhere.</summary>
internal static class AbsolutePath
{
    /// <summary>
    /// Appends the absolute path of a directory, without links or dots in it, as the kernel knows it: it is asked from
    /// there. The current directory is the same afterwards.
    /// </summary>
    public static Errno OfDirectory(scoped ReadOnlySpan<byte> directoryZ, scoped ref PathBuffer path)
    {
        Result<Fd> here = Kernel.OpenDirectory(Fd.CurrentDirectory, ".\0"u8);
        if (!here.Ok)
        {
            return here.Error;
        }
        Errno error = Kernel.ChangeDirectory(directoryZ);
        if (error.IsNone)
        {
            error = OfCurrentDirectory(ref path);
            Errno back = Kernel.ChangeDirectory(here.Value);
            error = error.Failed ? error : back;
        }
        Kernel.Close(here.Value);
        return error;
    }

    /// <summary>Appends the path of the current directory.</summary>
    public static Errno OfCurrentDirectory(scoped ref PathBuffer path)
    {
        Span<byte> bytes = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = Kernel.CurrentDirectory(bytes);
        if (!length.Ok)
        {
            return length.Error;
        }
        // It may be "(unreachable)…".
        if (bytes[0] != '/')
        {
            return Errno.ENOENT;
        }
        path.Append(bytes[..(length.Value - 1)]);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }
}
