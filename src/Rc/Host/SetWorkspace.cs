using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>The reference database of a repository, and memory to work on one set after another.</summary>
internal ref struct SetWorkspace
{
    private Span<byte> _prescriptions;
    private Span<byte> _marks;
    private Span<int> _numbers;

    public CompiledDatabase Database;

    public NameTable Names;

    public int Open(scoped in Repository repository)
    {
        int code = repository.OpenReference(out Database, out Names);
        if (code != ExitCode.Success)
        {
            return code;
        }
        long numbers = (long)Database.Count * SetClosure.NumbersPerService;
        Errno error = numbers > int.MaxValue ? Errno.ENOMEM : Errno.None;
        error = error.IsNone ? ChainMemory.TryAllocateArray(Database.Count, out _prescriptions) : error;
        error = error.IsNone ? ChainMemory.TryAllocateArray(Database.Count, out _marks) : error;
        error = error.IsNone ? ChainMemory.TryAllocateArray((int)numbers, out _numbers) : error;
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "index services"u8) : ExitCode.Success;
    }

    /// <summary>A set without services, in place of the one before.</summary>
    public readonly ServiceSet NewSet() => new(Database, _prescriptions);

    /// <summary>Reads a set, in place of the one before.</summary>
    public readonly int Load(scoped in Repository repository, ReadOnlySpan<byte> name, out ServiceSet set)
    {
        set = NewSet();
        return SetFiles.Load(repository, name, Names, set);
    }

    public readonly SetClosure Closure(ServiceSet set) => new(set, _marks, _numbers);

    /// <summary>
    /// The atomic services that a name stands for, on a command line. What cannot be a service's name is wrong usage, an
    /// unknown one is not found.
    /// </summary>
    public readonly int Find(scoped in Repository repository, ReadOnlySpan<byte> name, out NumberList services)
    {
        services = default;
        ReadOnlySpan<byte> problem = SetName.ServiceProblem(name);
        if (!problem.IsEmpty)
        {
            return Diagnostics.Fatal(ExitCode.Usage, problem);
        }
        Errno error = Names.Find(name, out services);
        if (error.IsNone)
        {
            return ExitCode.Success;
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno fits = repository.Append(ref path, Repository.Compiled, Repository.ReferenceName);
        Assert.That(fits.IsNone);
        if (error == Errno.ENOENT)
        {
            return Diagnostics.Fatal(DatabaseExit.NotFound, name, " is not a valid identifier in "u8, path.Text);
        }
        return OpenDatabase.InvalidNames(path.Text);
    }
}
