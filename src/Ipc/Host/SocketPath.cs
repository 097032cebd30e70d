using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Ipc.Host;

/// <summary>Sockets that get a path.</summary>
internal static class SocketPath
{
    private const uint ModeLock = 0x180;        // 0600

    /// <summary>
    /// Binds a socket to a path. The file has the mode from its first instant. Taking over, what is at the path is removed
    /// before; PATH.lock, locked meanwhile, keeps another one from doing the same at once: EBUSY.
    /// </summary>
    public static Errno Bind(Fd socket, ReadOnlySpan<byte> pathZ, uint mode, bool takesOver)
    {
        Assert.That(pathZ[^1] == 0);
        if (!takesOver)
        {
            return BindMasked(socket, pathZ, mode);
        }
        Result<Fd> held = TakeLock(pathZ);
        if (!held.Ok)
        {
            return held.Error;
        }
        // Where it cannot be removed, binding says why.
        _ = Kernel.Unlink(Fd.CurrentDirectory, pathZ);
        Errno error = BindMasked(socket, pathZ, mode);
        Kernel.Close(held.Value);
        return error;
    }

    private static Errno BindMasked(Fd socket, ReadOnlySpan<byte> pathZ, uint mode)
    {
        uint mask = Kernel.SetUmask(~mode & FileMode.Permissions);
        Errno error = Kernel.BindPath(socket, pathZ);
        _ = Kernel.SetUmask(mask);
        return error;
    }

    /// <summary>A symbolic link in its place is not followed: the file is made for this only.</summary>
    private static Result<Fd> TakeLock(ReadOnlySpan<byte> pathZ)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(pathZ[..^1]);
        path.Append(".lock"u8);
        if (path.Overflowed)
        {
            return new Result<Fd>(Errno.ENAMETOOLONG);
        }
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, path.TextZ,
            OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CREAT | Architecture.O_NOFOLLOW, ModeLock);
        if (!file.Ok)
        {
            return file;
        }
        Errno error = Kernel.Lock(file.Value, LockKind.Exclusive, wait: false);
        if (error.Failed)
        {
            Kernel.Close(file.Value);
            return new Result<Fd>(error == Errno.EAGAIN ? Errno.EBUSY : error);
        }
        return file;
    }
}
