using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// A live directory with its compiled database, in memory: the services, their states and their dependencies. Every function
/// that can fail prints what, and gives an exit code.
/// </summary>
internal ref struct LiveServices
{
    private ReadOnlySpan<byte> _live;
    private Span<int> _queue;

    public CompiledDatabase Database;

    /// <summary>The names of services and bundles.</summary>
    public NameTable Names;

    /// <summary>The file state as it was read (ServiceState).</summary>
    public Span<byte> Stored;

    /// <summary>A copy, for what changes.</summary>
    public Span<byte> States;

    /// <summary>See ServiceMark.</summary>
    public Span<byte> Marks;

    public readonly ServiceSelection Selection => new(Marks);

    /// <summary>The files that the locks are for must be locked.</summary>
    public int Open(ReadOnlySpan<byte> live)
    {
        this = default;
        _live = live;
        PathBuffer compiled = new(stackalloc byte[Limits.PathLengthMax]);
        compiled.Append(live);
        compiled.Append("/compiled"u8);
        if (compiled.Overflowed)
        {
            return Diagnostics.Unable(ExitCode.System, Errno.ENAMETOOLONG, "read "u8, live);
        }
        int code = OpenDatabase.Open(compiled.Text, out Database);
        if (code != ExitCode.Success)
        {
            return code;
        }
        int count = Database.Count;
        // One more of each, for there may be no services, and memory of no length cannot be had.
        Errno error = StartupArena.TryCreate(
            StartupArena.LengthOf<byte>(count + 1) * 3 + StartupArena.LengthOf<int>(count + 1), out StartupArena arena);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
        }
        Stored = arena.Allocate<byte>(count);
        States = arena.Allocate<byte>(count);
        Marks = arena.Allocate<byte>(count);
        _queue = arena.Allocate<int>(count);
        for (int i = 0; i < count; i++)
        {
            Marks[i] = (Database.Flags(i) & ServiceFlags.Essential) != 0 ? ServiceMark.Essential : (byte)0;
        }
        code = ReadStates();
        return code == ExitCode.Success ? OpenDatabase.OpenNames(compiled.Text, count, out Names) : code;
    }

    /// <summary>Reads the states, again where another process has changed them.</summary>
    public readonly int ReadStates()
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_live);
        path.Append("/state"u8);
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, path.TextZ, Stored);
        if (!read.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, read.Error, "read "u8, path.Text);
        }
        if (read.Value < Stored.Length)
        {
            return Diagnostics.Unable(DatabaseExit.Invalid, Errno.None, "read valid state in "u8, path.Text);
        }
        for (int i = 0; i < Stored.Length; i++)
        {
            Stored[i] &= ServiceState.Kept;
        }
        Stored.CopyTo(States);
        return ExitCode.Success;
    }

    /// <summary>Adds what the names stand for; of a change, it is noted whether they are wanted.</summary>
    public readonly int Select(Arguments names, bool isChange, bool up)
    {
        for (int i = 0; i < names.Count; i++)
        {
            Errno error = Names.Find(names[i], out NumberList services);
            if (error == Errno.ENOENT)
            {
                return Unknown(names[i]);
            }
            if (error.Failed)
            {
                return Diagnostics.Fatal(DatabaseExit.Invalid, "invalid cdb in "u8, _live, "/compiled/resolve.cdb"u8);
            }
            for (int j = 0; j < services.Count; j++)
            {
                int service = services.Service(j);
                Selection.Add(service);
                if (isChange)
                {
                    int others = States[service] & ~ServiceState.Wanted;
                    States[service] = (byte)(others | (up ? ServiceState.Wanted : 0));
                }
            }
        }
        return ExitCode.Success;
    }

    private readonly int Unknown(ReadOnlySpan<byte> name)
    {
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
        text.Append(" is not a recognized identifier in "u8);
        text.Append(_live);
        return Diagnostics.Fatal(DatabaseExit.NotFound, name, text.Text, "/compiled/resolve.cdb"u8);
    }

    /// <summary>Takes the dependencies out of the database.</summary>
    public readonly int ReadDependencies(out ServiceGraph graph)
    {
        graph = default;
        StartupArena arena = default;
        long edges = 0;
        for (int i = 0; i < Database.Count; i++)
        {
            edges += Database.Dependencies(i, up: true).Count + Database.Dependencies(i, up: false).Count;
        }
        int count = Database.Count;
        Errno error = edges > int.MaxValue
            ? Errno.ENOMEM
            : StartupArena.TryCreate(
                (StartupArena.LengthOf<int>(count + 1) * 2) + StartupArena.LengthOf<int>(edges + 2) + sizeof(long),
                out arena);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
        }
        ReadDirection(ref arena, up: true, out Span<int> upStarts, out Span<int> upEdges);
        ReadDirection(ref arena, up: false, out Span<int> downStarts, out Span<int> downEdges);
        graph = new ServiceGraph(upStarts, upEdges, downStarts, downEdges);
        return ExitCode.Success;
    }

    private readonly void ReadDirection(scoped ref StartupArena arena, bool up, out Span<int> starts, out Span<int> edges)
    {
        starts = arena.Allocate<int>(Database.Count + 1);
        for (int i = 0; i < Database.Count; i++)
        {
            starts[i + 1] = starts[i] + Database.Dependencies(i, up).Count;
        }
        edges = arena.Allocate<int>(starts[^1]);
        for (int i = 0; i < Database.Count; i++)
        {
            NumberList list = Database.Dependencies(i, up);
            for (int j = 0; j < list.Count; j++)
            {
                edges[starts[i] + j] = list.Service(j);
            }
        }
    }

    /// <summary>Room for as many numbers as there are services, which the planner may use.</summary>
    public readonly Span<int> Queue => _queue;
}
