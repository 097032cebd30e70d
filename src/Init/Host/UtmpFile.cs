using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Init.Host;

/// <summary>
/// The files of who is logged in and who was (utmp(5)). They are locked as glibc does it. Where one is missing nothing is
/// recorded: whoever wants it makes it.
/// </summary>
internal ref struct UtmpFile
{
    private readonly Fd _file;
    private readonly Span<byte> _record;
    private long _position;

    private UtmpFile(Fd file, Span<byte> record)
    {
        Assert.That(file.IsOpen);
        _file = file;
        _record = record;
        _position = 0;
    }

    public static ReadOnlySpan<byte> UsersZ => "/var/run/utmp\0"u8;

    public static ReadOnlySpan<byte> HistoryZ => "/var/log/wtmp\0"u8;

    /// <summary>Bytes of a record here.</summary>
    public static int RecordLength => UtmpRecord.LengthOf(Kernel.HasWideUtmp);

    /// <summary>Opens the file of those who are logged in; the buffer has RecordLength bytes.</summary>
    public static bool TryOpen(Span<byte> record, bool forWriting, out UtmpFile users)
    {
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, UsersZ, (forWriting ? OpenFlags.O_RDWR : OpenFlags.O_RDONLY) | OpenFlags.O_NONBLOCK);
        users = file.Ok ? new UtmpFile(file.Value, record) : default;
        return file.Ok;
    }

    public readonly void Close() => Kernel.Close(_file);

    /// <summary>The next record; it is good until the one after it is asked for.</summary>
    public bool Next(out UtmpRecord record)
    {
        Result<int> length = Kernel.ReadAt(_file, _record, _position);
        bool whole = length.Ok && length.Value == _record.Length;
        record = whole ? new UtmpRecord(_record, Kernel.HasWideUtmp) : default;
        _position += whole ? _record.Length : 0;
        return whole;
    }

    /// <summary>Marks a process's record as that of a dead one. ESRCH: there is none.</summary>
    public Errno MarkDead(int pid)
    {
        Errno error = Kernel.Lock(_file, LockKind.Exclusive, wait: true);
        if (error.Failed)
        {
            return error;
        }
        while (Next(out UtmpRecord record))
        {
            if (record.Pid == pid)
            {
                record.MarkDead();
                Result<int> written = Kernel.WriteAt(_file, _record, _position - _record.Length);
                return written.Error;
            }
        }
        return Errno.ESRCH;
    }

    /// <summary>Adds the record of a shutdown to what has been. ENOENT: nobody keeps it.</summary>
    public static Errno RecordShutdown(bool isReboot)
    {
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, HistoryZ, OpenFlags.O_WRONLY | OpenFlags.O_APPEND | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return file.Error;
        }
        Span<byte> host = stackalloc byte[Limits.NameLengthMax];
        int hostLength = Kernel.HostName(host);
        Tai now = Kernel.WallClock();
        Span<byte> bytes = stackalloc byte[UtmpRecord.LengthMax];
        Span<byte> record = bytes[..RecordLength];
        new UtmpRecord(record, Kernel.HasWideUtmp).FillShutdown(
            isReboot,
            Kernel.CurrentProcess().Value,
            Kernel.CurrentSession().Value,
            host[..hostLength],
            now.UnixSeconds,
            now.Nanoseconds / 1000);
        Errno error = Kernel.Lock(file.Value, LockKind.Exclusive, wait: true);
        error = error.IsNone ? Output.WriteAll(file.Value, record) : error;
        Kernel.Close(file.Value);
        return error;
    }
}
