using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Writes service definitions into a source directory: all of them under a hidden temporary directory, which s6-rc-compile
/// does not look at, and then each under its name. Where one cannot be put there, those before it are taken back.
/// </summary>
internal ref struct DefinitionWriter
{
    private const uint ModeDirectory = 0x1ff;       // 0777, for umask to cut down
    private const uint ModeFile = 0x1b6;            // 0666
    private const uint ModeExecutable = 0x1ff;
    private const int SuffixLength = 8;

    private readonly DraftFiles _files;
    private readonly ReadOnlySpan<byte> _directoryZ;
    private readonly bool _replaces;
    private readonly ReadOnlySpan<byte> _temporary;
    private Fd _directory;

    private DefinitionWriter(DraftFiles files, ReadOnlySpan<byte> directoryZ, bool replaces, ReadOnlySpan<byte> temporary)
    {
        _files = files;
        _directoryZ = directoryZ;
        _replaces = replaces;
        _temporary = temporary;
        _directory = default;
    }

    /// <summary>Writes them all; errors are told: the exit code.</summary>
    public static int Write(DraftFiles files, ReadOnlySpan<byte> directoryZ, bool replaces)
    {
        Span<byte> temporary = stackalloc byte[Limits.NameLengthMax];
        PathBuffer name = new(temporary);
        name.Append(".sestet-import:"u8);
        Span<byte> letters = stackalloc byte[SuffixLength];
        UniqueName.FillRandom(letters);
        name.Append(letters);
        DefinitionWriter writer = new(files, directoryZ, replaces, name.Text);
        return writer.Write();
    }

    private int Write()
    {
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, _directoryZ, ModeDirectory);
        bool made = error.IsNone;
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _directoryZ);
        if (!directory.Ok)
        {
            error = error == Errno.EEXIST || error.IsNone ? directory.Error : error;
            return Diagnostics.Unable(ExitCode.System, error, "open directory "u8, _directoryZ[..^1]);
        }
        _directory = directory.Value;
        int code = CheckTargets();
        if (code == ExitCode.Success)
        {
            code = WriteTemporary();
            code = code == ExitCode.Success ? PutInPlace() : code;
            RemoveTemporary();
        }
        Kernel.Close(_directory);
        if (code != ExitCode.Success && made)
        {
            _ = Kernel.RemoveDirectory(Fd.CurrentDirectory, _directoryZ);
        }
        return code;
    }

    private readonly bool IsService(int index) => _files[index].IsDirectory && !_files.PathOf(index).Contains((byte)'/');

    private readonly int CheckTargets()
    {
        int code = ExitCode.Success;
        for (int i = 0; i < _files.Count && !_replaces; i++)
        {
            if (IsService(i) && Exists(_files.PathOf(i)))
            {
                code = Diagnostics.Fatal(
                    ExitCode.Failure, "there is already a service "u8, _files.PathOf(i), " (--force replaces it)"u8);
            }
        }
        return code;
    }

    private readonly bool Exists(ReadOnlySpan<byte> name)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(name);
        return Kernel.StatLink(_directory, path.TextZ).Ok;
    }

    /// <summary>"TEMPORARY/new/…" has what is written; "TEMPORARY/old/…" what it replaces.</summary>
    private readonly int WriteTemporary()
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_temporary);
        int root = path.Length;
        Errno error = Kernel.MakeDirectory(_directory, path.TextZ, ModeDirectory);
        foreach (ref readonly byte which in "on"u8)
        {
            path.Truncate(root);
            path.Append(which == 'o' ? "/old"u8 : "/new"u8);
            error = error.Failed ? error : Kernel.MakeDirectory(_directory, path.TextZ, ModeDirectory);
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "make directory "u8, path.Text, " in "u8, _directoryZ[..^1]);
        }
        int length = path.Length;
        for (int i = 0; i < _files.Count; i++)
        {
            path.Truncate(length);
            path.Append("/"u8);
            path.Append(_files.PathOf(i));
            error = path.Overflowed ? Errno.ENAMETOOLONG : WriteOne(path.TextZ, i);
            if (error == Errno.EEXIST)
            {
                return Diagnostics.Fatal(ExitCode.Failure, "defined twice: "u8, _files.PathOf(i));
            }
            if (error.Failed)
            {
                return Diagnostics.Unable(ExitCode.System, error, "write "u8, _files.PathOf(i), " in "u8, _directoryZ[..^1]);
            }
        }
        return ExitCode.Success;
    }

    private readonly Errno WriteOne(ReadOnlySpan<byte> pathZ, int index)
    {
        if (_files[index].IsDirectory)
        {
            Errno error = Kernel.MakeDirectory(_directory, pathZ, ModeDirectory);
            // data is made twice where import's own files are in it as well as the user's.
            return error == Errno.EEXIST && !IsService(index) ? Errno.None : error;
        }
        uint mode = _files[index].IsExecutable ? ModeExecutable : ModeFile;
        const int Flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL;
        Result<Fd> file = Kernel.Open(_directory, pathZ, Flags, mode);
        if (file.Error == Errno.ENOENT)
        {
            Errno error = MakeParent(pathZ);
            file = error.Failed ? new Result<Fd>(error) : Kernel.Open(_directory, pathZ, Flags, mode);
        }
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno written = Output.WriteAll(file.Value, _files.ContentOf(index));
        Kernel.Close(file.Value);
        return written;
    }

    private readonly Errno MakeParent(ReadOnlySpan<byte> pathZ)
    {
        PathBuffer parent = new(stackalloc byte[Limits.PathLengthMax]);
        parent.Append(pathZ[..pathZ.LastIndexOf((byte)'/')]);
        return Kernel.MakeDirectory(_directory, parent.TextZ, ModeDirectory);
    }

    private readonly int PutInPlace()
    {
        for (int i = 0; i < _files.Count; i++)
        {
            Errno error = IsService(i) ? Exchange(_files.PathOf(i)) : Errno.None;
            if (error.Failed)
            {
                int code = Diagnostics.Unable(
                    ExitCode.System, error, "put "u8, _files.PathOf(i), " into "u8, _directoryZ[..^1]);
                TakeBack(i);
                return code;
            }
        }
        return ExitCode.Success;
    }

    /// <summary>Moves what is there out of the way, and the new one there.</summary>
    private readonly Errno Exchange(ReadOnlySpan<byte> name)
    {
        PathBuffer target = new(stackalloc byte[Limits.PathLengthMax]);
        target.Append(name);
        bool moves = Kernel.StatLink(_directory, target.TextZ).Ok;
        if (moves && !_replaces)
        {
            return Errno.EEXIST;
        }
        Errno error = moves ? Move(name, "/old/"u8, toTemporary: true) : Errno.None;
        if (error.Failed)
        {
            return error;
        }
        error = Move(name, "/new/"u8, toTemporary: false);
        if (error.Failed && moves)
        {
            _ = Move(name, "/old/"u8, toTemporary: false);
        }
        return error;
    }

    private readonly Errno Move(ReadOnlySpan<byte> name, ReadOnlySpan<byte> inner, bool toTemporary)
    {
        PathBuffer there = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer here = new(stackalloc byte[Limits.PathLengthMax]);
        there.Append(_temporary);
        there.Append(inner);
        there.Append(name);
        here.Append(name);
        return toTemporary
            ? Kernel.Rename(_directory, here.TextZ, there.TextZ)
            : Kernel.Rename(_directory, there.TextZ, here.TextZ);
    }

    /// <summary>Undoes what was done before that file.</summary>
    private readonly void TakeBack(int end)
    {
        for (int i = 0; i < end; i++)
        {
            if (IsService(i))
            {
                _ = Move(_files.PathOf(i), "/new/"u8, toTemporary: true);
                Errno error = Move(_files.PathOf(i), "/old/"u8, toTemporary: false);
                if (error.Failed && error != Errno.ENOENT)
                {
                    Diagnostics.WarnUnable(error, "put back "u8, _files.PathOf(i));
                }
            }
        }
    }

    private readonly void RemoveTemporary()
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(_directoryZ[..^1]);
        path.Append("/"u8);
        path.Append(_temporary);
        Errno error = path.Overflowed ? Errno.ENAMETOOLONG : DirectoryTree.Remove(path.TextZ);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "remove "u8, path.Text);
        }
    }
}
