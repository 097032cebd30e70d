using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// Finds where the last lines of a logdir begin: from the newest file back, and in a file from its end. A file that must
/// be read from its beginning, for it is compressed or not every line counts, is read once more for it.
/// </summary>
internal ref struct LogTail
{
    private readonly ulong _wanted;
    private readonly LogFilter _filter;
    private readonly EnvironmentBlock _environment;
    private readonly MemoryRegion _window;
    private ulong _found;
    private ulong _skip;
    private long _position;

    public LogTail(ulong wanted, in LogFilter filter, EnvironmentBlock environment, MemoryRegion window)
    {
        _wanted = wanted;
        _filter = filter;
        _environment = environment;
        _window = window;
        _found = 0;
        _skip = 0;
        _position = 0;
    }

    /// <summary>
    /// Puts the source, which has not begun, to the first of its last lines that are wanted: how many of them there are.
    /// </summary>
    public ulong Place(ref LogSource source)
    {
        Result<Fd> opened = Kernel.OpenDirectory(Fd.CurrentDirectory, source.Trail.PathZ);
        if (!opened.Ok)
        {
            return 0;
        }
        Fd directory = opened.Value;
        LogdirTrail atEnd = source.Trail;
        atEnd.SkipAll(directory);
        LogdirFileSet files = new(directory, source.Trail.Path);
        bool atPrevious = false;
        if (_wanted == 0)
        {
            // Only what is still to come.
            _position = files.Current.IsOpen ? files.CurrentStatus.Size : 0;
            source.Trail = atEnd;
            Start(ref source, files, archiveZ: default, atPrevious: false);
            Kernel.Close(directory);
            return 0;
        }
        bool isEnough = Count(source, files.Current, files.CurrentStatus, LogdirFileNames.Name(LogdirFile.Current));
        if (!isEnough)
        {
            isEnough = Count(source, files.Previous, files.PreviousStatus, LogdirFileNames.Name(LogdirFile.Previous));
            atPrevious = isEnough;
        }
        ArchiveBatch archives = default;
        archives.Begin(newestFirst: true);
        scoped ReadOnlySpan<byte> archiveZ = default;
        Span<byte> archive = stackalloc byte[ArchiveName.Length + 1];
        if (!isEnough && CountArchives(source, directory, ref files, ref archives))
        {
            isEnough = true;
            archives.LastZ.CopyTo(archive);
            archiveZ = archive;
        }
        source.Failed |= files.Failed;
        if (isEnough)
        {
            source.Trail = archiveZ.IsEmpty ? atEnd : source.Trail;
            Start(ref source, files, archiveZ, atPrevious);
        }
        else
        {
            files.Close();
        }
        Kernel.Close(directory);
        return Math.Min(_found, _wanted);
    }

    private readonly void Start(
        ref LogSource source, LogdirFileSet files, scoped ReadOnlySpan<byte> archiveZ, bool atPrevious)
    {
        source.Trail.Start(files, archiveZ, atPrevious);
        if (source.Trail.File.IsOpen)
        {
            Errno error = Kernel.Seek(source.Trail.File, _position);
            Assert.That(error.IsNone);
            source.SkipCount = _skip;
            source.BeginFile();
        }
    }

    /// <summary>From the newest on; true where there are enough with that of the batch's last name, which is open.</summary>
    private bool CountArchives(in LogSource source, Fd directory, ref LogdirFileSet files, ref ArchiveBatch archives)
    {
        Errno error = ArchiveLister.List(directory, ref archives);
        while (error.IsNone && archives.HasNext)
        {
            ReadOnlySpan<byte> nameZ = archives.Take();
            bool parsed = Tai.TryParse(nameZ, out Tai label);
            if (parsed && _filter.HasSince && label.CompareTo(_filter.Since) < 0)
            {
                return false;
            }
            if (files.OpenArchive(nameZ) && !files.IsRaw(files.ArchiveStatus)
                && Count(source, files.Archive, files.ArchiveStatus, nameZ[..^1]))
            {
                return true;
            }
            if (!archives.HasNext)
            {
                archives.Forget();
                error = ArchiveLister.List(directory, ref archives);
            }
        }
        return false;
    }

    /// <summary>Counts a file's lines; true where there are enough with it, and where in it the first of them is.</summary>
    private bool Count(scoped in LogSource source, Fd file, in FileStatus status, scoped ReadOnlySpan<byte> name)
    {
        if (!file.IsOpen)
        {
            return false;
        }
        Span<byte> start = stackalloc byte[CompressedFormats.MagicLength];
        Result<int> read = Kernel.ReadAt(file, start, 0);
        bool isCompressed = read.Ok && CompressedFormats.Detect(start[..read.Value]) != CompressedFormat.None;
        return isCompressed || _filter.IsActive
            ? CountForward(source, file, status, name)
            : CountBackward(file, status.Size);
    }

    private bool CountForward(scoped in LogSource source, Fd file, in FileStatus status, scoped ReadOnlySpan<byte> name)
    {
        LogSource reader = default;
        reader.Trail = source.Trail;
        reader.Prepare(_window, _environment, follows: false);
        reader.BeginOnly(file, LogdirTrail.TimeOf(status, name), source.Trail.Path, name);
        ulong count = 0;
        while (reader.Next())
        {
            count += _filter.Passes(reader) ? 1u : 0;
            while (reader.IsPart && reader.NextPart())
            {
                // The rest of the line counts with its beginning.
            }
        }
        _found += count;
        _skip = _found > _wanted ? _found - _wanted : 0;
        _position = 0;
        return _found >= _wanted;
    }

    /// <summary>Looks for newlines from the end on. The last line may lack its own.</summary>
    private bool CountBackward(Fd file, long size)
    {
        Span<byte> buffer = _window.Bytes[..Limits.LogReadLength];
        long end = size;
        _skip = 0;
        while (end > 0)
        {
            int length = (int)Math.Min(end, buffer.Length);
            Result<int> read = Kernel.ReadAt(file, buffer[..length], end - length);
            if (!read.Ok || read.Value != length)
            {
                // The reader will say why, when it comes there.
                return false;
            }
            for (int i = length - 1; i >= 0; i--)
            {
                // A line begins behind each newline but the file's last byte.
                bool isStart = buffer[i] == '\n' && end - length + i + 1 < size;
                if (isStart && ++_found == _wanted)
                {
                    _position = end - length + i + 1;
                    return true;
                }
            }
            end -= length;
        }
        // The first line begins behind nothing.
        _found += size > 0 ? 1u : 0;
        _position = 0;
        return _found >= _wanted;
    }
}
