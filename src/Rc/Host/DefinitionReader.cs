using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// Reads a service's directory and the directories in it. What is neither a file nor a directory there, or deeper, has no place
/// in a definition of import's: it is named to whoever asks.
/// </summary>
internal ref struct DefinitionReader
{
    private const uint OwnerExecutes = 0x40;        // 0100

    private readonly ReadOnlySpan<byte> _name;
    private DraftFiles _files;
    private PathBuffer _odd;

    /// <summary>The buffer is for the names of what is odd.</summary>
    public DefinitionReader(DraftFiles files, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        _files = files;
        _name = name;
        _odd = new PathBuffer(buffer);
    }

    public readonly DraftFiles Files => _files;

    /// <summary>Paths of what is odd, a line each; overflowed where there is more than fits.</summary>
    public readonly PathBuffer Odd => _odd;

    /// <summary>Reads it all; failed is the path that an error is about.</summary>
    public Errno Read(scoped ReadOnlySpan<byte> pathZ, scoped ref PathBuffer failed)
    {
        failed.Truncate(0);
        failed.Append(pathZ[..^1]);
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        _files.AddDirectory(_name, default);
        Errno error = ReadFirst(directory.Value, ref failed);
        Kernel.Close(directory.Value);
        return error;
    }

    private Errno ReadFirst(Fd directory, scoped ref PathBuffer failed)
    {
        DirectoryReader names = new(directory, stackalloc byte[Limits.DirectoryBufferLength]);
        int length = failed.Length;
        while (DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            failed.Truncate(length);
            failed.Append("/"u8);
            failed.Append(nameZ[..^1]);
            Errno error = ReadEntry(directory, default, nameZ, out bool below);
            error = error.IsNone && below ? ReadBelow(directory, nameZ) : error;
            if (error.Failed)
            {
                return error;
            }
        }
        failed.Truncate(length);
        return names.Error;
    }

    /// <summary>Takes a name of the directory; one that is a directory itself is to be read next (below).</summary>
    private Errno ReadEntry(Fd directory, scoped ReadOnlySpan<byte> inner, scoped ReadOnlySpan<byte> nameZ, out bool below)
    {
        ReadOnlySpan<byte> name = nameZ[..^1];
        // A link in data would be copied as a link.
        Result<FileStatus> status = inner.IsEmpty ? Kernel.Stat(directory, nameZ) : Kernel.StatLink(directory, nameZ);
        below = status.Ok && status.Value.IsDirectory && inner.IsEmpty;
        if (below)
        {
            _files.AddDirectory(_name, name);
            return Errno.None;
        }
        if (status.Ok && status.Value.IsRegular)
        {
            return ReadFile(directory, inner, nameZ, (status.Value.Mode & OwnerExecutes) != 0);
        }
        _odd.Append(inner);
        _odd.Append(inner.IsEmpty ? default : "/"u8);
        _odd.Append(name);
        _odd.Append("\n"u8);
        return Errno.None;
    }

    private Errno ReadBelow(Fd directory, scoped ReadOnlySpan<byte> nameZ)
    {
        Result<Fd> below = Kernel.OpenDirectory(directory, nameZ);
        if (!below.Ok)
        {
            return below.Error;
        }
        DirectoryReader names = new(below.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        Errno error = Errno.None;
        while (error.IsNone && DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> innerZ))
        {
            error = ReadEntry(below.Value, nameZ[..^1], innerZ, out _);
        }
        Kernel.Close(below.Value);
        return error.Failed ? error : names.Error;
    }

    private Errno ReadFile(Fd directory, scoped ReadOnlySpan<byte> inner, scoped ReadOnlySpan<byte> nameZ, bool executable)
    {
        Result<Fd> file = Kernel.Open(directory, nameZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = WholeFile.Read(file.Value, Limits.ServiceDocumentLengthMax, out ReadOnlySpan<byte> content);
        Kernel.Close(file.Value);
        if (error.Failed)
        {
            return error;
        }
        if (inner.IsEmpty)
        {
            _files.Begin(_name, nameZ[..^1], executable);
        }
        else
        {
            _files.Begin(_name, inner, nameZ[..^1], executable);
        }
        _files.Append(content);
        return _files.Overflowed ? Errno.EFBIG : Errno.None;
    }
}
