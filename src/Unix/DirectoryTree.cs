using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Directories with all that is in them.</summary>
internal static class DirectoryTree
{
    private const uint ModeNew = 0x1c0;             // 0700
    private const uint ModeBetween = 0x5ed;         // 02755
    private const uint PermissionBits = 0xfff;      // 07777

    /// <summary>Makes a directory with exactly that mode, and those above it where they are missing.</summary>
    public static Errno MakePath(ReadOnlySpan<byte> pathZ, uint mode)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = pathZ.Length > Limits.PathLengthMax ? Errno.ENAMETOOLONG : Errno.None;
        uint mask = Kernel.SetUmask(0);
        for (int i = 1; i < pathZ.Length && error.IsNone; i++)
        {
            bool last = pathZ[i] == 0;
            if (last || pathZ[i] == '/')
            {
                path.Truncate(0);
                path.Append(pathZ[..i]);
                error = Kernel.MakeDirectory(Fd.CurrentDirectory, path.TextZ, last ? mode : ModeBetween);
                error = error == Errno.EEXIST ? Errno.None : error;
            }
        }
        _ = Kernel.SetUmask(mask);
        return error;
    }

    /// <summary>Removes a file, or a directory and what is in it; all is well where there is nothing.</summary>
    public static Errno Remove(ReadOnlySpan<byte> pathZ)
    {
        Errno error = Kernel.Unlink(Fd.CurrentDirectory, pathZ);
        if (error != Errno.EISDIR)
        {
            return error == Errno.ENOENT ? Errno.None : error;
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(pathZ[..^1]);
        int root = path.Length;
        error = path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
        while (error.IsNone)
        {
            error = Empty(ref path, out bool descends);
            if (error.IsNone && !descends)
            {
                error = Kernel.RemoveDirectory(Fd.CurrentDirectory, path.TextZ);
                if (path.Length == root)
                {
                    return error;
                }
                path.Truncate(path.Text.LastIndexOf((byte)'/'));
            }
        }
        return error;
    }

    /// <summary>
    /// Removes the files of the directory, up to the first directory in it: then the path is that one's, to be emptied
    /// before this one is looked at again.
    /// </summary>
    private static Errno Empty(scoped ref PathBuffer path, out bool descends)
    {
        descends = false;
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, path.TextZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        int length = path.Length;
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        Errno error = Errno.None;
        while (error.IsNone && !descends && NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            error = Append(ref path, nameZ);
            if (error.IsNone)
            {
                error = Kernel.Unlink(Fd.CurrentDirectory, path.TextZ);
                descends = error == Errno.EISDIR;
            }
            if (!descends)
            {
                path.Truncate(length);
            }
            error = descends || error == Errno.ENOENT ? Errno.None : error;
        }
        Kernel.Close(directory.Value);
        return error.Failed ? error : names.Error;
    }

    /// <summary>
    /// Copies a file, FIFO, symbolic link, socket, device, or a directory with what is in it, with modes, and with owners
    /// where this process may set them. A directory may be there already. EINVAL: it is the same one; where the copy lies in
    /// what is copied it is left out.
    /// </summary>
    public static Errno Copy(ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ)
    {
        PathBuffer from = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer to = new(stackalloc byte[Limits.PathLengthMax]);
        from.Append(fromZ[..^1]);
        to.Append(toZ[..^1]);
        if (from.Overflowed || to.Overflowed)
        {
            return Errno.ENAMETOOLONG;
        }
        // Where to go on reading each of the directories that are not done.
        Span<long> positions = stackalloc long[Limits.TreeDepthMax];
        int depth = 0;
        if (AreSame(from.TextZ, to.TextZ))
        {
            return Errno.EINVAL;
        }
        Errno error = CopyOne(from, to, default, out bool isDirectory);
        if (error.Failed || !isDirectory)
        {
            return error;
        }
        Result<FileStatus> made = Kernel.Stat(Fd.CurrentDirectory, to.TextZ);
        FileIdentity copy = made.Ok ? new FileIdentity(made.Value) : default;
        positions[0] = 0;
        while (true)
        {
            error = CopyEntries(ref from, ref to, copy, ref positions[depth], out bool descends);
            if (error.Failed)
            {
                return error;
            }
            if (descends)
            {
                Assert.That(depth + 1 < positions.Length);
                positions[++depth] = 0;
                continue;
            }
            error = Finish(from, to);
            if (error.Failed || depth == 0)
            {
                return error;
            }
            depth--;
            from.Truncate(from.Text.LastIndexOf((byte)'/'));
            to.Truncate(to.Text.LastIndexOf((byte)'/'));
        }
    }

    /// <summary>
    /// Copies what is in a directory from that position on, up to the first directory in it: then the paths are that one's.
    /// </summary>
    private static Errno CopyEntries(
        scoped ref PathBuffer from, scoped ref PathBuffer to, in FileIdentity copy, ref long position, out bool descends)
    {
        descends = false;
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, from.TextZ);
        if (!directory.Ok)
        {
            return directory.Error;
        }
        int fromLength = from.Length;
        int toLength = to.Length;
        long begin = position;
        Errno error = begin == 0 ? Errno.None : Kernel.Seek(directory.Value, begin);
        DirectoryReader names = new(directory.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        while (error.IsNone && !descends && NextName(ref names, out ReadOnlySpan<byte> nameZ))
        {
            position = names.NextPosition;
            error = Append(ref from, nameZ);
            if (error.IsNone)
            {
                error = Append(ref to, nameZ);
            }
            if (error.IsNone)
            {
                error = CopyOne(from, to, copy, out descends);
            }
            if (!descends)
            {
                from.Truncate(fromLength);
                to.Truncate(toLength);
            }
        }
        Kernel.Close(directory.Value);
        // A file system that does not know its positions would have this directory read for ever.
        error = error.IsNone && descends && position == begin ? Errno.EIO : error;
        return error.Failed ? error : names.Error;
    }

    /// <summary>
    /// Of a directory, only itself; it gets its mode when it is filled. One that is the whole copy is left out, for it would be
    /// copied into itself without end.
    /// </summary>
    private static Errno CopyOne(
        scoped in PathBuffer from, scoped in PathBuffer to, in FileIdentity copy, out bool isDirectory)
    {
        isDirectory = false;
        Result<FileStatus> status = Kernel.StatLink(Fd.CurrentDirectory, from.TextZ);
        if (!status.Ok)
        {
            return status.Error;
        }
        Errno error;
        switch (status.Value.Mode & FileMode.S_IFMT)
        {
            case FileMode.S_IFDIR when copy.Equals(new FileIdentity(status.Value)):
                return Errno.None;
            case FileMode.S_IFDIR:
                isDirectory = true;
                return MakeDirectory(to.TextZ);
            case FileMode.S_IFREG:
                error = CopyFile(from.TextZ, to.TextZ, status.Value.Mode & PermissionBits);
                break;
            case FileMode.S_IFIFO:
                error = Kernel.MakeFifo(Fd.CurrentDirectory, to.TextZ, status.Value.Mode & PermissionBits);
                break;
            case FileMode.S_IFLNK:
                error = CopyLink(from.TextZ, to.TextZ);
                break;
            default:
                error = Kernel.MakeNode(Fd.CurrentDirectory, to.TextZ, status.Value.Mode, status.Value.DeviceNumber);
                break;
        }
        if (error == Errno.EEXIST && IsOfType(to.TextZ, status.Value.Mode & FileMode.S_IFMT))
        {
            // As in the reference, what is no regular file stays where it is there.
            return Errno.None;
        }
        return error.Failed ? error : Finish(from, to);
    }

    /// <summary>The first is the very file that the second leads to, so that copying would empty it.</summary>
    private static bool AreSame(ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ)
    {
        Result<FileStatus> from = Kernel.StatLink(Fd.CurrentDirectory, fromZ);
        Result<FileStatus> to = Kernel.Stat(Fd.CurrentDirectory, toZ);
        return from.Ok && to.Ok && new FileIdentity(from.Value).Equals(new FileIdentity(to.Value));
    }

    private static bool IsOfType(ReadOnlySpan<byte> pathZ, uint type)
    {
        Result<FileStatus> status = Kernel.StatLink(Fd.CurrentDirectory, pathZ);
        return status.Ok && (status.Value.Mode & FileMode.S_IFMT) == type;
    }

    private static Errno MakeDirectory(ReadOnlySpan<byte> pathZ)
    {
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, pathZ, ModeNew);
        if (error != Errno.EEXIST)
        {
            return error;
        }
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, pathZ);
        return !status.Ok ? status.Error : status.Value.IsDirectory ? Errno.None : Errno.ENOTDIR;
    }

    private static Errno CopyLink(ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ)
    {
        Span<byte> target = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = Kernel.ReadLink(Fd.CurrentDirectory, fromZ, target[..^1]);
        if (!length.Ok)
        {
            return length.Error;
        }
        target[length.Value] = 0;
        return Kernel.SymbolicLink(target[..(length.Value + 1)], Fd.CurrentDirectory, toZ);
    }

    private static Errno CopyFile(ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ, uint mode)
    {
        Result<Fd> from = Kernel.Open(Fd.CurrentDirectory, fromZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!from.Ok)
        {
            return from.Error;
        }
        Result<Fd> to = Kernel.Open(
            Fd.CurrentDirectory, toZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, mode);
        Errno error = to.Error;
        Span<byte> bytes = stackalloc byte[Limits.CopyLength];
        while (error.IsNone)
        {
            Result<int> length = Kernel.Read(from.Value, bytes);
            if (!length.Ok || length.Value == 0)
            {
                error = length.Error;
                break;
            }
            error = Output.WriteAll(to.Value, bytes[..length.Value]);
        }
        Kernel.Close(from.Value);
        if (to.Ok)
        {
            Kernel.Close(to.Value);
        }
        return error;
    }

    /// <summary>Gives the copy the owner, where this process may, and the mode of the original.</summary>
    private static Errno Finish(scoped in PathBuffer from, scoped in PathBuffer to)
    {
        Result<FileStatus> status = Kernel.StatLink(Fd.CurrentDirectory, from.TextZ);
        if (!status.Ok)
        {
            return status.Error;
        }
        _ = Kernel.ChangeOwner(Fd.CurrentDirectory, to.TextZ, status.Value.Uid, status.Value.Gid);
        return (status.Value.Mode & FileMode.S_IFMT) == FileMode.S_IFLNK
            ? Errno.None
            : Kernel.ChangeMode(Fd.CurrentDirectory, to.TextZ, status.Value.Mode & PermissionBits);
    }

    /// <summary>The next name with its NUL, but for "." and "..".</summary>
    public static bool NextName(ref DirectoryReader names, out ReadOnlySpan<byte> nameZ)
    {
        while (names.Next(out nameZ))
        {
            if (!nameZ.SequenceEqual(".\0"u8) && !nameZ.SequenceEqual("..\0"u8))
            {
                return true;
            }
        }
        return false;
    }

    private static Errno Append(scoped ref PathBuffer path, scoped ReadOnlySpan<byte> nameZ)
    {
        path.Append("/"u8);
        path.Append(nameZ[..^1]);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }
}
