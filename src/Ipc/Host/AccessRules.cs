using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cdb;
using Sestet.Cdb.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>
/// A ruleset, as a directory or as a compiled file, and what it says of a client. What a rule that allows changes of the
/// environment is changed at once.
/// </summary>
internal ref struct AccessRules
{
    private readonly ReadOnlySpan<byte> _directoryZ;
    private readonly Fd _database;

    private AccessRules(ReadOnlySpan<byte> directoryZ, Fd database)
    {
        _directoryZ = directoryZ;
        _database = database;
        CommandZ = default;
    }

    /// <summary>The command line of the rule that allows, with its NUL, to be run in place of the server's; or empty.</summary>
    public ReadOnlySpan<byte> CommandZ { get; private set; }

    /// <summary>A directory, which is looked into with each question.</summary>
    public static AccessRules InDirectory(ReadOnlySpan<byte> directoryZ) => new(directoryZ, Fd.None);

    /// <summary>An open compiled file, which is closed by Check.</summary>
    public static AccessRules InDatabase(Fd database) => new(default, database);

    /// <summary>What the first rule that matches says; None where none does.</summary>
    public Errno Check(AccessKeys keys, ref EnvironmentEditor environment, out Verdict verdict)
    {
        Span<byte> key = stackalloc byte[AccessKeys.LengthMax];
        Errno error = Errno.None;
        verdict = Verdict.None;
        for (int length = keys.Next(key); length > 0 && verdict == Verdict.None && error.IsNone; length = keys.Next(key))
        {
            error = _database.IsOpen
                ? AskDatabase(key[..length], ref environment, out verdict)
                : AskDirectory(key[..length], ref environment, out verdict);
        }
        if (_database.IsOpen)
        {
            Kernel.Close(_database);
        }
        return error.IsNone ? environment.Error : error;
    }

    private Errno AskDatabase(scoped ReadOnlySpan<byte> key, ref EnvironmentEditor environment, out Verdict verdict)
    {
        verdict = Verdict.None;
        CdbFile file = new(_database);
        Errno error = CdbSearch.Find(ref file, key, out long position, out long length);
        if (error.Failed || length < 0)
        {
            return error;
        }
        return length > RuleRecord.LengthMax
            ? Errno.EINVAL
            : ReadRecord(file, position, (int)length, ref environment, out verdict);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Errno ReadRecord(
        CdbFile file, long position, int length, ref EnvironmentEditor environment, out Verdict verdict)
    {
        verdict = Verdict.None;
        Span<byte> record = stackalloc byte[RuleRecord.LengthMax];
        record = record[..length];
        Errno error = file.Read(position, record);
        if (error.Failed)
        {
            return error;
        }
        bool ok = RuleRecord.TryParse(record, out verdict, out ReadOnlySpan<byte> changes, out ReadOnlySpan<byte> command);
        return ok && EnvironmentChanges.TryApply(changes, ref environment) ? KeepCommand(command) : Errno.EINVAL;
    }

    /// <summary>A file that this process may not read is not there; so the reference has it.</summary>
    private Errno AskDirectory(scoped ReadOnlySpan<byte> key, ref EnvironmentEditor environment, out Verdict verdict)
    {
        verdict = Verdict.None;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_directoryZ[..^1]);
        path.Append("/"u8);
        path.Append(key);
        path.Append("/"u8);
        int rule = path.Length;
        Errno error = LookFor(ref path, "allow"u8, out bool allows);
        if (error.Failed)
        {
            return error;
        }
        if (!allows)
        {
            path.Truncate(rule);
            error = LookFor(ref path, "deny"u8, out bool denies);
            verdict = denies ? Verdict.Denied : Verdict.None;
            return error;
        }
        verdict = Verdict.Allowed;
        path.Truncate(rule);
        path.Append("env"u8);
        error = path.Overflowed ? Errno.ENAMETOOLONG : ApplyDirectory(path.TextZ, ref environment);
        if (error.Failed)
        {
            return error;
        }
        path.Truncate(rule);
        path.Append("exec"u8);
        return path.Overflowed ? Errno.ENAMETOOLONG : ReadCommand(path.TextZ);
    }

    private static Errno LookFor(ref PathBuffer path, ReadOnlySpan<byte> name, out bool found)
    {
        found = false;
        path.Append(name);
        if (path.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        Errno error = Kernel.Access(Fd.CurrentDirectory, path.TextZ, AccessMode.R_OK);
        found = error.IsNone;
        return error == Errno.ENOENT || error == Errno.EACCES ? Errno.None : error;
    }

    private static Errno ApplyDirectory(scoped ReadOnlySpan<byte> pathZ, ref EnvironmentEditor environment)
    {
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return directory.Error == Errno.ENOENT ? Errno.None : directory.Error;
        }
        Errno error = new EnvironmentDirectory(directory.Value).Apply(ref environment);
        Kernel.Close(directory.Value);
        return error;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Errno ReadCommand(scoped ReadOnlySpan<byte> pathZ)
    {
        Span<byte> text = stackalloc byte[Limits.RuleCommandMax];
        Result<int> read = SmallFile.Read(Fd.CurrentDirectory, pathZ, text);
        if (!read.Ok)
        {
            return read.Error == Errno.ENOENT || read.Error == Errno.EACCES ? Errno.None : read.Error;
        }
        return KeepCommand(text[..read.Value]);
    }

    /// <summary>It is needed as long as the chain goes on.</summary>
    private Errno KeepCommand(scoped ReadOnlySpan<byte> command)
    {
        if (command.IsEmpty)
        {
            return Errno.None;
        }
        Errno error = ChainMemory.TryAllocateArray(command.Length + 1, out Span<byte> commandZ);
        if (error.IsNone)
        {
            command.CopyTo(commandZ);
            commandZ[^1] = 0;
            CommandZ = Text.UntilNulZ(commandZ);
        }
        return error;
    }
}
