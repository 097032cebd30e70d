using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// A tree of symbolic links into several source trees, of which later ones go before earlier ones
/// (s6-update-symlinks.html). A name of one source only is a link to it. A directory that several sources have becomes a
/// directory of links, and a link again where the last source has all of it.
/// </summary>
internal ref struct LinkTree
{
    private const uint ModeOfDirectories = 0x1ed;

    private PathBuffer _to;
    private PathBuffer _from;

    /// <summary>Two buffers of Limits.PathLengthMax for the paths it is at, which tell where an error came.</summary>
    public LinkTree(Span<byte> to, Span<byte> from)
    {
        _to = new PathBuffer(to);
        _from = new PathBuffer(from);
        IsConflict = false;
    }

    /// <summary>The error is that a file is to take the place of a directory.</summary>
    public bool IsConflict { get; private set; }

    public readonly ReadOnlySpan<byte> To => _to.Text;

    public readonly ReadOnlySpan<byte> From => _from.Text;

    /// <summary>Adds a source tree to the one at that path, which the first source makes.</summary>
    public Errno Add(ReadOnlySpan<byte> to, ReadOnlySpan<byte> from)
    {
        _to.Truncate(0);
        _from.Truncate(0);
        _to.Append(to);
        _from.Append(from);
        if (_to.Overflowed || _from.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        // Where to go on reading each of the directories that are not done, and whether all so far is the source's.
        Span<long> positions = stackalloc long[Limits.TreeDepthMax];
        Span<bool> isWhole = stackalloc bool[Limits.TreeDepthMax];
        Errno error = Place(out bool descends, out _);
        int depth = 0;
        positions[0] = 0;
        isWhole[0] = true;
        while (error.IsNone && descends)
        {
            error = PlaceEntries(ref positions[depth], ref isWhole[depth], out bool deeper);
            if (error.IsNone && deeper)
            {
                depth++;
                Assert.That(depth < positions.Length);
                positions[depth] = 0;
                isWhole[depth] = true;
                continue;
            }
            bool whole = false;
            error = error.IsNone && isWhole[depth] ? Collapse(out whole) : error;
            if (error.Failed || depth == 0)
            {
                return error;
            }
            depth--;
            isWhole[depth] &= whole;
            _to.Truncate(_to.Text.LastIndexOf((byte)'/'));
            _from.Truncate(_from.Text.LastIndexOf((byte)'/'));
        }
        return error;
    }

    /// <summary>Places what is in the present directory from that position on, up to the first to be descended into.</summary>
    private Errno PlaceEntries(ref long position, ref bool isWhole, out bool descends)
    {
        descends = false;
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _from.TextZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        int to = _to.Length;
        int from = _from.Length;
        long begin = position;
        Errno error = begin == 0 ? Errno.None : Kernel.Seek(directory.Value, begin);
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        while (error.IsNone && !descends && DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            position = names.NextPosition;
            error = Append(ref _to, nameZ);
            error = error.IsNone ? Append(ref _from, nameZ) : error;
            bool isSource = false;
            error = error.IsNone ? Place(out descends, out isSource) : error;
            if (error.IsNone && !descends)
            {
                isWhole &= isSource;
                _to.Truncate(to);
                _from.Truncate(from);
            }
        }
        Kernel.Close(directory.Value);
        // A file system that does not know its positions would have this directory read for ever.
        error = error.IsNone && descends && position == begin ? Errno.EIO : error;
        return error.Failed ? error : names.Error;
    }

    /// <summary>
    /// Places one name. Descends: it is a directory now, whose entries are to be placed; isSource: it is a link to the source.
    /// </summary>
    private Errno Place(out bool descends, out bool isSource)
    {
        descends = false;
        isSource = true;
        Result<FileStatus> itself = Kernel.StatLink(Fd.CurrentDirectory, _to.TextZ);
        if (!itself.Ok)
        {
            return itself.Error == Errno.ENOENT ? Link() : itself.Error;
        }
        Result<FileStatus> there = Kernel.Stat(Fd.CurrentDirectory, _to.TextZ);
        Result<FileStatus> source = Kernel.Stat(Fd.CurrentDirectory, _from.TextZ);
        bool isDirectory = there.Ok && there.Value.IsDirectory;
        if (!source.Ok || !source.Value.IsDirectory)
        {
            IsConflict = isDirectory;
            return isDirectory ? Errno.EISDIR : Replace();
        }
        if (!isDirectory)
        {
            return Replace();
        }
        Errno error = IsEmpty(_from.TextZ, out bool isEmpty);
        if (error.Failed || isEmpty)
        {
            isSource = false;
            return error;
        }
        descends = true;
        return itself.Value.IsDirectory ? Errno.None : Expand();
    }

    private Errno Link() => Kernel.SymbolicLink(_from.TextZ, Fd.CurrentDirectory, _to.TextZ);

    private Errno Replace()
    {
        Errno error = Kernel.Unlink(Fd.CurrentDirectory, _to.TextZ);
        return error.Failed ? error : Link();
    }

    /// <summary>Makes a directory of links of a link to a directory.</summary>
    private Errno Expand()
    {
        Span<byte> bytes = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = Kernel.ReadLink(Fd.CurrentDirectory, _to.TextZ, bytes[..^1]);
        if (!length.Ok)
        {
            return length.Error;
        }
        Span<byte> copy = stackalloc byte[Limits.PathLengthMax];
        PathBuffer target = new(copy);
        target.Append(bytes[..length.Value]);
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, target.TextZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        Errno error = Kernel.Unlink(Fd.CurrentDirectory, _to.TextZ);
        error = error.IsNone ? Kernel.MakeDirectory(Fd.CurrentDirectory, _to.TextZ, ModeOfDirectories) : error;
        int toLength = _to.Length;
        int targetLength = target.Length;
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        while (error.IsNone && DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            error = Append(ref _to, nameZ);
            error = error.IsNone ? Append(ref target, nameZ) : error;
            error = error.IsNone ? Kernel.SymbolicLink(target.TextZ, Fd.CurrentDirectory, _to.TextZ) : error;
            _to.Truncate(toLength);
            target.Truncate(targetLength);
        }
        Kernel.Close(directory.Value);
        return error.Failed ? error : names.Error;
    }

    /// <summary>
    /// Makes a link of the present directory, all whose names that the source has are links to it, where it has no others.
    /// </summary>
    private Errno Collapse(out bool whole)
    {
        whole = false;
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, _to.TextZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        Errno error = Errno.None;
        int from = _from.Length;
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        bool all = true;
        while (error.IsNone && all && DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            error = Append(ref _from, nameZ);
            all = error.IsNone && Kernel.StatLink(Fd.CurrentDirectory, _from.TextZ).Ok;
            _from.Truncate(from);
        }
        Kernel.Close(directory.Value);
        error = error.Failed ? error : names.Error;
        if (error.Failed || !all)
        {
            return error;
        }
        whole = true;
        error = DirectoryTree.Remove(_to.TextZ);
        return error.Failed ? error : Link();
    }

    private static Errno IsEmpty(ReadOnlySpan<byte> pathZ, out bool isEmpty)
    {
        isEmpty = false;
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, pathZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        isEmpty = !DirectoryTree.NextName(ref names, out _);
        Kernel.Close(directory.Value);
        return names.Error;
    }

    private static Errno Append(ref PathBuffer path, scoped ReadOnlySpan<byte> nameZ)
    {
        path.Append("/"u8);
        path.Append(nameZ[..^1]);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }
}
