using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// The files of a logdir one behind the other, oldest first, while an s6-log works in it: the archives, previous, current,
/// and what becomes of current later. Only one is open for its reader.
///
/// A file moves on while it is read: from current to previous to an archive, where it may have another content, made by a
/// processor, or it is removed. So the next one is looked for from the newest back: current is opened first, then
/// previous, then the directory is read. Whatever a rotation does meanwhile, a file is among them. Where the last one was
/// an archive it is its name that tells what comes later; where it was previous or current, it is open until the next is
/// found, so that no other file can have its number, and is recognised by that.
///
/// The directory is opened for each look and closed again: an open one would not tell of its own removal.
/// </summary>
internal struct LogdirTrail
{
    private TextReference _pathZ;
    private FileIdentity _directoryIdentity;
    private ArchiveBatch _archives;
    private FileIdentity _last;
    private bool _lastIsRaw;
    private bool _isSettled;
    private bool _owesArchive;
    private Tai _since;

    /// <summary>The file that is read; none before Next, and while there is none.</summary>
    public Fd File { get; private set; }

    /// <summary>It is the one that s6-log writes to, or was when it was opened.</summary>
    public bool IsCurrent { get; private set; }

    /// <summary>When what the file holds was written, at the latest: an archive's label, or the last change of another.</summary>
    public Tai FileTime { get; private set; }

    /// <summary>The directory is not there any more, or another one is in its place.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The directory as it was named.</summary>
    public readonly ReadOnlySpan<byte> Path => _pathZ.Text[..^1];

    public readonly ReadOnlySpan<byte> PathZ => _pathZ.Text;

    /// <summary>The name of the file that is read.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> FileName =>
        !_lastIsRaw ? _archives.LastZ[..^1] : LogdirFileNames.Name(IsCurrent ? LogdirFile.Current : LogdirFile.Previous);

    /// <summary>Begins with the directory that the path means now. Archives that end before a time are passed over.</summary>
    public Errno Open(ReadOnlySpan<byte> pathZ, Tai since)
    {
        this = default;
        _since = since;
        File = Fd.None;
        _pathZ = new TextReference(pathZ);
        _archives.Begin(newestFirst: false);
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        Result<FileStatus> status = Kernel.Stat(directory.Value);
        if (status.Ok)
        {
            _directoryIdentity = new FileIdentity(status.Value);
            // A directory that cannot be read is told now, not when its files are missed.
            Look(directory.Value, out Errno error);
            Kernel.Close(directory.Value);
            return error;
        }
        Kernel.Close(directory.Value);
        return status.Error;
    }

    /// <summary>Passes over all that is there but current, which is opened if it is there.</summary>
    public void StartAtCurrent()
    {
        Fd directory = Enter();
        if (directory.IsOpen)
        {
            SkipAll(directory);
            Start(new LogdirFileSet(directory, Path), archiveZ: default, atPrevious: false);
            Kernel.Close(directory);
        }
    }

    /// <summary>
    /// Starts with one of the files that were found in the directory: an archive, or else previous or current. Those that
    /// are not wanted are closed.
    /// </summary>
    public void Start(LogdirFileSet files, scoped ReadOnlySpan<byte> archiveZ, bool atPrevious)
    {
        Assert.That(!File.IsOpen);
        if (!archiveZ.IsEmpty)
        {
            _archives.SkipTo(archiveZ);
            Use(files.Archive, files.ArchiveStatus, isRaw: false, isCurrent: false);
            files.Archive = Fd.None;
        }
        else if (atPrevious)
        {
            Use(files.Previous, files.PreviousStatus, isRaw: true, isCurrent: false);
            files.Previous = Fd.None;
        }
        else if (files.Current.IsOpen)
        {
            Use(files.Current, files.CurrentStatus, isRaw: true, isCurrent: true);
            _owesArchive = files.PreviousIsPending(_archives.LastZ);
            files.Current = Fd.None;
        }
        files.Close();
    }

