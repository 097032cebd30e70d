using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// The files of a logdir, and what a rotation does with them. They are found from the open directory, so that it can be
/// renamed while it is in use.
/// </summary>
internal struct LogdirFiles
{
    private const uint ModeDirectory = 0x5c0;    // 02700
    private const uint ModeFile = 0x1b6;         // 0666
    private const int CreateFlags = OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CREAT;

    public Processor Processor;

    private LogdirSettings _settings;
    private Fd _directory;
    private Fd _current;
    private uint _mode;
    private bool _warns;

    /// <summary>The directory as the script names it.</summary>
    public readonly ReadOnlySpan<byte> Path => _settings.PathZ.Text[..^1];

    /// <summary>Makes the directory where there is none, opens and locks it; an exit code, 0 for success.</summary>
    public int Open(in LogdirSettings settings, EnvironmentBlock environment, uint mode, bool warns)
    {
        Processor = new Processor(settings, environment);
        _settings = settings;
        _current = Fd.None;
        _mode = mode;
        _warns = warns;
        ReadOnlySpan<byte> pathZ = settings.PathZ.Text;
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, pathZ, ModeDirectory);
        if (error.Failed && error != Errno.EEXIST)
        {
            return Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, Path);
        }
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, directory.Error, "open "u8, Path);
        }
        _directory = directory.Value;
        return TakeLock();
    }

    public readonly Fd Directory => _directory;

    /// <summary>How long current is.</summary>
    public readonly LogMark Mark()
    {
        Result<FileStatus> status = Kernel.Stat(_current);
        // It is open, so that this cannot fail.
        Assert.That(status.Ok);
        return new LogMark(status.Value.Device, status.Value.Inode, (ulong)Math.Max(status.Value.Size, 0));
    }

    /// <summary>Cuts current back to the mark that is of it, if there is one among those of a journal's header.</summary>
    public readonly Errno CutBack(Span<byte> header, int marks)
    {
        Result<Fd> file = Kernel.Open(
            _directory, LogdirFileNames.NameZ(LogdirFile.Current), OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return file.Error == Errno.ENOENT ? Errno.None : file.Error;
        }
        Result<FileStatus> status = Kernel.Stat(file.Value);
        Errno error = status.Error;
        for (int i = 0; i < marks && error.IsNone; i++)
        {
            LogMark mark = LogMark.Read(JournalHeader.MarkAt(header, i));
            if (mark.IsOf(status.Value.Device, status.Value.Inode) && status.Value.Size > (long)mark.Size)
            {
                error = Kernel.Truncate(file.Value, (long)mark.Size);
            }
        }
        Kernel.Close(file.Value);
        return error;
    }

    /// <summary>Whether a file is there and executable by its owner, and its size.</summary>
    public readonly Errno Look(LogdirFile file, out bool executable, out long size)
    {
        Result<FileStatus> status = Kernel.Stat(_directory, LogdirFileNames.NameZ(file));
        executable = status.Ok && (status.Value.Mode & FileMode.S_IXUSR) != 0;
        size = status.Ok ? Math.Max(status.Value.Size, 0) : 0;
        return status.Error == Errno.ENOENT ? Errno.None : status.Error;
    }

    public readonly Result<int> Write(scoped ReadOnlySpan<byte> data) => Kernel.Write(_current, data);

    /// <summary>Carries out an action: what came of it, with the error where it failed.</summary>
    public RotationEvent Perform(in RotationAction action, out Errno error)
    {
        if (action.Kind >= RotationActionKind.StartProcessor)
        {
            return PerformForProcessor(action, out error);
        }
        error = Errno.None;
        switch (action.Kind)
        {
            case RotationActionKind.Remove:
                error = Remove(action.File);
                break;
            case RotationActionKind.Archive:
                error = Archive(action.File, action.Suffix);
                if (error == Errno.ENOENT)
                {
                    error = Errno.None;
                    return RotationEvent.Absent;
                }
                break;
            case RotationActionKind.Trim:
                error = ArchiveTrimmer.Trim(_directory, Path, _settings.ArchivesMax, _settings.ArchivesSizeMax, _warns);
                break;
            case RotationActionKind.CreateState:
                error = CreateState();
                break;
            case RotationActionKind.Adopt:
                error = Adopt();
                break;
            case RotationActionKind.Synchronize:
                error = Kernel.Synchronize(_current);
                break;
            case RotationActionKind.Rename:
                error = Kernel.Rename(
                    _directory, LogdirFileNames.NameZ(LogdirFile.Current), LogdirFileNames.NameZ(LogdirFile.Previous));
                break;
            case RotationActionKind.Open:
                error = OpenCurrent();
                break;
            case RotationActionKind.MarkPrevious:
                error = Kernel.ChangeMode(_directory, LogdirFileNames.NameZ(LogdirFile.Previous), _mode | FileMode.S_IXUSR);
                break;
            case RotationActionKind.MarkCurrent:
                error = Kernel.ChangeMode(_current, _mode | FileMode.S_IXUSR);
                break;
            case RotationActionKind.None:
            case RotationActionKind.Write:
            default:
                Assert.That(false);
                break;
        }
        return RotationEvent.Outcome(error);
    }

    private RotationEvent PerformForProcessor(in RotationAction action, out Errno error)
    {
        switch (action.Kind)
        {
            case RotationActionKind.StartProcessor:
                error = Processor.Start(_directory);
                break;
            case RotationActionKind.MarkProcessed:
                error = Settle(LogdirFile.Processed, marks: true);
                return error == Errno.ENOENT ? RotationEvent.Absent : RotationEvent.Outcome(error);
            case RotationActionKind.SynchronizeState:
                error = Settle(LogdirFile.NewState, marks: false);
                break;
            default:
                Assert.That(action.Kind == RotationActionKind.RenameState);
                error = Kernel.Rename(
                    _directory, LogdirFileNames.NameZ(LogdirFile.NewState), LogdirFileNames.NameZ(LogdirFile.State));
                break;
        }
        if (error == Errno.ENOENT && action.Kind != RotationActionKind.StartProcessor)
        {
            // The processor has removed newstate: the state stays as it is.
            error = Errno.None;
        }
        return RotationEvent.Outcome(error);
    }

    /// <summary>Makes last what a processor has written, and marks it as complete.</summary>
    private readonly Errno Settle(LogdirFile file, bool marks)
    {
        Result<Fd> opened = Kernel.Open(_directory, LogdirFileNames.NameZ(file), OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        if (!opened.Ok)
        {
            return opened.Error;
        }
        Errno error = Kernel.Synchronize(opened.Value);
        if (error.IsNone && marks)
        {
            error = Kernel.ChangeMode(opened.Value, _mode | FileMode.S_IXUSR);
        }
        Kernel.Close(opened.Value);
        return error;
    }

    /// <summary>Says that an action failed.</summary>
    public readonly void Tell(in RotationAction action, Errno error, bool fatal)
    {
        ReadOnlySpan<byte> what = What(action);
        ReadOnlySpan<byte> path = Path;
        bool isWhole = action.Kind is RotationActionKind.Trim or RotationActionKind.StartProcessor;
        ReadOnlySpan<byte> slash = isWhole ? default : "/"u8;
        ReadOnlySpan<byte> file = action.Kind switch
        {
            RotationActionKind.Trim or RotationActionKind.StartProcessor => default,
            RotationActionKind.CreateState => LogdirFileNames.Name(LogdirFile.State),
            RotationActionKind.MarkPrevious => LogdirFileNames.Name(LogdirFile.Previous),
            _ => LogdirFileNames.Name(action.File),
        };
        if (fatal)
        {
            _ = Diagnostics.Unable(ExitCode.System, error, what, path, slash, file);
            return;
        }
        Diagnostics.WarnUnable(error, what, path, slash, file);
    }

    private static ReadOnlySpan<byte> What(in RotationAction action) => action.Kind switch
    {
        RotationActionKind.Remove => "unlink "u8,
        RotationActionKind.Archive => action.Suffix == 's' ? "finish as .s file "u8 : "finish as .u file "u8,
        RotationActionKind.Trim => "trim logdir "u8,
        RotationActionKind.CreateState => "open_trunc "u8,
        RotationActionKind.Adopt or RotationActionKind.Open => "open_append "u8,
        RotationActionKind.Synchronize => "fd_sync "u8,
        RotationActionKind.Rename => "rename to previous "u8,
        RotationActionKind.MarkPrevious => "chmod "u8,
        RotationActionKind.MarkCurrent => "fd_chmod "u8,
        RotationActionKind.StartProcessor => "spawn processor for logdir "u8,
        RotationActionKind.MarkProcessed or RotationActionKind.SynchronizeState => "fd_sync "u8,
        RotationActionKind.RenameState => "rename to state "u8,
        RotationActionKind.None or RotationActionKind.Write or _ => default,
    };

    /// <summary>The lock stays for life: it says that this logdir has an s6-log.</summary>
    private readonly int TakeLock()
    {
        Result<Fd> file = Kernel.Open(_directory, LogdirFileNames.NameZ(LogdirFile.Lock), CreateFlags, ModeFile);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, Path, "/lock"u8);
        }
        Errno error = Kernel.Lock(file.Value, LockKind.Exclusive, wait: false);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error == Errno.EAGAIN ? Errno.EBUSY : error, "lock "u8, Path, "/lock"u8);
        }
        return ExitCode.Success;
    }

    private readonly Errno Remove(LogdirFile file)
    {
        Errno error = Kernel.Unlink(_directory, LogdirFileNames.NameZ(file));
        return error == Errno.ENOENT ? Errno.None : error;
    }

    /// <summary>
    /// Gives a file a second name, that of an archive. One that has a second name already was given it before a kill,
    /// and an empty one is not worth it. ENOENT where there is no such file.
    /// </summary>
    private readonly Errno Archive(LogdirFile file, byte suffix)
    {
        ReadOnlySpan<byte> nameZ = LogdirFileNames.NameZ(file);
        Result<FileStatus> status = Kernel.Stat(_directory, nameZ);
        if (!status.Ok || status.Value.LinkCount > 1 || status.Value.Size == 0)
        {
            return status.Error;
        }
        Tai time = Kernel.WallClock();
        Span<byte> archiveZ = stackalloc byte[ArchiveName.Length + 1];
        Errno error = Errno.EEXIST;
        for (int i = 0; i < Limits.ArchiveNameTriesMax && error == Errno.EEXIST; i++)
        {
            ArchiveName.FormatZ(time, suffix, archiveZ);
            error = Kernel.Link(_directory, nameZ, archiveZ);
            time = time.Nanoseconds < 999_999_999 ? new Tai(time.Seconds, time.Nanoseconds + 1) : new Tai(time.Seconds + 1, 0);
        }
        return error;
    }

    private readonly Errno CreateState()
    {
        Result<Fd> file = Kernel.Open(
            _directory, LogdirFileNames.NameZ(LogdirFile.State), CreateFlags | OpenFlags.O_TRUNC, ModeFile);
        if (file.Ok)
        {
            Kernel.Close(file.Value);
        }
        return file.Error;
    }

    private Errno Adopt()
    {
        Errno error = OpenCurrent();
        if (error.IsNone)
        {
            error = Kernel.SetNonBlocking(_current, on: false);
        }
        return error.IsNone ? Kernel.ChangeMode(_current, _mode) : error;
    }

    /// <summary>Opens current, and closes the one before, which has another name by now.</summary>
    private Errno OpenCurrent()
    {
        Result<Fd> file = Kernel.Open(
            _directory, LogdirFileNames.NameZ(LogdirFile.Current), CreateFlags | OpenFlags.O_APPEND, ModeFile);
        if (!file.Ok)
        {
            return file.Error;
        }
        if (_current.IsOpen)
        {
            Kernel.Close(_current);
        }
        _current = file.Value;
        return Errno.None;
    }
}
