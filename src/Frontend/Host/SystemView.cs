using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Rc;
using Sestet.Rc.Host;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>
/// All services of a system as they are now, by number: first those of s6-rc's compiled database, then those of the scan
/// directory that s6-rc does not know of. Either may be missing. No lock is taken: what is shown is of about one moment.
/// </summary>
internal ref struct SystemView
{
    /// <summary>s6-rc's own services, which are no one's to look at.</summary>
    private static ReadOnlySpan<byte> InternalPrefix => "s6rc-"u8;

    private const int None = -1;

    private TextReference _livedirZ;
    private TextReference _scandirZ;
    private CompiledDatabase _database;
    private NameTable _names;
    private ReadOnlySpan<byte> _state;
    private Span<TextReference> _plain;

    /// <summary>There is a live directory.</summary>
    public bool HasLive { get; private set; }

    public readonly CompiledDatabase Database => _database;

    /// <summary>Services of s6-rc.</summary>
    public readonly int ManagedCount => _database.Count;

    public readonly int Count => _database.Count + _plain.Length;

    public readonly ReadOnlySpan<byte> Livedir => _livedirZ.Text[..^1];

    /// <summary>Reads what there is. False with an exit code, printed: nothing can be said.</summary>
    public static bool TryOpen(in FrontSettings settings, out SystemView view, out int code)
    {
        view = new SystemView { _livedirZ = settings.LivedirZ, _scandirZ = settings.ScandirZ };
        code = view.OpenLive();
        if (code == ExitCode.Success)
        {
            code = view.OpenScandir();
        }
        return code == ExitCode.Success;
    }

    public readonly bool IsManaged(int service) => service < _database.Count;

    public readonly ReadOnlySpan<byte> Name(int service) =>
        IsManaged(service) ? _database.Name(service) : _plain[service - _database.Count].Text[..^1];

    public readonly bool IsInternal(int service) => IsManaged(service) && Name(service).StartsWith(InternalPrefix);

    public readonly bool IsUpForManager(int service) => service < _state.Length && (_state[service] & 1) != 0;

    /// <summary>The service of that name; the atomic one only. Or -1.</summary>
    public readonly int Find(ReadOnlySpan<byte> name)
    {
        int managed = FindManaged(name);
        if (managed >= 0)
        {
            return managed;
        }
        int low = 0;
        int high = _plain.Length;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            int order = _plain[middle].Text[..^1].SequenceCompareTo(name);
            if (order == 0)
            {
                return _database.Count + middle;
            }
            low = order < 0 ? middle + 1 : low;
            high = order < 0 ? high : middle;
        }
        return None;
    }

    /// <summary>What a bundle's name stands for; false where it is none.</summary>
    public readonly bool TryFindBundle(ReadOnlySpan<byte> name, out NumberList services)
    {
        services = default;
        return HasLive && _names.Find(name, out services).IsNone;
    }

    /// <summary>Puts the path of the service directory into the buffer; empty for oneshots.</summary>
    public readonly void Directory(int service, ref PathBuffer path)
    {
        path.Truncate(0);
        if (!IsManaged(service))
        {
            path.Append(_scandirZ.Text[..^1]);
            path.Append("/"u8);
            path.Append(Name(service));
        }
        else if (_database.IsLongrun(service))
        {
            path.Append(Livedir);
            path.Append("/servicedirs/"u8);
            path.Append(Name(service));
        }
    }

    /// <summary>Numbers of services in the order of their names, in memory of their own.</summary>
    public readonly Errno TrySort(out Span<int> order)
    {
        Errno error = ChainMemory.TryAllocateArray(Count, out order);
        if (error.Failed)
        {
            return error;
        }
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
        for (int i = order.Length / 2 - 1; i >= 0; i--)
        {
            Sink(order, i);
        }
        for (int end = order.Length - 1; end > 0; end--)
        {
            (order[0], order[end]) = (order[end], order[0]);
            Sink(order[..end], 0);
        }
        return Errno.None;
    }

    private readonly void Sink(Span<int> heap, int at)
    {
        while (2 * at + 1 < heap.Length)
        {
            int child = 2 * at + 1;
            if (child + 1 < heap.Length && Name(heap[child]).SequenceCompareTo(Name(heap[child + 1])) < 0)
            {
                child++;
            }
            if (Name(heap[at]).SequenceCompareTo(Name(heap[child])) >= 0)
            {
                return;
            }
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }

    private readonly int FindManaged(ReadOnlySpan<byte> name)
    {
        if (!HasLive || !_names.Find(name, out NumberList services).IsNone || services.Count != 1)
        {
            return None;
        }
        int service = services.Service(0);
        return _database.Name(service).SequenceEqual(name) ? service : None;
    }

    private int OpenLive()
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(Livedir);
        path.Append("/compiled"u8);
        if (path.Overflowed || Kernel.Stat(Fd.CurrentDirectory, path.TextZ).Error == Errno.ENOENT)
        {
            return ExitCode.Success;
        }
        int code = OpenDatabase.Open(path.Text, out _database);
        code = code == ExitCode.Success ? OpenDatabase.OpenNames(path.Text, _database.Count, out _names) : code;
        if (code != ExitCode.Success)
        {
            return code;
        }
        HasLive = true;
        Errno error = LiveFile.Read(Livedir, "/state"u8, out _state);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read state in "u8, Livedir);
        }
        return _state.Length == _database.Count
            ? ExitCode.Success
            : Diagnostics.Fatal(DatabaseExit.Invalid, "the state in "u8, Livedir, " is not one of its compiled database"u8);
    }

    private int OpenScandir()
    {
        Result<Fd> directory = Kernel.Open(
            Fd.CurrentDirectory, _scandirZ.Text, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!directory.Ok)
        {
            return HasLive
                ? ExitCode.Success
                : Diagnostics.Unable(ExitCode.System, directory.Error, "read scan directory "u8, _scandirZ.Text[..^1]);
        }
        int code = ReadPlain(directory.Value);
        Kernel.Close(directory.Value);
        SortPlain();
        return code;
    }

    /// <summary>Services that s6-svscan would start and s6-rc has not put there.</summary>
    private int ReadPlain(Fd directory)
    {
        TextReference prefix = default;
        if (LiveFile.Read(Livedir, "/prefix"u8, out ReadOnlySpan<byte> text).IsNone)
        {
            prefix = new TextReference(SmallFile.FirstLine(text));
        }
        DirectoryReader reader = new(directory, stackalloc byte[4096]);
        Span<TextReference> memory = default;
        int count = 0;
        Errno error = Errno.None;
        while (error.IsNone && reader.Next(out ReadOnlySpan<byte> nameZ))
        {
            ReadOnlySpan<byte> name = nameZ[..^1];
            bool isManaged = HasLive && name.StartsWith(prefix.Text) && FindManaged(name[prefix.Text.Length..]) >= 0;
            if (name[0] == '.' || isManaged || !IsDirectory(directory, nameZ))
            {
                continue;
            }
            if (count == memory.Length)
            {
                error = ChainMemory.TryAllocateArray(Math.Max(64, count * 2), out Span<TextReference> larger);
                if (error.Failed)
                {
                    break;
                }
                memory.CopyTo(larger);
                memory = larger;
            }
            memory[count] = FrontText.JoinZ(name);
            error = memory[count++].Text.IsEmpty ? Errno.ENOMEM : Errno.None;
        }
        error = error.Failed ? error : reader.Error;
        _plain = memory[..count];
        return error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "read scan directory "u8, _scandirZ.Text[..^1]);
    }

    private static bool IsDirectory(Fd directory, ReadOnlySpan<byte> nameZ)
    {
        Result<FileStatus> status = Kernel.Stat(directory, nameZ);
        return status.Ok && status.Value.IsDirectory;
    }

    /// <summary>By their names, in place.</summary>
    private readonly void SortPlain()
    {
        for (int i = _plain.Length / 2 - 1; i >= 0; i--)
        {
            SinkPlain(i, _plain.Length);
        }
        for (int end = _plain.Length - 1; end > 0; end--)
        {
            (_plain[0], _plain[end]) = (_plain[end], _plain[0]);
            SinkPlain(0, end);
        }
    }

    private readonly void SinkPlain(int at, int end)
    {
        while (2 * at + 1 < end)
        {
            int child = 2 * at + 1;
            if (child + 1 < end && _plain[child].Text.SequenceCompareTo(_plain[child + 1].Text) < 0)
            {
                child++;
            }
            if (_plain[at].Text.SequenceCompareTo(_plain[child].Text) >= 0)
            {
                return;
            }
            (_plain[at], _plain[child]) = (_plain[child], _plain[at]);
            at = child;
        }
    }
}