    /// <summary>
    /// Passes over the archives there are. To be done before other files are opened: those of later archives are not among
    /// them then.
    /// </summary>
    public void SkipAll(Fd directory)
    {
        Span<byte> newestZ = stackalloc byte[ArchiveName.Length + 1];
        if (TryFindNewest(directory, newestZ))
        {
            _archives.SkipTo(newestZ);
        }
    }

    /// <summary>
    /// Whether nothing will be added to the file: it is not the one that is written to, or another has taken its place.
    /// </summary>
    public bool IsFinal()
    {
        if (!IsCurrent || !File.IsOpen)
        {
            return true;
        }
        Fd directory = Enter();
        if (!directory.IsOpen)
        {
            return IsLost;
        }
        Result<FileStatus> status = Kernel.Stat(directory, LogdirFileNames.NameZ(LogdirFile.Current));
        Kernel.Close(directory);
        return status.Ok && !new FileIdentity(status.Value).Equals(_last);
    }

    /// <summary>Goes on to the next file; false where there is none yet. failed: one could not be read, and was told.</summary>
    public bool Next(ref bool failed)
    {
        Fd directory = Enter();
        if (!directory.IsOpen)
        {
            return false;
        }
        Span<byte> newestZ = stackalloc byte[ArchiveName.Length + 1];
        // Once for each file, even where the next one is not there yet.
        bool settles = _lastIsRaw && File.IsOpen && !_isSettled;
        bool hasNewest = settles && TryFindNewest(directory, newestZ);
        LogdirFileSet files = new(directory, Path);
        if (settles)
        {
            _isSettled = true;
            Settle(directory, files, hasNewest ? newestZ : default);
        }
        bool found = TakeArchive(directory, ref files);
        if (!found && files.HasPrevious && IsNew(files.PreviousStatus))
        {
            Use(files.Previous, files.PreviousStatus, isRaw: true, isCurrent: false);
            files.Previous = Fd.None;
            found = true;
        }
        else if (!found && files.Current.IsOpen && IsNew(files.CurrentStatus))
        {
            Use(files.Current, files.CurrentStatus, isRaw: true, isCurrent: true);
            files.Current = Fd.None;
            found = true;
        }
        failed |= files.Failed;
        files.Close();
        Kernel.Close(directory);
        return found;
    }

    /// <summary>Asks again when the open file was written to.</summary>
    public void UpdateTime()
    {
        if (_lastIsRaw && File.IsOpen)
        {
            Result<FileStatus> status = Kernel.Stat(File);
            FileTime = status.Ok ? TimeOf(status.Value, FileName) : FileTime;
        }
    }

    /// <summary>Closes what is open; the directory counts as lost.</summary>
    public void Leave()
    {
        if (File.IsOpen)
        {
            Kernel.Close(File);
            File = Fd.None;
        }
        IsLost = true;
    }

    /// <summary>When what a file of that name holds was written, at the latest.</summary>
    public static Tai TimeOf(in FileStatus status, ReadOnlySpan<byte> name)
    {
        if (Tai.TryParse(name, out Tai label))
        {
            return label;
        }
        long seconds = status.ModifiedNanoseconds / 1_000_000_000;
        long rest = status.ModifiedNanoseconds % 1_000_000_000;
        return rest < 0 ? Tai.FromUnix(seconds - 1, (uint)(rest + 1_000_000_000)) : Tai.FromUnix(seconds, (uint)rest);
    }

    private readonly bool IsNew(in FileStatus status) => !File.IsOpen || !new FileIdentity(status).Equals(_last);

