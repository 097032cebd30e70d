using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cdb.Host;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ipc.Host;

/// <summary>Compiles a directory of rules, DIR/uid/0 and so on, into a database (s6-accessrules-cdb-from-fs.html).</summary>
internal ref struct RuleCompiler
{
    private PathBuffer _path;
    private CdbWriter _writer;
    private int _keyStart;

    /// <summary>The buffers are for paths and for what is written.</summary>
    public RuleCompiler(Fd file, Span<byte> pathRoom, Span<byte> buffer)
    {
        this = default;
        _path = new PathBuffer(pathRoom);
        _writer = new CdbWriter(file, buffer);
    }

    /// <summary>Compiles all rules: 0, or an exit code, printed.</summary>
    public int Compile(ReadOnlySpan<byte> directoryZ)
    {
        Errno error = _writer.Begin();
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "cdbmake_start"u8);
        }
        _path.Append(directoryZ[..^1]);
        int code = Open(out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        int length = _path.Length;
        DirectoryReader names = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (code == ExitCode.Success && names.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (nameZ[0] != '.')
            {
                _path.Truncate(length);
                _path.Append("/"u8);
                _keyStart = _path.Length;
                _path.Append(nameZ[..^1]);
                code = CompileKind();
            }
        }
        _path.Truncate(length);
        Kernel.Close(directory);
        if (code == ExitCode.Success && names.Error.Failed)
        {
            code = Unable(names.Error, "readdir "u8);
        }
        if (code == ExitCode.Success)
        {
            error = _writer.Finish();
            code = error.Failed ? Diagnostics.Unable(ExitCode.System, error, "cdb_make_finish"u8) : code;
        }
        return code;
    }

    /// <summary>Compiles the rules of one directory, such as DIR/uid.</summary>
    private int CompileKind()
    {
        int code = Open(out Fd directory);
        if (code != ExitCode.Success)
        {
            return code;
        }
        int length = _path.Length;
        DirectoryReader names = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        while (code == ExitCode.Success && names.Next(out ReadOnlySpan<byte> nameZ))
        {
            if (nameZ[0] != '.')
            {
                _path.Truncate(length);
                _path.Append("/"u8);
                _path.Append(nameZ[..^1]);
                code = CompileRule();
            }
        }
        _path.Truncate(length);
        Kernel.Close(directory);
        return code == ExitCode.Success && names.Error.Failed ? Unable(names.Error, "readdir "u8) : code;
    }

    private int CompileRule()
    {
        if (_path.Overflowed)
        {
            return Unable(Errno.ENAMETOOLONG, "access "u8);
        }
        int length = _path.Length;
        int code = LookFor("/allow"u8, length, out bool allows);
        if (code != ExitCode.Success)
        {
            return code;
        }
        if (allows)
        {
            return CompileAllow(length);
        }
        code = LookFor("/deny"u8, length, out bool denies);
        return code == ExitCode.Success && denies ? Add(length, [RuleRecord.Deny]) : code;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int CompileAllow(int length)
    {
        Span<byte> record = stackalloc byte[RuleRecord.LengthMax];
        EnvironmentChanges changes = new(RuleRecord.ChangesRoom(record));
        Enter(length, "/env"u8);
        Result<Fd> directory = _path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.OpenDirectory(Fd.CurrentDirectory, _path.TextZ);
        if (directory.Ok)
        {
            Errno error = new EnvironmentDirectory(directory.Value).Record(ref changes);
            Kernel.Close(directory.Value);
            if (error.Failed)
            {
                return error == Errno.E2BIG
                    ? Diagnostics.Fatal(ExitCode.Usage, _path.Text, " too big"u8)
                    : Unable(error, "envdir "u8);
            }
        }
        else if (directory.Error != Errno.ENOENT)
        {
            return Unable(directory.Error, "envdir "u8);
        }
        Enter(length, "/exec"u8);
        Result<int> command = _path.Overflowed
            ? new Result<int>(Errno.ENAMETOOLONG)
            : SmallFile.Read(Fd.CurrentDirectory, _path.TextZ, RuleRecord.CommandRoom(record, changes.Length));
        if (!command.Ok && command.Error != Errno.ENOENT)
        {
            return Unable(command.Error, "openreadnclose "u8);
        }
        int commandLength = command.Ok ? command.Value : 0;
        if (commandLength == Limits.RuleCommandMax)
        {
            Diagnostics.Warn("possibly truncated file "u8, _path.Text);
        }
        return Add(length, record[..RuleRecord.Finish(record, changes.Length, commandLength)]);
    }

    /// <summary>Adds the rule whose directory's path has that length.</summary>
    private int Add(int length, scoped ReadOnlySpan<byte> record)
    {
        _path.Truncate(length);
        Errno error = _writer.Add(_path.Text[_keyStart..], record);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "cdbmake_add"u8) : ExitCode.Success;
    }

    private int LookFor(ReadOnlySpan<byte> name, int length, out bool found)
    {
        Enter(length, name);
        Errno error = _path.Overflowed
            ? Errno.ENAMETOOLONG
            : Kernel.Access(Fd.CurrentDirectory, _path.TextZ, AccessMode.F_OK);
        found = error.IsNone;
        return error.IsNone || error == Errno.ENOENT || error == Errno.EACCES
            ? ExitCode.Success
            : Unable(error, "access "u8);
    }

    private void Enter(int length, ReadOnlySpan<byte> name)
    {
        _path.Truncate(length);
        _path.Append(name);
    }

    private int Open(out Fd directory)
    {
        Result<Fd> opened = _path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.OpenDirectory(Fd.CurrentDirectory, _path.TextZ);
        directory = opened.Ok ? opened.Value : Fd.None;
        return opened.Ok ? ExitCode.Success : Unable(opened.Error, "opendir "u8);
    }

    private readonly int Unable(Errno error, ReadOnlySpan<byte> what) =>
        Diagnostics.Unable(ExitCode.System, error, what, _path.Text);
}
