using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cdb;
using Sestet.Cdb.Host;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>
/// Makes a directory of a compiled ruleset. A name that leads out of the directory is no rule: who decompiles another's file
/// may be root. While it runs the file mode creation mask is 0, and files are made with what it was.
/// </summary>
internal ref struct RuleExtractor
{
    private const uint ModeDirectory = 0x5ed;         // 02755
    private const uint ModeFile = 0x1b6;              // 0666

    private readonly ReadOnlySpan<byte> _fileZ;
    private readonly uint _modeFile;
    private readonly int _root;
    private CdbFile _file;
    private PathBuffer _path;

    /// <summary>Paths are put together in the room.</summary>
    public RuleExtractor(Fd file, ReadOnlySpan<byte> fileZ, uint mask, Span<byte> room, ReadOnlySpan<byte> directory)
    {
        this = default;
        _file = new CdbFile(file);
        _fileZ = fileZ;
        _modeFile = ModeFile & ~mask;
        _path = new PathBuffer(room);
        _path.Append(directory);
        _root = _path.Length;
    }

    /// <summary>Makes all that is in the file: 0, or an exit code, printed.</summary>
    public int Extract()
    {
        Errno error = CdbTraversal.Begin(ref _file, out CdbTraversal records);
        while (error.IsNone)
        {
            error = records.Next(ref _file, out bool found);
            if (error.IsNone && !found)
            {
                return ExitCode.Success;
            }
            if (error.IsNone)
            {
                int code = ExtractRule(records);
                if (code != ExitCode.Success)
                {
                    return code;
                }
            }
        }
        return error == Errno.EINVAL
            ? Diagnostics.Fatal(ExitCode.System, "unable to cdb_traverse_next: invalid cdb"u8)
            : Diagnostics.Unable(ExitCode.System, error, "cdb_traverse_next"u8);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int ExtractRule(in CdbTraversal record)
    {
        Span<byte> key = stackalloc byte[Limits.NameLengthMax * 2];
        Span<byte> data = stackalloc byte[RuleRecord.LengthMax];
        if (record.KeyLength > key.Length || record.DataLength > data.Length)
        {
            return Invalid();
        }
        key = key[..(int)record.KeyLength];
        data = data[..(int)record.DataLength];
        Errno error = _file.Read(record.KeyPosition, key);
        error = error.IsNone ? _file.Read(record.DataPosition, data) : error;
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "cdb_traverse_next"u8);
        }
        bool ok = RuleRecord.TryParse(
            data, out Verdict verdict, out ReadOnlySpan<byte> changes, out ReadOnlySpan<byte> command);
        if (!ok || !RuleName.IsSafe(key))
        {
            return Invalid();
        }
        _path.Truncate(_root);
        int code = MakeDirectories(key);
        int rule = _path.Length;
        if (code == ExitCode.Success && verdict != Verdict.None)
        {
            code = MakeFile(rule, verdict == Verdict.Allowed ? "/allow"u8 : "/deny"u8, default, default);
        }
        if (code == ExitCode.Success && !changes.IsEmpty)
        {
            code = ExtractChanges(rule, changes);
        }
        return code == ExitCode.Success && !command.IsEmpty ? MakeFile(rule, "/exec"u8, command, default) : code;
    }

    private int ExtractChanges(int rule, scoped ReadOnlySpan<byte> changes)
    {
        _path.Truncate(rule);
        int code = MakeDirectories("env"u8);
        int directory = _path.Length;
        while (code == ExitCode.Success && !changes.IsEmpty)
        {
            bool ok = EnvironmentChanges.TryTake(
                ref changes, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value, out bool sets);
            if (!ok || !RuleName.IsSafeVariable(name))
            {
                return Invalid();
            }
            _path.Truncate(directory);
            _path.Append("/"u8);
            code = MakeFile(_path.Length, name, value, sets ? "\n"u8 : default);
        }
        return code;
    }

    /// <summary>Makes the directories of a path below the present one, and goes there.</summary>
    private int MakeDirectories(scoped ReadOnlySpan<byte> name)
    {
        while (!name.IsEmpty)
        {
            int slash = name.IndexOf((byte)'/');
            _path.Append("/"u8);
            _path.Append(slash < 0 ? name : name[..slash]);
            name = slash < 0 ? default : name[(slash + 1)..];
            Errno error = _path.Overflowed
                ? Errno.ENAMETOOLONG
                : Kernel.MakeDirectory(Fd.CurrentDirectory, _path.TextZ, ModeDirectory);
            if (error.Failed && error != Errno.EEXIST)
            {
                return Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, _path.Text);
            }
        }
        return ExitCode.Success;
    }

    /// <summary>Makes a file with that content behind a path of that length.</summary>
    private int MakeFile(
        int length, scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> content, scoped ReadOnlySpan<byte> end)
    {
        _path.Truncate(length);
        _path.Append(name);
        Result<Fd> file = _path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(
                Fd.CurrentDirectory, _path.TextZ,
                OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC | OpenFlags.O_NONBLOCK | Architecture.O_NOFOLLOW,
                _modeFile);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open_trunc "u8, _path.Text);
        }
        Errno error = Output.WriteAll(file.Value, content);
        error = error.IsNone ? Output.WriteAll(file.Value, end) : error;
        Kernel.Close(file.Value);
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "openwritenclose_unsafe "u8, _path.Text)
            : ExitCode.Success;
    }

    private readonly int Invalid() => Diagnostics.Fatal(
        ExitCode.System, "unable to handle cdb record: "u8, _fileZ[..^1], " does not contain valid accessrules data"u8);
}
