using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// supervise/death_tally on disk. A death is appended to it with one write; only when it is full is it written anew, in
/// whole, without its oldest records.
/// </summary>
internal static class DeathTallyFile
{
    /// <summary>
    /// Appends a record in the current directory's supervise/, keeping at most that many. No more than <paramref
    /// name="most"/> are there, where that is not negative: so many that fit need not be counted.
    /// </summary>
    public static Errno Append(in DeathRecord death, int recordsMax, ref int most)
    {
        Assert.That(recordsMax is > 0 and <= Limits.DeathTallyMax);
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory,
            ServiceFile.DeathTallyZ,
            OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_NONBLOCK,
            0x1b6);
        if (!file.Ok)
        {
            return file.Error;
        }
        Span<byte> record = stackalloc byte[DeathRecord.Length];
        death.Pack(record);
        bool fits = most >= 0 && most < recordsMax;
        Errno error = fits ? Output.WriteAll(file.Value, record) : CountAndAppend(file.Value, record, recordsMax);
        Kernel.Close(file.Value);
        most = fits && error.IsNone ? most + 1 : -1;
        return error;
    }

    private static Errno CountAndAppend(Fd file, ReadOnlySpan<byte> record, int recordsMax)
    {
        Result<FileStatus> status = Kernel.Stat(file);
        if (!status.Ok)
        {
            return status.Error;
        }
        long records = status.Value.Size / DeathRecord.Length;
        if (status.Value.Size % DeathRecord.Length != 0)
        {
            // A write that a full disk cut short, or a file that is none of ours: what is whole stays.
            Errno error = Kernel.Truncate(file, records * DeathRecord.Length);
            if (error.Failed)
            {
                return error;
            }
        }
        return records < recordsMax ? Output.WriteAll(file, record) : Rewrite(file, record, records, recordsMax);
    }

    private static Errno Rewrite(Fd file, ReadOnlySpan<byte> record, long records, int recordsMax)
    {
        Span<byte> kept = stackalloc byte[recordsMax * DeathRecord.Length];
        Errno error = Kernel.Seek(file, (records - (recordsMax - 1)) * DeathRecord.Length);
        if (error.Failed)
        {
            return error;
        }
        Result<int> read = Kernel.Read(file, kept[..((recordsMax - 1) * DeathRecord.Length)]);
        if (!read.Ok)
        {
            return read.Error;
        }
        int length = read.Value / DeathRecord.Length * DeathRecord.Length;
        record.CopyTo(kept[length..]);
        return AtomicFile.Replace(
            Fd.CurrentDirectory, ServiceFile.DeathTallyZ, ServiceFile.DeathTallyTemporaryZ, kept[..(length + record.Length)]);
    }

    /// <summary>
    /// Reads the newest whole records of a service into the buffer: the number of bytes. None where there is no file, or
    /// one that holds something else.
    /// </summary>
    public static Result<int> Read(ReadOnlySpan<byte> directory, Span<byte> records)
    {
        Assert.That(records.Length % DeathRecord.Length == 0);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Result<Fd> file = ServiceDirectory.OpenIn(
            directory, ServiceFile.DeathTallySuffix, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, ref path);
        if (!file.Ok)
        {
            return file.Error == Errno.ENOENT ? NoneOr(directory) : new Result<int>(file.Error);
        }
        Result<int> read = Read(file.Value, records);
        Kernel.Close(file.Value);
        return read;
    }

    /// <summary>No records where only the file is not there; ENOENT where its directory is not there either.</summary>
    private static Result<int> NoneOr(ReadOnlySpan<byte> directory)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(directory);
        path.Append("/supervise"u8);
        Errno error = Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.F_OK);
        return error.IsNone ? new Result<int>(0) : new Result<int>(error);
    }

    private static Result<int> Read(Fd file, Span<byte> records)
    {
        Result<FileStatus> status = Kernel.Stat(file);
        if (!status.Ok)
        {
            return new Result<int>(status.Error);
        }
        if (status.Value.Size % DeathRecord.Length != 0)
        {
            return new Result<int>(0);
        }
        int length = (int)Math.Min(status.Value.Size, records.Length);
        Errno error = Kernel.Seek(file, status.Value.Size - length);
        if (error.Failed)
        {
            return new Result<int>(error);
        }
        Result<int> read = Kernel.Read(file, records[..length]);
        return !read.Ok || read.Value == length ? read : new Result<int>(Errno.EPIPE);
    }

    /// <summary>Puts other records in place of those of a service.</summary>
    public static Errno Replace(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> records)
    {
        PathBuffer file = new(stackalloc byte[Limits.PathLengthMax]);
        file.Append(directory);
        file.Append("/"u8);
        file.Append(ServiceFile.DeathTallyZ[..^1]);
        PathBuffer temporary = new(stackalloc byte[Limits.PathLengthMax]);
        temporary.Append(file.Text);
        temporary.Append(".new"u8);
        return temporary.Overflowed
            ? Errno.ENAMETOOLONG
            : AtomicFile.Replace(Fd.CurrentDirectory, file.TextZ, temporary.TextZ, records);
    }

    /// <summary>Removes it; without one, there were no deaths.</summary>
    public static Errno Remove()
    {
        Errno error = Kernel.Unlink(Fd.CurrentDirectory, ServiceFile.DeathTallyZ);
        return error == Errno.ENOENT ? Errno.None : error;
    }

    /// <summary>Empties it; it is there afterwards.</summary>
    public static Errno Clear()
    {
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory,
            ServiceFile.DeathTallyZ,
            OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NONBLOCK,
            0x1b6);
        if (file.Ok)
        {
            Kernel.Close(file.Value);
        }
        return file.Error;
    }
}
