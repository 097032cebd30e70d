using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Machine.Host;

/// <summary>
/// Writes a directory of service definitions for s6-rc-compile: under a temporary name, so that it is there as a whole or
/// not at all. After the first error, which is told, all else does nothing.
/// </summary>
internal ref struct ServiceDefinitions
{
    private const uint ModeTemporary = 0x1c0;       // 0700
    private const uint ModeDirectory = 0x1ed;       // 0755
    private const uint ModeFile = 0x1b6;            // 0666
    private const int SuffixLength = 6;

    private readonly ReadOnlySpan<byte> _directoryZ;
    private PathBuffer _path;
    private int _rootLength;

    /// <summary>The buffer is for paths.</summary>
    public ServiceDefinitions(ReadOnlySpan<byte> directoryZ, Span<byte> buffer)
    {
        _directoryZ = directoryZ;
        _path = new PathBuffer(buffer);
        _rootLength = 0;
        Code = ExitCode.Success;
    }

    /// <summary>The exit code of the first error.</summary>
    public int Code { get; private set; }

    private readonly bool IsWell => Code == ExitCode.Success;

    /// <summary>Makes the temporary directory, "DIR:" and six letters.</summary>
    public void Begin()
    {
        ReadOnlySpan<byte> directory = _directoryZ[..^1];
        if (Kernel.Access(Fd.CurrentDirectory, _directoryZ, AccessMode.F_OK).IsNone)
        {
            Code = Diagnostics.Fatal(ExitCode.System, directory, " already exists"u8);
            return;
        }
        Span<byte> suffix = stackalloc byte[SuffixLength];
        Kernel.GetRandom(suffix);
        foreach (ref byte letter in suffix)
        {
            letter = (byte)('a' + letter % 26);
        }
        _path.Append(directory);
        _path.Append(":"u8);
        _path.Append(suffix);
        Errno error = _path.Overflowed
            ? Errno.ENAMETOOLONG
            : Kernel.MakeDirectory(Fd.CurrentDirectory, _path.TextZ, ModeTemporary);
        _rootLength = _path.Length;
        if (error.Failed)
        {
            _rootLength = 0;
            Code = Diagnostics.Unable(ExitCode.System, error, "mkdtemp "u8, directory, ":XXXXXX"u8);
        }
    }

    /// <summary>Makes a directory NAME in it, with a directory for other names in that.</summary>
    public void MakeDirectory(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> inner)
    {
        uint mask = Kernel.SetUmask(0);
        MakeDirectory(name);
        if (IsWell)
        {
            _path.Append("/"u8);
            _path.Append(inner);
            MakeDirectory();
        }
        _ = Kernel.SetUmask(mask);
    }

    /// <summary>Writes a file NAME/FILE.</summary>
    public void WriteFile(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> file, scoped ReadOnlySpan<byte> content)
    {
        if (!IsWell)
        {
            return;
        }
        SetPath(name);
        _path.Append("/"u8);
        _path.Append(file);
        const int Flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
        Result<Fd> opened = _path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, _path.TextZ, Flags, ModeFile);
        Errno error = opened.Error;
        if (opened.Ok)
        {
            error = Output.WriteAll(opened.Value, content);
            Kernel.Close(opened.Value);
        }
        if (error.Failed)
        {
            Code = Diagnostics.Unable(
                ExitCode.System, error, content.IsEmpty ? "touch "u8 : "write to "u8, _path.Text);
        }
    }

    /// <summary>Writes an empty file NAME/INNER/OTHER.</summary>
    public void WriteName(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> inner, scoped ReadOnlySpan<byte> other)
    {
        PathBuffer file = new(stackalloc byte[Limits.PathLengthMax]);
        file.Append(inner);
        file.Append("/"u8);
        file.Append(other);
        WriteFile(name, file.Text, default);
    }

    /// <summary>An error of what is to be written counts as one of writing it.</summary>
    public void Check(Errno error, scoped ReadOnlySpan<byte> name)
    {
        if (IsWell && error.Failed)
        {
            Code = Diagnostics.Unable(ExitCode.System, error, "write "u8, name);
        }
    }

    /// <summary>Gives the directory its mode and its name, or after an error takes it away: the exit code.</summary>
    public int End(uint mode)
    {
        if (IsWell)
        {
            _path.Truncate(_rootLength);
            Errno error = Kernel.ChangeMode(Fd.CurrentDirectory, _path.TextZ, mode);
            if (error.Failed)
            {
                Code = Diagnostics.Unable(ExitCode.System, error, "chmod "u8, _path.Text);
            }
            else
            {
                error = Kernel.Rename(Fd.CurrentDirectory, _path.TextZ, _directoryZ);
                Code = error.Failed
                    ? Diagnostics.Unable(ExitCode.System, error, "rename "u8, _path.Text, " to "u8, _directoryZ[..^1])
                    : ExitCode.Success;
            }
        }
        if (!IsWell)
        {
            Abandon();
        }
        return Code;
    }

    /// <summary>Takes the temporary directory away.</summary>
    public void Abandon()
    {
        if (_rootLength > 0)
        {
            _path.Truncate(_rootLength);
            Errno error = DirectoryTree.Remove(_path.TextZ);
            if (error.Failed)
            {
                Diagnostics.WarnUnable(error, "remove "u8, _path.Text);
            }
        }
    }

    private void MakeDirectory(scoped ReadOnlySpan<byte> name)
    {
        if (IsWell)
        {
            SetPath(name);
            MakeDirectory();
        }
    }

    private void MakeDirectory()
    {
        Errno error = _path.Overflowed
            ? Errno.ENAMETOOLONG
            : Kernel.MakeDirectory(Fd.CurrentDirectory, _path.TextZ, ModeDirectory);
        if (error.Failed)
        {
            Code = Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, _path.Text);
        }
    }

    private void SetPath(scoped ReadOnlySpan<byte> name)
    {
        _path.Truncate(_rootLength);
        _path.Append("/"u8);
        _path.Append(name);
    }
}
