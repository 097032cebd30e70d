using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// The locks of a live directory and of the compiled database that it is about. They are this process's until it ends.
/// </summary>
internal static class LiveLocks
{
    private const uint ModeLock = 0x1a4; // 0644

    /// <summary>
    /// Takes both, that of the database shared. Without wait, one that is held elsewhere is an error. What fails is printed,
    /// and its exit code given.
    /// </summary>
    public static int Take(ReadOnlySpan<byte> live, LockKind kind, bool wait)
    {
        Errno error = TakeAndCheck(live, kind, wait);
        error = error.Failed ? error : TakeOne(live, "/compiled/lock"u8, LockKind.Shared, wait, out _);
        error = error == Errno.EAGAIN ? Errno.EBUSY : error;
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "take locks"u8) : ExitCode.Success;
    }

    /// <summary>
    /// While a lock was waited for, s6-rc-update may have put another directory in the place of the live one: then it is the
    /// new one's lock that counts.
    /// </summary>
    private static Errno TakeAndCheck(ReadOnlySpan<byte> live, LockKind kind, bool wait)
    {
        for (int tries = 0; tries < Limits.LiveDirectoryTriesMax; tries++)
        {
            Errno error = TakeOne(live, "/lock"u8, kind, wait, out Fd file);
            if (error.Failed)
            {
                return error;
            }
            Result<bool> current = IsCurrent(live, file);
            if (!current.Ok || current.Value)
            {
                return current.Error;
            }
            Kernel.Close(file);
        }
        return Errno.EBUSY;
    }

    private static Result<bool> IsCurrent(ReadOnlySpan<byte> live, Fd file)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(live);
        path.Append("/lock"u8);
        Result<FileStatus> held = Kernel.Stat(file);
        Result<FileStatus> there = Kernel.Stat(Fd.CurrentDirectory, path.TextZ);
        return !held.Ok
            ? new Result<bool>(held.Error)
            : new Result<bool>(there.Ok && new FileIdentity(held.Value).Equals(new FileIdentity(there.Value)));
    }

    private static Errno TakeOne(ReadOnlySpan<byte> live, ReadOnlySpan<byte> suffix, LockKind kind, bool wait, out Fd fd)
    {
        fd = Fd.None;
        int flags = kind == LockKind.Shared
            ? OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK
            : OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NONBLOCK;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(live);
        path.Append(suffix);
        Result<Fd> file = path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, path.TextZ, flags, ModeLock);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Kernel.Lock(file.Value, kind, wait);
        if (error.Failed)
        {
            Kernel.Close(file.Value);
            return error;
        }
        fd = file.Value;
        return Errno.None;
    }
}
