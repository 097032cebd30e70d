using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// Removes the oldest archives of a logdir until there are no more than wanted, in number and in bytes. It reads the
/// directory once and remembers the few oldest names, so that any number of archives takes the same memory.
/// </summary>
internal ref struct ArchiveTrimmer
{
    private readonly Fd _directory;
    private readonly ReadOnlySpan<byte> _path;
    private readonly Span<byte> _doneZ;
    private readonly bool _measures;
    private readonly bool _warns;
    private OldestArchives _oldest;
    private ulong _count;
    private ulong _size;

    private ArchiveTrimmer(Fd directory, ReadOnlySpan<byte> path, Span<byte> doneZ, bool measures, bool warns)
    {
        _directory = directory;
        _path = path;
        _doneZ = doneZ;
        _measures = measures;
        _warns = warns;
        _oldest = default;
        _count = 0;
        _size = 0;
    }

    /// <summary>
    /// sizeMax 0 is no limit. An archive that cannot be removed is told and passed over; the error is the directory's.
    /// </summary>
    public static Errno Trim(Fd directory, ReadOnlySpan<byte> path, uint countMax, ulong sizeMax, bool warns)
    {
        Span<byte> doneZ = stackalloc byte[ArchiveName.Length + 1];
        doneZ.Clear();
        ArchiveTrimmer trimmer = new(directory, path, doneZ, measures: sizeMax > 0, warns);
        do
        {
            Errno error = trimmer.Look();
            if (error.Failed)
            {
                return error;
            }
        }
        while (trimmer.RemoveOldest(countMax, sizeMax) && trimmer._oldest.LeftSome);
        return Errno.None;
    }

    /// <summary>Counts the archives that were not tried yet, and finds the oldest of them.</summary>
    private Errno Look()
    {
        _oldest.Clear();
        _count = 0;
        _size = 0;
        Errno error = Kernel.Seek(_directory, 0);
        if (error.Failed)
        {
            return error;
        }
        DirectoryReader reader = new(_directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            ulong size = 0;
            if (!ArchiveName.Matches(nameZ[..^1]) || (_measures && !TryMeasure(nameZ, out size)))
            {
                continue;
            }
            _size += size;
            if (nameZ.SequenceCompareTo(_doneZ) > 0)
            {
                _count++;
                _oldest.Add(nameZ, size);
            }
        }
        return reader.Error;
    }

    private readonly bool TryMeasure(ReadOnlySpan<byte> nameZ, out ulong size)
    {
        Result<FileStatus> status = Kernel.Stat(_directory, nameZ);
        size = status.Ok ? (ulong)Math.Max(status.Value.Size, 0) : 0;
        if (!status.Ok && _warns)
        {
            Diagnostics.WarnUnable(status.Error, "stat "u8, _path, "/"u8, nameZ[..^1]);
        }
        return status.Ok;
    }

    /// <summary>Removes of the oldest as many as are too many; true where it had to try them all.</summary>
    private bool RemoveOldest(uint countMax, ulong sizeMax)
    {
        for (int i = 0; i < _oldest.Count; i++)
        {
            if (_count <= countMax && (sizeMax == 0 || _size <= sizeMax))
            {
                return false;
            }
            _oldest.CopyNameZ(i, _doneZ);
            _count--;
            Errno error = Kernel.Unlink(_directory, _doneZ);
            if (error.IsNone || error == Errno.ENOENT)
            {
                _size -= _oldest.SizeAt(i);
            }
            if (error.Failed && _warns)
            {
                Diagnostics.WarnUnable(error, "unlink "u8, _path, "/"u8, _doneZ[..^1]);
            }
        }
        return true;
    }
}
