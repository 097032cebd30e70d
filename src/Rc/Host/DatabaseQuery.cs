using System;
using Sestet.Base;
using Sestet.Cdb;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// What s6-rc-db can be asked (s6-rc-db.html). Every function prints its answer, or why there is none, and gives the exit code.
/// </summary>
internal ref struct DatabaseQuery
{
    private readonly ReadOnlySpan<byte> _directory;
    private readonly CompiledDatabase _database;
    private readonly NameTable _names;
    private Output _output;

    /// <summary>The directory is what messages call it; the buffer is for output.</summary>
    public DatabaseQuery(ReadOnlySpan<byte> directory, CompiledDatabase database, NameTable names, Span<byte> buffer)
    {
        _directory = directory;
        _database = database;
        _names = names;
        _output = new Output(Fd.StandardOutput, buffer);
        Up = true;
        WithEssentials = true;
    }

    public bool Up { get; init; }

    /// <summary>Essential services are listed, too.</summary>
    public bool WithEssentials { get; init; }

    /// <summary>Prints all names, or those of bundles only.</summary>
    public int ListNames(bool bundlesOnly)
    {
        Errno error = _names.Begin(out CdbTraversal traversal);
        bool found = error.IsNone;
        while (found)
        {
            error = _names.Next(ref traversal, out found, out ReadOnlySpan<byte> name, out NumberList services);
            if (found && !(bundlesOnly && IsAtomic(name, services)))
            {
                Line(name);
            }
        }
        return error.IsNone ? Finish() : OpenDatabase.InvalidNames(_directory);
    }

    /// <summary>Prints the names of services from the first on, in their order.</summary>
    public int ListServices(int first, int end)
    {
        for (int service = first; service < end; service++)
        {
            LineOf(service);
        }
        return Finish();
    }

    public int PrintType(ReadOnlySpan<byte> name)
    {
        int code = Find(name, out NumberList services);
        if (code == ExitCode.Success)
        {
            Line(!IsAtomic(name, services) ? "bundle"u8 : _database.IsLongrun(services.Service(0)) ? "longrun"u8 : "oneshot"u8);
        }
        return code == ExitCode.Success ? Finish() : code;
    }

    public int PrintTimeout(ReadOnlySpan<byte> name)
    {
        int code = FindAtomic(name, out int service);
        if (code != ExitCode.Success)
        {
            return code;
        }
        _output.Write((ulong)_database.TimeoutMs(service, Up));
        _output.Write("\n"u8);
        return Finish();
    }

    public int PrintFlags(ReadOnlySpan<byte> name)
    {
        int code = FindAtomic(name, out int service);
        if (code != ExitCode.Success)
        {
            return code;
        }
        uint flags = _database.Flags(service);
        Span<byte> digits = stackalloc byte[8];
        for (int i = digits.Length - 1; i >= 0; i--, flags >>= 4)
        {
            digits[i] = Text.HexDigit((int)(flags & 15));
        }
        Line(digits);
        return Finish();
    }

    public int PrintContents(ReadOnlySpan<byte> name)
    {
        int code = Find(name, out NumberList services);
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (IsAtomic(name, services))
        {
            return WrongKind(name, "an atomic service"u8);
        }
        for (int i = 0; i < services.Count; i++)
        {
            LineOf(services.Service(i));
        }
        return Finish();
    }

    /// <summary>The words of a script, each with its NUL.</summary>
    public int PrintScript(ReadOnlySpan<byte> name)
    {
        int code = FindAtomic(name, out int service);
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (_database.IsLongrun(service))
        {
            return WrongKind(name, "a longrun service"u8);
        }
        _output.Write(_database.Script(service, Up ? ScriptKind.Up : ScriptKind.Down).Bytes);
        return Finish();
    }

    /// <summary>A producer and its consumer a line, producers first; the longrun's name where it is in no pipeline.</summary>
    public int PrintPipeline(ReadOnlySpan<byte> name)
    {
        int code = FindAtomic(name, out int longrun);
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (!_database.IsLongrun(longrun))
        {
            return WrongKind(name, "a oneshot service"u8);
        }
        Errno error = ChainMemory.TryAllocateArray(_database.LongrunCount + 1, out Span<int> stack);
        if (error.IsNone)
        {
            error = ChainMemory.TryAllocateArray(_database.LongrunCount + 1, out Span<int> next);
            if (error.IsNone)
            {
                return PrintPipeline(longrun, stack, next);
            }
        }
        return Diagnostics.Unable(ExitCode.System, error, "read database"u8);
    }

    /// <summary>The services that the names stand for.</summary>
    public int PrintAtomics(Arguments names)
    {
        int code = Mark(names, out Span<bool> marks);
        return code == ExitCode.Success ? PrintMarked(marks) : code;
    }

    /// <summary>What those services depend on directly, or what depends on them.</summary>
    public int PrintDependencies(Arguments names)
    {
        int code = Mark(names, out Span<bool> marks);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = ChainMemory.TryAllocateArray(marks.Length, out Span<bool> found);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read database"u8);
        }
        for (int service = 0; service < marks.Length; service++)
        {
            NumberList dependencies = marks[service] ? _database.Dependencies(service, Up) : default;
            for (int i = 0; i < dependencies.Count; i++)
            {
                found[dependencies.Service(i)] = true;
            }
        }
        return PrintMarked(found);
    }

    /// <summary>Those services, and all that they depend on, or that depends on them.</summary>
    public int PrintAllDependencies(Arguments names)
    {
        int code = Mark(names, out Span<bool> marks);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = ChainMemory.TryAllocateArray(marks.Length, out Span<int> stack);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read database"u8);
        }
        DependencyClosure.Expand(_database, marks, stack, Up);
        return PrintMarked(marks);
    }

    private readonly bool IsAtomic(ReadOnlySpan<byte> name, NumberList services) =>
        services.Count == 1 && _database.Name(services.Service(0)).SequenceEqual(name);

    private readonly int Find(ReadOnlySpan<byte> name, out NumberList services)
    {
        Errno error = _names.Find(name, out services);
        return error.IsNone
            ? ExitCode.Success
            : error == Errno.ENOENT
            ? Diagnostics.Fatal(DatabaseExit.NotFound, name, " is not a valid identifier in "u8, _directory)
            : OpenDatabase.InvalidNames(_directory);
    }

    private readonly int FindAtomic(ReadOnlySpan<byte> name, out int service)
    {
        int code = Find(name, out NumberList services);
        service = 0;
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (!IsAtomic(name, services))
        {
            return WrongKind(name, "a bundle"u8);
        }
        service = services.Service(0);
        return ExitCode.Success;
    }

    private readonly int WrongKind(ReadOnlySpan<byte> name, ReadOnlySpan<byte> kind)
    {
        PathBuffer message = new(stackalloc byte[Limits.PathLengthMax]);
        message.Append(": identifier "u8);
        message.Append(name);
        message.Append(" represents "u8);
        message.Append(kind);
        return Diagnostics.Fatal(DatabaseExit.WrongKind, "in database "u8, _directory, message.Text);
    }

    private readonly int Mark(Arguments names, out Span<bool> marks)
    {
        Errno error = ChainMemory.TryAllocateArray(_database.Count, out marks);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read database"u8);
        }
        for (int i = 0; i < names.Count; i++)
        {
            int code = Find(names[i], out NumberList services);
            if (code != ExitCode.Success)
            {
                return code;
            }
            for (int k = 0; k < services.Count; k++)
            {
                marks[services.Service(k)] = true;
            }
        }
        return ExitCode.Success;
    }

    /// <summary>From the last to the first, as the reference does.</summary>
    private int PrintMarked(ReadOnlySpan<bool> marks)
    {
        for (int service = marks.Length - 1; service >= 0; service--)
        {
            if (marks[service])
            {
                LineOf(service);
            }
        }
        return Finish();
    }

    /// <summary>
    /// Goes to the last consumer, and from there through all producers, deepest first; a cycle has an end, too.
    /// </summary>
    private int PrintPipeline(int longrun, Span<int> stack, Span<int> next)
    {
        int last = longrun;
        int steps = 0;
        while (_database.Consumer(last) >= 0)
        {
            last = _database.Consumer(last);
            steps++;
            if (steps > _database.LongrunCount)
            {
                return InvalidPipeline(longrun);
            }
        }
        if (last == longrun && _database.Producers(last).Count == 0)
        {
            LineOf(longrun, always: true);
            return Finish();
        }
        int depth = 1;
        int printed = 0;
        stack[0] = last;
        next[0] = 0;
        while (depth > 0)
        {
            int consumer = stack[depth - 1];
            NumberList producers = _database.Producers(consumer);
            if (next[depth - 1] < producers.Count)
            {
                if (depth == _database.LongrunCount)
                {
                    return InvalidPipeline(longrun);
                }
                stack[depth] = producers.Service(next[depth - 1]++);
                next[depth++] = 0;
                continue;
            }
            depth--;
            if (depth > 0)
            {
                _output.Write(_database.Name(consumer));
                _output.Write("/"u8);
                Line(_database.Name(stack[depth - 1]));
                if (++printed > _database.LongrunCount)
                {
                    return InvalidPipeline(longrun);
                }
            }
        }
        return Finish();
    }

    private readonly int InvalidPipeline(int longrun) => Diagnostics.Fatal(
        DatabaseExit.Invalid, "invalid service database: impossible pipeline of "u8, _database.Name(longrun));

    private void LineOf(int service, bool always = false)
    {
        if (always || WithEssentials || (_database.Flags(service) & ServiceFlags.Essential) == 0)
        {
            Line(_database.Name(service));
        }
    }

    private void Line(scoped ReadOnlySpan<byte> text)
    {
        _output.Write(text);
        _output.Write("\n"u8);
    }

    private int Finish() => Filter.Finish(ref _output);
}
