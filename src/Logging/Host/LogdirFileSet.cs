using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// Files of a logdir opened for reading: current, then previous, in that order, and one archive at a time. What is missing
/// is none; what is there and cannot be read is told.
/// </summary>
internal ref struct LogdirFileSet
{
    private readonly Fd _directory;
    private readonly ReadOnlySpan<byte> _path;

    public Fd Current;
    public Fd Previous;
    public Fd Archive;
    public FileStatus CurrentStatus;
    public FileStatus PreviousStatus;
    public FileStatus ArchiveStatus;

    public LogdirFileSet(Fd directory, ReadOnlySpan<byte> path)
    {
        _directory = directory;
        _path = path;
        Failed = false;
        PreviousStatus = default;
        ArchiveStatus = default;
        Previous = Fd.None;
        Archive = Fd.None;
        Current = OpenFile(LogdirFileNames.NameZ(LogdirFile.Current), out CurrentStatus);
        Previous = OpenFile(LogdirFileNames.NameZ(LogdirFile.Previous), out PreviousStatus);
        if (HasPrevious && Current.IsOpen && new FileIdentity(PreviousStatus).Equals(new FileIdentity(CurrentStatus)))
        {
            // It was renamed between the two.
            Kernel.Close(Previous);
            Previous = Fd.None;
        }
    }

    /// <summary>Something could not be read.</summary>
    public bool Failed { get; private set; }

    public readonly bool HasPrevious => Previous.IsOpen;

    /// <summary>Opens an archive in place of the one before; false where it is gone, or cannot be read.</summary>
    public bool OpenArchive(scoped ReadOnlySpan<byte> nameZ)
    {
        if (Archive.IsOpen)
        {
            Kernel.Close(Archive);
        }
        Archive = OpenFile(nameZ, out ArchiveStatus);
        return Archive.IsOpen;
    }

    /// <summary>
    /// Whether previous will still become an archive: it is not empty, and not the archive of that name already, which it is
    /// until it is removed.
    /// </summary>
    public readonly bool PreviousIsPending(scoped ReadOnlySpan<byte> archiveZ)
    {
        if (!HasPrevious || PreviousStatus.Size == 0 || archiveZ.Length == 1)
        {
            return HasPrevious && PreviousStatus.Size > 0;
        }
        Result<FileStatus> archive = Kernel.StatLink(_directory, archiveZ);
        return !archive.Ok || !new FileIdentity(archive.Value).Equals(new FileIdentity(PreviousStatus));
    }

    /// <summary>Whether a file is one of current and previous.</summary>
    public readonly bool IsRaw(in FileStatus status)
    {
        FileIdentity file = new(status);
        return (Current.IsOpen && new FileIdentity(CurrentStatus).Equals(file))
            || (HasPrevious && new FileIdentity(PreviousStatus).Equals(file));
    }

    /// <summary>Closes those that nobody has taken.</summary>
    public void Close()
    {
        CloseOne(ref Current);
        CloseOne(ref Previous);
        CloseOne(ref Archive);
    }

    private static void CloseOne(ref Fd fd)
    {
        if (fd.IsOpen)
        {
            Kernel.Close(fd);
            fd = Fd.None;
        }
    }

    private Fd OpenFile(scoped ReadOnlySpan<byte> nameZ, out FileStatus status)
    {
        status = default;
        Result<Fd> file = Kernel.Open(_directory, nameZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        Result<FileStatus> found = file.Ok ? Kernel.Stat(file.Value) : new Result<FileStatus>(file.Error);
        if (found.Ok && found.Value.IsRegular)
        {
            status = found.Value;
            return file.Value;
        }
        if (file.Ok)
        {
            Kernel.Close(file.Value);
        }
        Errno error = !found.Ok ? found.Error : found.Value.IsDirectory ? Errno.EISDIR : Errno.EINVAL;
        if (error != Errno.ENOENT)
        {
            Failed = true;
            Diagnostics.WarnUnable(error, "open "u8, _path, "/"u8, nameZ[..^1]);
        }
        return Fd.None;
    }
}
