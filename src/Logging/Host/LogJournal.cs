using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// s6-log --keep: input goes from the pipe into a file of the first logdir by splice(2), which takes from the pipe what it
/// has put into the file and nothing else, whenever the process is killed. When all that comes of it is in the logdirs, the
/// header is moved on. The s6-log after a kill cuts the currents back to where the header says, and takes the input from
/// the file once more; so each line is in a logdir once. Nothing is rotated between two headers.
/// </summary>
internal ref struct LogJournal
{
    private const uint ModeFile = 0x180;    // 0600
    private const int Create = OpenFlags.O_RDWR | OpenFlags.O_CREAT;

    private readonly Fd _directory;
    private readonly Span<byte> _header;
    private readonly Span<byte> _next;
    private Fd _file;
    private long _end;
    private long _read;

    private LogJournal(Fd directory, Fd file, Span<byte> memory)
    {
        _directory = directory;
        _file = file;
        _header = memory[..(memory.Length / 2)];
        _next = memory[(memory.Length / 2)..];
        _header.Clear();
        _end = JournalHeader.DataStart;
        _read = JournalHeader.DataStart;
        IsOpen = true;
    }

    /// <summary>--keep was given.</summary>
    public bool IsOpen { get; }

    /// <summary>There is input in the file that was not read.</summary>
    public readonly bool HasUnread => _read < _end;

    /// <summary>Bytes of memory it needs.</summary>
    public static int MemoryFor(int logdirs) => 2 * JournalHeader.LengthFor(logdirs);

    /// <summary>Opens the file in the first logdir, and cuts the currents back to it; an exit code, 0 for success.</summary>
    public static int Open(Span<Logdir> logdirs, Span<byte> memory, out LogJournal journal)
    {
        journal = default;
        Fd directory = logdirs[0].Directory;
        Result<Fd> file = Kernel.Open(directory, LogdirFileNames.NameZ(LogdirFile.Unwritten), Create, ModeFile);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, logdirs[0].Path, "/unwritten"u8);
        }
        journal = new LogJournal(directory, file.Value, memory);
        Errno error = journal.Recover(logdirs);
        return error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "recover "u8, logdirs[0].Path, "/unwritten"u8);
    }

    /// <summary>
    /// Reads from the file, and before that into it from the pipe where it has no more. 0: the input has ended.
    /// </summary>
    public Result<int> Read(ref LogInput input, bool oneByte, Span<Logdir> logdirs)
    {
        Errno error = WriteHeader(_read - input.Length, logdirs);
        if (error.Failed)
        {
            return new Result<int>(error);
        }
        if (!HasUnread)
        {
            Result<int> moved = Kernel.Splice(Fd.StandardInput, _file, _end, oneByte ? 1 : Limits.LogChunkLength);
            if (!moved.Ok || moved.Value == 0)
            {
                return moved;
            }
            _end += moved.Value;
        }
        Result<int> read = oneByte ? input.ReadByte(_file, keeps: false) : input.Read(_file, keeps: false);
        _read += read.Ok ? read.Value : 0;
        return read;
    }

    /// <summary>All that was read is in the logdirs, but for the unfinished line.</summary>
    public Errno Settle(ReadOnlySpan<byte> unfinished, Span<Logdir> logdirs)
    {
        Errno error = WriteHeader(_read - unfinished.Length, logdirs);
        if (error.IsNone && !HasUnread && _end > Limits.LogJournalLengthMax)
        {
            // Where that is not possible now it gets longer, until it is.
            _ = Renew(unfinished, logdirs);
        }
        return error;
    }

    /// <summary>At the end, where nothing waits in it.</summary>
    public readonly void Remove() => _ = Kernel.Unlink(_directory, LogdirFileNames.NameZ(LogdirFile.Unwritten));

    private readonly void Compose(long start, Span<Logdir> logdirs)
    {
        JournalHeader.Write(_next, logdirs.Length, start);
        for (int i = 0; i < logdirs.Length; i++)
        {
            logdirs[i].Mark().Write(JournalHeader.MarkAt(_next, i));
        }
    }

    private readonly Errno WriteHeader(long start, Span<Logdir> logdirs)
    {
        Compose(start, logdirs);
        if (_next.SequenceEqual(_header))
        {
            return Errno.None;
        }
        Errno error = WriteAll(_file, _next, 0);
        if (error.IsNone)
        {
            _next.CopyTo(_header);
        }
        return error;
    }

    /// <summary>Begins a new file, which takes the place of the old one at once.</summary>
    private Errno Renew(ReadOnlySpan<byte> unfinished, Span<Logdir> logdirs)
    {
        Result<Fd> file = Kernel.Open(_directory, "unwritten.new\0"u8, Create | OpenFlags.O_TRUNC, ModeFile);
        if (!file.Ok)
        {
            return file.Error;
        }
        Compose(JournalHeader.DataStart, logdirs);
        Errno error = WriteAll(file.Value, _next, 0);
        error = error.Failed ? error : WriteAll(file.Value, unfinished, JournalHeader.DataStart);
        error = error.Failed ? error : Kernel.Seek(file.Value, JournalHeader.DataStart + unfinished.Length);
        error = error.Failed
            ? error
            : Kernel.Rename(_directory, "unwritten.new\0"u8, LogdirFileNames.NameZ(LogdirFile.Unwritten));
        if (error.Failed)
        {
            Kernel.Close(file.Value);
            return error;
        }
        Kernel.Close(_file);
        _file = file.Value;
        _next.CopyTo(_header);
        _end = JournalHeader.DataStart + unfinished.Length;
        _read = _end;
        return Errno.None;
    }

    // By itself, for the page would lie below all else.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Errno Recover(Span<Logdir> logdirs)
    {
        Span<byte> header = stackalloc byte[JournalHeader.DataStart];
        Result<FileStatus> status = Kernel.Stat(_file);
        Result<int> read = status.Ok ? Kernel.ReadAt(_file, header, 0) : new Result<int>(status.Error);
        if (!read.Ok)
        {
            return read.Error;
        }
        if (!JournalHeader.TryRead(header[..read.Value], status.Value.Size, out int marks, out long start))
        {
            // All of it was in the logdirs. What is behind the header is not to be taken for input when it is written anew.
            Errno cut = Kernel.Truncate(_file, 0);
            return cut.Failed ? cut : Kernel.Seek(_file, _read);
        }
        _end = status.Value.Size;
        _read = start;
        for (int i = 0; i < logdirs.Length; i++)
        {
            Errno error = logdirs[i].CutBack(header[..JournalHeader.LengthFor(marks)], marks);
            if (error.Failed)
            {
                return error;
            }
        }
        return Kernel.Seek(_file, _read);
    }

    private static Errno WriteAll(Fd file, ReadOnlySpan<byte> data, long position)
    {
        if (data.IsEmpty)
        {
            return Errno.None;
        }
        Result<int> written = Kernel.WriteAt(file, data, position);
        return !written.Ok ? written.Error : written.Value == data.Length ? Errno.None : Errno.ENOSPC;
    }
}
