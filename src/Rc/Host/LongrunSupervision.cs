using System;
using Sestet.Base;
using Sestet.Ftrig;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Puts the longruns of a live directory under supervision: those that have no supervisor yet stay down and are linked
/// into the scan directory.
/// Then s6-svscan is told, and the supervisors are waited for. One FIFO, with a name in every event directory, hears
/// all of them: a descriptor for each would be too many.
/// </summary>
internal ref struct LongrunSupervision
{
    private const uint ModeFifo = 0x192; // 0622
    private const int RandomLength = 6;

    private readonly CompiledDatabase _database;
    private readonly ReadOnlySpan<byte> _live;
    private readonly ReadOnlySpan<byte> _scandir;
    private readonly ReadOnlySpan<byte> _prefix;
    private readonly Span<byte> _fifoName;
    private int _firstListened;
    private Fd _fifo;

    /// <summary>live: where links are to lead; room: FifoName.Length + 2 bytes.</summary>
    public LongrunSupervision(
        CompiledDatabase database,
        ReadOnlySpan<byte> live,
        ReadOnlySpan<byte> scandir,
        ReadOnlySpan<byte> prefix,
        Span<byte> room)
    {
        Assert.That(room.Length == FifoName.Length + 2);
        _database = database;
        _live = live;
        _scandir = scandir;
        _prefix = prefix;
        _fifoName = room;
        _fifo = Fd.None;
        _firstListened = -1;
        Span<byte> random = stackalloc byte[RandomLength];
        Kernel.GetRandom(random);
        FifoName.FormatHiddenZ(_fifoName, Kernel.WallClock(), random);
    }

    private readonly ReadOnlySpan<byte> ShownName => _fifoName[1..^1];

    /// <summary>
    /// Whether any longrun has a supervisor.
    /// </summary>
    public readonly bool IsAnySupervised()
    {
        for (int i = 0; i < _database.LongrunCount; i++)
        {
            if (IsSupervised(i))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Links, tells and waits. ETIMEDOUT: a supervisor is not there in time.</summary>
    public Errno Begin(Instant deadline)
    {
        Errno error = Errno.None;
        for (int i = 0; i < _database.LongrunCount && error.IsNone; i++)
        {
            error = IsSupervised(i) ? Errno.None : Prepare(i);
            error = error.IsNone ? Link(i) : error;
        }
        error = error.IsNone ? Tell("a"u8) : error;
        error = error.IsNone ? WaitForAll(deadline) : error;
        StopListening();
        return error;
    }

    /// <summary>Takes the longruns' links away again and has s6-svscan let their supervisors go.</summary>
    public readonly void Undo()
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = 0; i < _database.LongrunCount; i++)
        {
            path.Truncate(0);
            PutLink(ref path, i);
            _ = path.Overflowed ? Errno.None : Kernel.Unlink(Fd.CurrentDirectory, path.TextZ);
        }
        _ = Tell("an"u8);
    }

    /// <summary>Writes commands to s6-svscan. ENXIO: it does not run.</summary>
    public readonly Errno Tell(ReadOnlySpan<byte> letters)
    {
        ControlOutcome told = ServiceDirectory.Control(_scandir, "/.s6-svscan/control"u8, letters, out Errno error);
        return told == ControlOutcome.NotListening ? Errno.ENXIO : error;
    }

    /// <summary>A supervisor reads its control FIFO before it tells that it is there.</summary>
    private readonly bool IsSupervised(int service)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        PutDirectory(ref path, service);
        path.Append("/supervise/control"u8);
        Result<Fd> control = path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
        if (control.Ok)
        {
            Kernel.Close(control.Value);
        }
        return control.Ok;
    }

    /// <summary>It writes its status before it tells, and whoever asks for that now is not to find nothing.</summary>
    private readonly bool IsThere(int service)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        PutDirectory(ref path, service);
        return IsSupervised(service) && ServiceDirectory.ReadStatus(path.Text, out _).IsNone;
    }

    private Errno Prepare(int service)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        PutDirectory(ref path, service);
        int length = path.Length;
        path.Append("/down"u8);
        Result<Fd> down = path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(
                Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, 0x1b6);
        if (!down.Ok)
        {
            return down.Error;
        }
        Kernel.Close(down.Value);
        path.Truncate(length);
        path.Append("/event"u8);
        Errno error = path.Overflowed
            ? Errno.ENAMETOOLONG
            : Fifodir.Make(path.TextZ, hasGroup: true, Kernel.EffectiveGroupId(), force: false);
        return error.Failed ? error : Listen(path.Text, service);
    }

    private Errno Listen(scoped ReadOnlySpan<byte> events, int service)
    {
        PathBuffer other = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer shown = new(stackalloc byte[Limits.PathLengthMax]);
        shown.Append(events);
        shown.Append("/"u8);
        shown.Append(ShownName);
        if (_fifo.IsOpen)
        {
            PutDirectory(ref other, _firstListened);
            other.Append("/event/"u8);
            other.Append(ShownName);
            return other.Overflowed || shown.Overflowed
                ? Errno.ENAMETOOLONG
                : Kernel.Link(Fd.CurrentDirectory, other.TextZ, shown.TextZ);
        }
        other.Append(events);
        other.Append("/"u8);
        other.Append(_fifoName[..^1]);
        if (other.Overflowed || shown.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        uint mask = Kernel.SetUmask(0);
        Errno error = Kernel.MakeFifo(Fd.CurrentDirectory, other.TextZ, ModeFifo);
        _ = Kernel.SetUmask(mask);
        if (error.Failed)
        {
            return error;
        }
        Result<Fd> fifo = Kernel.Open(Fd.CurrentDirectory, other.TextZ, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK);
        error = fifo.Ok ? Kernel.Rename(Fd.CurrentDirectory, other.TextZ, shown.TextZ) : fifo.Error;
        if (error.Failed)
        {
            _ = Kernel.Unlink(Fd.CurrentDirectory, other.TextZ);
            return error;
        }
        _fifo = fifo.Value;
        _firstListened = service;
        return Errno.None;
    }

    private readonly Errno Link(int service)
    {
        PathBuffer link = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer directory = new(stackalloc byte[Limits.PathLengthMax]);
        PutLink(ref link, service);
        PutDirectory(ref directory, service);
        return link.Overflowed || directory.Overflowed
            ? Errno.ENAMETOOLONG
            : LiveDirectory.ReplaceLink(directory.TextZ, link.TextZ);
    }

    /// <summary>Whatever is heard, the next one that is not known to be there is looked at.</summary>
    private readonly Errno WaitForAll(Instant deadline)
    {
        Span<byte> letters = stackalloc byte[Limits.ControlReadLength];
        Span<PollDescriptor> polls = stackalloc PollDescriptor[1];
        polls[0] = PollDescriptor.ForReading(_fifo);
        for (int i = 0; i < _database.LongrunCount; i++)
        {
            while (!IsThere(i))
            {
                if (!_fifo.IsOpen)
                {
                    return Errno.ESRCH;
                }
                Result<int> ready = Kernel.Poll(polls, deadline.Until(Kernel.Now()));
                if (!ready.Ok || ready.Value == 0)
                {
                    return ready.Ok ? Errno.ETIMEDOUT : ready.Error;
                }
                Result<int> read = Kernel.Read(_fifo, letters);
                if (!read.Ok && read.Error != Errno.EAGAIN)
                {
                    return read.Error;
                }
            }
        }
        return Errno.None;
    }

    private void StopListening()
    {
        if (!_fifo.IsOpen)
        {
            return;
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        for (int i = _firstListened; i < _database.LongrunCount; i++)
        {
            path.Truncate(0);
            PutDirectory(ref path, i);
            path.Append("/event/"u8);
            path.Append(ShownName);
            _ = path.Overflowed ? Errno.None : Kernel.Unlink(Fd.CurrentDirectory, path.TextZ);
        }
        Kernel.Close(_fifo);
        _fifo = Fd.None;
    }

    private readonly void PutDirectory(scoped ref PathBuffer path, int service)
    {
        path.Append(_live);
        path.Append("/servicedirs/"u8);
        path.Append(_database.Name(service));
    }

    private readonly void PutLink(scoped ref PathBuffer path, int service)
    {
        path.Append(_scandir);
        path.Append("/"u8);
        path.Append(_prefix);
        path.Append(_database.Name(service));
    }
}