    private Fd Enter()
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _pathZ.Text);
        Result<FileStatus> status = directory.Ok ? Kernel.Stat(directory.Value) : new Result<FileStatus>(directory.Error);
        if (status.Ok && new FileIdentity(status.Value).Equals(_directoryIdentity))
        {
            return directory.Value;
        }
        // A lack of descriptors, say, is no loss.
        IsLost |= status.Ok || status.Error == Errno.ENOENT || status.Error == Errno.ENOTDIR;
        if (directory.Ok)
        {
            Kernel.Close(directory.Value);
        }
        return Fd.None;
    }

    private void Use(Fd file, in FileStatus status, bool isRaw, bool isCurrent)
    {
        Assert.That(file.IsOpen);
        if (File.IsOpen)
        {
            Kernel.Close(File);
        }
        File = file;
        IsCurrent = isCurrent;
        _last = new FileIdentity(status);
        _lastIsRaw = isRaw;
        _isSettled = false;
        FileTime = TimeOf(status, FileName);
    }

    private bool TakeArchive(Fd directory, ref LogdirFileSet files)
    {
        if (!_archives.HasNext)
        {
            Look(directory, out _);
        }
        while (_archives.HasNext)
        {
            ReadOnlySpan<byte> nameZ = _archives.Take();
            bool isOld = Tai.TryParse(nameZ, out Tai label) && label.CompareTo(_since) < 0;
            bool isOpen = !isOld && files.OpenArchive(nameZ);
            if (isOpen && !IsNew(files.ArchiveStatus))
            {
                // It has become one between two looks.
                _owesArchive = false;
            }
            else if (isOpen)
            {
                Use(files.Archive, files.ArchiveStatus, isRaw: false, isCurrent: false);
                files.Archive = Fd.None;
                return true;
            }
            if (!_archives.HasNext)
            {
                Look(directory, out _);
            }
        }
        return false;
    }

    /// <summary>
    /// Passes over the archives of files that were read before they became archives. Where the last file is previous, all
    /// that were there before it was seen to be, up to the newest, are of earlier ones. Where it is one of them, by its
    /// number, it and those before it are. Else it has been processed, so that the first is what became of it, or the second
    /// where the one before it was still previous; but of an empty file nothing becomes.
    /// </summary>
    private void Settle(Fd directory, in LogdirFileSet files, scoped ReadOnlySpan<byte> newestZ)
    {
        if (files.HasPrevious && new FileIdentity(files.PreviousStatus).Equals(_last))
        {
            if (!newestZ.IsEmpty)
            {
                _archives.SkipTo(newestZ);
            }
            _owesArchive = files.PreviousIsPending(_archives.LastZ);
            return;
        }
        Span<byte> ownZ = stackalloc byte[ArchiveName.Length + 1];
        if (TryFindLast(directory, ownZ))
        {
            _archives.SkipTo(ownZ);
        }
        else
        {
            Look(directory, out _);
            int count = (_owesArchive ? 1 : 0) + (IsEmpty() ? 0 : 1);
            for (; count > 0 && _archives.HasNext; count--)
            {
                _ = _archives.Take();
            }
        }
        _owesArchive = false;
    }

    private readonly bool IsEmpty()
    {
        Result<FileStatus> status = Kernel.Stat(File);
        return status.Ok && status.Value.Size == 0;
    }

    /// <summary>The archive that the last file has become, if it is one.</summary>
    private readonly bool TryFindLast(Fd directory, Span<byte> foundZ)
    {
        if (Kernel.Seek(directory, 0).Failed)
        {
            return false;
        }
        DirectoryReader reader = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (!ArchiveName.Matches(nameZ[..^1]) || nameZ.SequenceCompareTo(_archives.LastZ) <= 0)
            {
                continue;
            }
            Result<FileStatus> status = Kernel.StatLink(directory, nameZ);
            if (status.Ok && new FileIdentity(status.Value).Equals(_last))
            {
                nameZ.CopyTo(foundZ);
                return true;
            }
        }
        return false;
    }

    /// <summary>The newest archive of those that were not passed over.</summary>
    private readonly bool TryFindNewest(Fd directory, Span<byte> foundZ)
    {
        ArchiveBatch newest = default;
        newest.Begin(newestFirst: true);
        Errno error = ArchiveLister.List(directory, ref newest);
        ReadOnlySpan<byte> nameZ = error.IsNone && newest.HasNext ? newest.Take() : default;
        bool isNew = nameZ.SequenceCompareTo(_archives.LastZ) > 0;
        if (isNew)
        {
            nameZ.CopyTo(foundZ);
        }
        return isNew;
    }

    private void Look(Fd directory, out Errno error)
    {
        _archives.Forget();
        error = ArchiveLister.List(directory, ref _archives);
    }
}
