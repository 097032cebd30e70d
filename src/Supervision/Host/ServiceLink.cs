using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Puts a link to a service directory into a scan directory and waits for its supervisors, and the reverse (s6-svlink.html,
/// s6-svunlink.html).
/// </summary>
internal struct ServiceLink
{
    /// <summary>Set the rights of event/ even where it is there already.</summary>
    public bool Forces;

    /// <summary>Anybody may subscribe to events.</summary>
    public bool IsPublic;

    /// <summary>The service stays down: a file down is there when its supervisor starts.</summary>
    public bool StaysDown;

    /// <summary>The file down is removed when the supervisor runs.</summary>
    public bool RemovesDown;

    /// <summary>The link may say a relative path.</summary>
    public bool IsRelative;

    /// <summary>Supervisors are left to end when they will.</summary>
    public bool DoesNotWait;

    /// <summary>0 is without end.</summary>
    public uint TimeoutMs;

    private bool _madeLink;
    private bool _madeDown;
    private bool _scanned;

    private static ReadOnlySpan<byte> ScanControl => "/.s6-svscan/control"u8;

    private static ReadOnlySpan<byte> ServiceControl => "/supervise/control"u8;

    private static ReadOnlySpan<byte> LogControl => "/log/supervise/control"u8;

    /// <summary>
    /// Reads all the options of s6-svlink, s6-svunlink, s6-instance-create and s6-instance-delete, in front of two words at
    /// least: 0, or the exit code for wrong usage, printed.
    /// </summary>
    public int Parse(scoped ref OptionParser options)
    {
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return ExitCode.Usage;
            }
            if (!TryApply(letter, options.Value))
            {
                return options.UsageError().Code;
            }
        }
        return options.Rest.Count < 2 ? options.UsageError().Code : ExitCode.Success;
    }

    private bool TryApply(byte letter, ReadOnlySpan<byte> value)
    {
        switch (letter)
        {
            case (byte)'d':
            case (byte)'D':
                StaysDown = true;
                RemovesDown = letter == 'd';
                return true;
            case (byte)'f':
                Forces = true;
                return true;
            case (byte)'P':
                IsPublic = true;
                return true;
            case (byte)'X':
                DoesNotWait = true;
                return true;
            default:
                return letter == 't' && Text.TryParse(value, out TimeoutMs);
        }
    }

    /// <summary>
    /// Links the service as scandir/name. Where its supervisor runs already, the link may be there, and nothing is waited
    /// for. On an error all is as it was.
    /// </summary>
    public Errno Create(ReadOnlySpan<byte> scandir, ReadOnlySpan<byte> serviceZ, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> service = serviceZ[..^1];
        PathBuffer events = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer logEvents = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer link = new(stackalloc byte[Limits.PathLengthMax]);
        Join(ref events, service, "/event"u8);
        Join(ref logEvents, service, "/log/event"u8);
        link.Append(scandir);
        Join(ref link, "/"u8, name);
        if (logEvents.Overflowed || link.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        Errno error = Look(service, out bool supervised, out bool logged);
        SupervisorWatch watch = new(TimeoutMs);
        if (error.IsNone && !supervised)
        {
            error = Prepare(service, ref events, ref watch);
            if (error.IsNone && logged)
            {
                error = Subscribe(ref logEvents, ref watch);
            }
        }
        if (error.IsNone)
        {
            error = MakeLink(serviceZ, link.TextZ, supervised);
        }
        if (error.IsNone)
        {
            _scanned = true;
            ControlOutcome told = ServiceDirectory.Control(scandir, ScanControl, "a"u8, out error);
            error = told == ControlOutcome.NotListening ? Errno.ENXIO : error;
        }
        if (error.IsNone)
        {
            error = watch.Wait((byte)'s');
        }
        watch.End();
        if (error.Failed)
        {
            Undo(scandir, service, link.TextZ);
        }
        else if (RemovesDown)
        {
            RemoveDown(service);
        }
        return error;
    }

    /// <summary>
    /// Removes scandir/name, has the scanner stop its supervisors, and waits for them to end unless told not to, but is content
    /// when they do not.
    /// </summary>
    public readonly Errno Remove(ReadOnlySpan<byte> scandir, ReadOnlySpan<byte> name)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(scandir);
        path.Append("/"u8);
        path.Append(name);
        if (path.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        Fd own = Fd.None;
        Fd logger = Fd.None;
        if (!DoesNotWait)
        {
            Errno error = Look(path.Text, out bool supervised, out bool logged);
            if (error.Failed)
            {
                return error;
            }
            // Opened now, for the link they are found through goes.
            own = supervised ? OpenLock(path.Text, ServiceFile.LockSuffix) : Fd.None;
            logger = supervised && logged ? OpenLock(path.Text, "/log/supervise/lock"u8) : Fd.None;
        }
        Instant deadline = TimeoutMs == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(TimeoutMs);
        _ = Kernel.Unlink(Fd.CurrentDirectory, path.TextZ);
        _ = ServiceDirectory.Control(scandir, ScanControl, "an"u8, out _);
        WaitForUnlock(own, deadline);
        WaitForUnlock(logger, deadline);
        return Errno.None;
    }

    private static Fd OpenLock(ReadOnlySpan<byte> service, ReadOnlySpan<byte> suffix)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Result<Fd> file = ServiceDirectory.OpenIn(service, suffix, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, ref path);
        return file.Ok ? file.Value : Fd.None;
    }

    /// <summary>
    /// A supervisor holds its lock until it ends, in whatever way. Its event 'x' comes a moment before, and not at all where
    /// it was killed.
    /// </summary>
    private static void WaitForUnlock(Fd file, Instant deadline)
    {
        if (!file.IsOpen)
        {
            return;
        }
        long leftMs = deadline.IsInfinite ? 0 : Math.Max(deadline.Until(Kernel.Now()) / 1_000_000, 1);
        _ = deadline.IsInfinite
            ? Kernel.Lock(file, LockKind.Shared, wait: true)
            : TimedLock.Take(file, LockKind.Shared, (uint)leftMs);
        Kernel.Close(file);
    }

    /// <summary>
    /// Whether the service has a supervisor and a logger. EINVAL: only one of the two has a supervisor; ENOTDIR: its log is
    /// no directory.
    /// </summary>
    private static Errno Look(ReadOnlySpan<byte> service, out bool supervised, out bool logged)
    {
        PathBuffer log = new(stackalloc byte[Limits.PathLengthMax]);
        Join(ref log, service, "/log"u8);
        Result<bool> own = ServiceDirectory.IsSupervised(service);
        supervised = own.Ok && own.Value;
        logged = false;
        if (!own.Ok || log.Overflowed)
        {
            return own.Ok ? Errno.ENAMETOOLONG : own.Error;
        }
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, log.TextZ);
        if (!status.Ok)
        {
            return status.Error == Errno.ENOENT ? Errno.None : status.Error;
        }
        logged = status.Value.IsDirectory;
        if (!logged)
        {
            return Errno.ENOTDIR;
        }
        Result<bool> logger = ServiceDirectory.IsSupervised(log.Text);
        return !logger.Ok ? logger.Error : logger.Value == supervised ? Errno.None : Errno.EINVAL;
    }

    private Errno Prepare(ReadOnlySpan<byte> service, ref PathBuffer events, ref SupervisorWatch watch)
    {
        if (StaysDown)
        {
            PathBuffer down = new(stackalloc byte[Limits.PathLengthMax]);
            Join(ref down, service, "/down"u8);
            Result<FileStatus> old = Kernel.StatLink(Fd.CurrentDirectory, down.TextZ);
            Result<Fd> file = Kernel.Open(
                Fd.CurrentDirectory,
                down.TextZ,
                OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NONBLOCK,
                0x1b6);
            if (!file.Ok)
            {
                return file.Error;
            }
            _madeDown = !old.Ok;
            Kernel.Close(file.Value);
        }
        return Subscribe(ref events, ref watch);
    }

    private readonly Errno Subscribe(ref PathBuffer events, ref SupervisorWatch watch)
    {
        Result<FileStatus> old = Kernel.Stat(Fd.CurrentDirectory, events.TextZ);
        const uint Others = 2;
        if (old.Ok && !Forces && ((old.Value.Mode & Others) != 0) != IsPublic)
        {
            Diagnostics.Warn(events.Text, IsPublic ? " is not public"u8 : " is public"u8);
            return Errno.EEXIST;
        }
        Errno error = Fifodir.Make(events.TextZ, !IsPublic, Kernel.EffectiveGroupId(), Forces);
        return error.Failed ? error : watch.Add(events.Text);
    }

    private Errno MakeLink(ReadOnlySpan<byte> serviceZ, ReadOnlySpan<byte> linkZ, bool supervised)
    {
        PathBuffer target = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = Errno.None;
        if (IsRelative || serviceZ[0] == '/')
        {
            target.Append(serviceZ[..^1]);
        }
        else
        {
            error = AbsolutePath.OfDirectory(serviceZ, ref target);
        }
        if (error.IsNone)
        {
            error = Kernel.SymbolicLink(target.TextZ, Fd.CurrentDirectory, linkZ);
            _madeLink = error.IsNone;
        }
        return error == Errno.EEXIST && supervised ? Errno.None : error;
    }

    private readonly void Undo(ReadOnlySpan<byte> scandir, ReadOnlySpan<byte> service, ReadOnlySpan<byte> linkZ)
    {
        if (_madeDown)
        {
            RemoveDown(service);
        }
        if (!_madeLink)
        {
            return;
        }
        _ = Kernel.Unlink(Fd.CurrentDirectory, linkZ);
        if (_scanned)
        {
            // A supervisor that has come nonetheless leaves again, and the scanner, which finds no link, starts no other.
            _ = ServiceDirectory.Control(service, ServiceControl, "xd"u8, out _);
            _ = ServiceDirectory.Control(service, LogControl, "xo"u8, out _);
            _ = ServiceDirectory.Control(scandir, ScanControl, "a"u8, out _);
        }
    }

    private static void RemoveDown(ReadOnlySpan<byte> service)
    {
        PathBuffer down = new(stackalloc byte[Limits.PathLengthMax]);
        Join(ref down, service, "/down"u8);
        _ = Kernel.Unlink(Fd.CurrentDirectory, down.TextZ);
    }

    private static void Join(scoped ref PathBuffer path, ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        path.Append(start);
        path.Append(end);
    }
}
