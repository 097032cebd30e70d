using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Cdb.Host;

/// <summary>
/// An open constant database. It is read, not mapped: who cuts a mapped file short ends those that look into it.
/// </summary>
internal readonly struct CdbFile(Fd file) : ICdbSource
{
    public Errno Read(long position, scoped Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            Result<int> read = Kernel.ReadAt(file, buffer, position);
            if (!read.Ok || read.Value == 0)
            {
                return read.Ok ? Errno.EINVAL : read.Error;
            }
            buffer = buffer[read.Value..];
            position += read.Value;
        }
        return Errno.None;
    }

    /// <summary>Opens a file that is long enough for one.</summary>
    public static Result<Fd> Open(ReadOnlySpan<byte> pathZ)
    {
        Result<Fd> opened = Kernel.Open(Fd.CurrentDirectory, pathZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!opened.Ok)
        {
            return opened;
        }
        Result<FileStatus> status = Kernel.Stat(opened.Value);
        if (status.Ok && status.Value.IsRegular && status.Value.Size >= CdbFormat.HeaderLength)
        {
            return opened;
        }
        Kernel.Close(opened.Value);
        return new Result<Fd>(status.Ok ? Errno.EINVAL : status.Error);
    }
}
