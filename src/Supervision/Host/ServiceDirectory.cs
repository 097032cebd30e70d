using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>What clients ask of a service directory and of its supervisor.</summary>
internal static class ServiceDirectory
{
    /// <summary>Whether an s6-supervise holds the directory's lock.</summary>
    public static Result<bool> IsSupervised(ReadOnlySpan<byte> directory)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Result<Fd> file = OpenIn(directory, ServiceFile.LockZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, ref path);
        if (!file.Ok)
        {
            return file.Error == Errno.ENOENT ? new Result<bool>(false) : new Result<bool>(file.Error);
        }
        Result<bool> locked = Kernel.IsLocked(file.Value);
        Kernel.Close(file.Value);
        return locked;
    }

    /// <summary>Opens a file in the directory; the path is put together in the caller's buffer.</summary>
    public static Result<Fd> OpenIn(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> fileZ, int flags, ref PathBuffer path)
    {
        path.Append(directory);
        path.Append("/"u8);
        path.Append(fileZ[..^1]);
        return path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, path.TextZ, flags);
    }
}
