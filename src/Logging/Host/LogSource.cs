using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// The lines of a logdir one by one, oldest first, over all its files, through a window. A line that the window cannot
/// hold comes in parts.
/// </summary>
internal struct LogSource
{
    public LogdirTrail Trail;

    /// <summary>Some of it could not be read; it was told.</summary>
    public bool Failed;

    /// <summary>Lines that a filter lets through and that are passed over all the same.</summary>
    public ulong SkipCount;

    private MemoryRegion _window;
    private EnvironmentBlock _environment;
    private LogFileReader _reader;
    private StampReader _stamps;
    private LineStamp _stamp;
    private Tai _carried;
    private Tai _fileTime;
    private int _start;
    private int _lineEnd;
    private int _searched;
    private int _end;
    private bool _hasCarried;
    private bool _follows;
    private bool _onlyFile;
    private bool _atFileStart;
    private bool _fileEnded;
    private bool _drained;
    private bool _endsInNewline;

    /// <summary>The time of the line: its own, or that of the line before it, or else of its file.</summary>
    public Tai Time { get; private set; }

    /// <summary>The line goes on behind what there is of it.</summary>
    public bool IsPart { get; private set; }

    /// <summary>What stands before the line's text.</summary>
    public readonly LineStamp Stamp => _stamp;

    /// <summary>The line or part, without its newline.</summary>
    public readonly ReadOnlySpan<byte> Line => _window.Bytes[_start..(_lineEnd - (_endsInNewline ? 1 : 0))];

    /// <summary>
    /// The text behind the stamp up to its first NUL, with one behind it for libc, which takes the newline's place, or that
    /// of what was not read yet.
    /// </summary>
    public readonly ReadOnlySpan<byte> TextZ
    {
        get
        {
            Span<byte> bytes = _window.Bytes;
            int end = _lineEnd - (_endsInNewline ? 1 : 0);
            bytes[end] = 0;
            return Text.UntilNulZ(bytes[(_start + _stamp.Length)..(end + 1)]);
        }
    }

    private readonly int Capacity => _window.Length - 1;

    /// <summary>follows: the end of current is no end. The window lives as long as the process.</summary>
    public void Prepare(MemoryRegion window, EnvironmentBlock environment, bool follows)
    {
        Assert.That(window.Length > Limits.LogReadLength);
        _window = window;
        _environment = environment;
        _follows = follows;
        _fileEnded = true;
    }

    /// <summary>Begins with the lines of the trail's file, from where its descriptor stands.</summary>
    public void BeginFile()
    {
        Assert.That(Trail.File.IsOpen);
        Begin(Trail.File, Trail.FileTime, Trail.Path, Trail.FileName);
    }

    /// <summary>Begins with the lines of one file, which are all.</summary>
    public void BeginOnly(Fd file, Tai fileTime, scoped ReadOnlySpan<byte> path, scoped ReadOnlySpan<byte> name)
    {
        _onlyFile = true;
        Begin(file, fileTime, path, name);
    }

    /// <summary>Goes on to the next line; false where there is none, or none yet.</summary>
    public bool Next()
    {
        Assert.That(!IsPart);
        if (!Advance(beginsLine: true))
        {
            return false;
        }
        ReadStamp();
        return true;
    }

    /// <summary>
    /// Goes on to the next part of a line. False where that is not there yet: it will be taken for a line of its own.
    /// </summary>
    public bool NextPart()
    {
        Assert.That(IsPart);
        IsPart = false;
        return Advance(beginsLine: false);
    }

    private bool Advance(bool beginsLine)
    {
        _start = _lineEnd;
        _searched = Math.Max(_searched, _start);
        // As long as a file, or a line, is not at its end.
        while (true)
        {
            int newline = ((ReadOnlySpan<byte>)_window.Bytes[_searched.._end]).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                Take(_searched + newline + 1, endsInNewline: true);
                return true;
            }
            _searched = _end;
            bool isFull = _start == 0 && _end == Capacity;
            if (isFull || (_fileEnded && (_end > _start || !beginsLine)))
            {
                Take(_end, endsInNewline: false);
                IsPart = !_fileEnded;
                return true;
            }
            if (_fileEnded ? !OpenNext() : !Fill())
            {
                return false;
            }
        }
    }

    private void Take(int end, bool endsInNewline)
    {
        Assert.That(end >= _start && end <= _end);
        _lineEnd = end;
        _searched = end;
        _endsInNewline = endsInNewline;
    }

    /// <summary>Reads once; false where there is nothing now and more may come.</summary>
    private bool Fill()
    {
        if (_start > 0 && Capacity - _end < Limits.LogReadLength)
        {
            _window.Bytes[_start.._end].CopyTo(_window.Bytes);
            _end -= _start;
            _searched -= _start;
            _lineEnd = 0;
            _start = 0;
        }
        int length = Math.Min(Limits.LogReadLength, Capacity - _end);
        Result<int> read = _reader.Read(_window.Bytes.Slice(_end, length));
        if (!read.Ok)
        {
            Diagnostics.WarnUnable(read.Error, "read "u8, Trail.Path, "/"u8, Trail.FileName);
            Failed = true;
            _fileEnded = true;
            return true;
        }
        if (read.Value > 0)
        {
            _end += read.Value;
            _drained = false;
            if (!_hasCarried && _follows)
            {
                Trail.UpdateTime();
                _fileTime = Trail.FileTime;
            }
            return true;
        }
        return FinishFile();
    }

    private bool FinishFile()
    {
        if (_reader.IsCompressed || !_follows || _drained)
        {
            Failed |= !_reader.Close(atEnd: true, Trail.Path, Trail.FileName);
            _fileEnded = true;
            return true;
        }
        // What was written before another file took its place is read once more.
        _drained = Trail.IsFinal();
        return _drained;
    }

    private bool OpenNext()
    {
        bool isLast = _onlyFile || (!_follows && Trail.File.IsOpen && Trail.IsCurrent);
        if (isLast || !Trail.Next(ref Failed))
        {
            return false;
        }
        BeginFile();
        return true;
    }

    private void Begin(Fd file, Tai fileTime, scoped ReadOnlySpan<byte> path, scoped ReadOnlySpan<byte> name)
    {
        _start = 0;
        _lineEnd = 0;
        _searched = 0;
        _end = 0;
        _drained = false;
        _atFileStart = true;
        _fileTime = fileTime;
        _fileEnded = !_reader.Open(file, path, name, _environment);
        Failed |= _fileEnded;
    }

    private void ReadStamp()
    {
        _stamp = _stamps.Read(Line);
        if (_stamp.Length > 0)
        {
            _carried = _stamp.Time;
            _hasCarried = true;
        }
        else if (_atFileStart)
        {
            // The rest of what began in the file before has its time, or that of what follows; but a file without any
            // stamps has one of its own.
            bool follows = TryFindStamp(out Tai ahead);
            _carried = _hasCarried ? _carried : ahead;
            _hasCarried = follows;
        }
        _atFileStart = false;
        Time = _hasCarried ? _carried : _fileTime;
    }

    /// <summary>The first stamp behind this line, among what was read.</summary>
    private bool TryFindStamp(out Tai time)
    {
        ReadOnlySpan<byte> rest = _window.Bytes[_lineEnd.._end];
        time = default;
        while (!rest.IsEmpty)
        {
            LineStamp stamp = _stamps.Read(rest);
            if (stamp.Length > 0)
            {
                time = stamp.Time;
                return true;
            }
            int newline = rest.IndexOf((byte)'\n');
            rest = newline < 0 ? default : rest[(newline + 1)..];
        }
        return false;
    }
}
