using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// A service directory that a command makes. What fails is printed, and after it nothing more is done.
/// </summary>
internal ref struct ServiceFiles
{
    private const uint ModeDirectory = 0x1ed;   // 0755
    private const uint ModeFile = 0x1b6;        // 0666
    private const uint OwnerReads = 0x100;      // 0400
    private const uint ExecuteBits = 0x49;      // 0111

    private PathBuffer _path;
    private int _length;

    /// <summary>The buffer has PathLengthMax bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ServiceFiles(ReadOnlySpan<byte> directory, Span<byte> buffer)
    {
        _path = new PathBuffer(buffer);
        _path.Append(directory);
        _length = _path.Length;
        Code = ExitCode.Success;
        Report(_path.Overflowed ? Errno.ENAMETOOLONG : Errno.None, "mkdir "u8);
    }

    /// <summary>0, or the exit code for what failed.</summary>
    public int Code { get; private set; }

    /// <summary>Makes the directory, or with a name one in it, with mode 0755 whatever the umask.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void MakeDirectory(scoped ReadOnlySpan<byte> name, bool mayExist = false)
    {
        if (!Enter(name))
        {
            return;
        }
        uint mask = Kernel.SetUmask(0);
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, _path.TextZ, ModeDirectory);
        _ = Kernel.SetUmask(mask);
        Report(error == Errno.EEXIST && mayExist ? Errno.None : error, "mkdir "u8);
    }

    /// <summary>Writes a file; one that is there already is replaced.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Write(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> text)
    {
        if (!Enter(name))
        {
            return;
        }
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, _path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, ModeFile);
        Errno error = file.Error;
        if (file.Ok)
        {
            error = Output.WriteAll(file.Value, text);
            Kernel.Close(file.Value);
        }
        Report(error, "write to "u8);
    }

    /// <summary>Writes a name and a newline.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void WriteLine(ReadOnlySpan<byte> name, ReadOnlySpan<byte> line)
    {
        PathBuffer text = new(stackalloc byte[Limits.PathLengthMax]);
        text.Append(line);
        text.Append("\n"u8);
        Report(text.Overflowed ? Errno.ENAMETOOLONG : Errno.None, "write to "u8);
        Write(name, text.Text);
    }

    /// <summary>
    /// Writes a script, which whoever may read it may execute where it is to be so. No text is one that was too long.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void WriteScript(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> script, bool executable)
    {
        if (script.IsEmpty)
        {
            Report(Errno.ENAMETOOLONG, "write to "u8);
        }
        Write(name, script);
        if (!executable || Code != ExitCode.Success)
        {
            return;
        }
        uint mask = Kernel.SetUmask(0);
        _ = Kernel.SetUmask(mask);
        uint mode = ModeFile & ~mask;
        SetMode(mode | ((mode >> 2) & ExecuteBits));
        if ((mode & OwnerReads) == 0)
        {
            Diagnostics.Warn("weird umask, check permissions manually on "u8, _path.Text);
        }
    }

    /// <summary>Makes a FIFO of that mode, whatever the umask.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void MakeFifo(scoped ReadOnlySpan<byte> name, uint mode)
    {
        if (Enter(name))
        {
            Report(Kernel.MakeFifo(Fd.CurrentDirectory, _path.TextZ, mode), "mkfifo "u8);
            SetMode(mode);
        }
    }

    /// <summary>Gives what was made last to an account.</summary>
    public void SetOwner(Account account)
    {
        if (Code == ExitCode.Success)
        {
            Report(Kernel.ChangeOwner(Fd.CurrentDirectory, _path.TextZ, account.Uid, account.Gid), "chown "u8);
        }
    }

    /// <summary>Sets the mode of what was made last, whatever the umask.</summary>
    public void SetMode(uint mode)
    {
        if (Code == ExitCode.Success)
        {
            Report(Kernel.ChangeMode(Fd.CurrentDirectory, _path.TextZ, mode), "chmod "u8);
        }
    }

    /// <summary>Copies a tree into the directory under a name.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Copy(ReadOnlySpan<byte> treeZ, ReadOnlySpan<byte> name)
    {
        if (!Enter(name))
        {
            return;
        }
        Errno error = DirectoryTree.Copy(treeZ, _path.TextZ);
        if (error.Failed)
        {
            Code = Diagnostics.Unable(
                ExitCode.System, error, "copy file hierarchy from "u8, treeZ[..^1], " to "u8, _path.Text);
        }
    }

    /// <summary>Puts a name behind the directory's path; false where something has failed.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Enter(scoped ReadOnlySpan<byte> name)
    {
        if (Code != ExitCode.Success)
        {
            return false;
        }
        _path.Truncate(_length);
        if (!name.IsEmpty)
        {
            _path.Append("/"u8);
            _path.Append(name);
        }
        Report(_path.Overflowed ? Errno.ENAMETOOLONG : Errno.None, "write to "u8);
        return Code == ExitCode.Success;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Report(Errno error, scoped ReadOnlySpan<byte> what)
    {
        if (error.Failed && Code == ExitCode.Success)
        {
            Code = Diagnostics.Unable(ExitCode.System, error, what, _path.Text);
        }
    }
}
