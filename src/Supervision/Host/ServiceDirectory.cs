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
        Result<Fd> file = OpenIn(directory, ServiceFile.LockSuffix, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, ref path);
        if (!file.Ok)
        {
            return file.Error == Errno.ENOENT ? new Result<bool>(false) : new Result<bool>(file.Error);
        }
        // Who asks is a command about to end: closing the file would be a system call for nothing.
        return Kernel.IsLocked(file.Value);
    }

    /// <summary>Whether the service starts with its supervisor: there is no file down.</summary>
    public static Result<bool> IsNormallyUp(ReadOnlySpan<byte> directory)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append("/down"u8);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.F_OK);
        return error.IsNone || error == Errno.ENOENT ? new Result<bool>(error.Failed) : new Result<bool>(error);
    }

    /// <summary>Reads supervise/status; EPIPE where it is too short to be one.</summary>
    public static Errno ReadStatus(ReadOnlySpan<byte> directory, out ServiceStatus status)
    {
        status = default;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Result<Fd> file = OpenIn(directory, ServiceFile.StatusSuffix, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, ref path);
        if (!file.Ok)
        {
            return file.Error;
        }
        // One byte more than it has, to see a file that is too long.
        Span<byte> bytes = stackalloc byte[ServiceStatus.Length + 1];
        Result<int> read = Kernel.Read(file.Value, bytes);
        Kernel.Close(file.Value);
        if (!read.Ok)
        {
            return read.Error;
        }
        return ServiceStatus.TryUnpack(bytes[..read.Value], out status) ? Errno.None : Errno.EPIPE;
    }

    /// <summary>
    /// Writes letters into DIR/SUBDIR/control, the FIFO of an s6-supervise or an s6-svscan. Not listening: nobody
    /// reads it, or SUBDIR is not there. Broken: SUBDIR is there, and is not as it should be.
    /// </summary>
    public static ControlOutcome Control(
        ReadOnlySpan<byte> directory, ReadOnlySpan<byte> controlSuffix, ReadOnlySpan<byte> letters, out Errno error)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append(controlSuffix);
        Result<Fd> fifo = path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        error = fifo.Error;
        if (fifo.Ok)
        {
            error = WriteControl(fifo.Value, letters);
            return error.IsNone ? ControlOutcome.Sent : ControlOutcome.Failed;
        }
        if (error == Errno.ENXIO)
        {
            return ControlOutcome.NotListening;
        }
        if (error != Errno.ENOENT && error != Errno.ENOTDIR && error != Errno.EISDIR)
        {
            return ControlOutcome.Failed;
        }
        path.Truncate(path.Length - "/control"u8.Length);
        return Investigate(directory, ref path, ref error);
    }

    private static Errno WriteControl(Fd fifo, ReadOnlySpan<byte> letters)
    {
        Errno error = letters.IsEmpty ? Errno.None : Kernel.Write(fifo, letters).Error;
        return error == Errno.EAGAIN ? WaitAndWrite(fifo, letters) : error;
    }

    /// <summary>The FIFO is full: whoever reads it is slow. Up to PIPE_BUF bytes go in whole or not at all.</summary>
    private static Errno WaitAndWrite(Fd fifo, ReadOnlySpan<byte> letters)
    {
        Errno error = Kernel.SetNonBlocking(fifo, on: false);
        return error.Failed ? error : Kernel.Write(fifo, letters).Error;
    }

    private static ControlOutcome Investigate(ReadOnlySpan<byte> directory, ref PathBuffer subdirectory, ref Errno error)
    {
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, subdirectory.TextZ);
        if (status.Ok)
        {
            return ControlOutcome.Broken;
        }
        error = status.Error;
        subdirectory.Truncate(directory.Length);
        Result<FileStatus> parent = Kernel.Stat(Fd.CurrentDirectory, subdirectory.TextZ);
        if (parent.Ok && parent.Value.IsDirectory)
        {
            return error == Errno.ENOENT ? ControlOutcome.NotListening : ControlOutcome.Broken;
        }
        error = parent.Ok ? Errno.ENOTDIR : parent.Error;
        return ControlOutcome.Failed;
    }

    /// <summary>Opens a file in the directory ("/NAME"); the path is put together in the caller's buffer.</summary>
    public static Result<Fd> OpenIn(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> suffix, int flags, ref PathBuffer path)
    {
        path.Append(directory);
        path.Append(suffix);
        return path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, path.TextZ, flags);
    }
}
