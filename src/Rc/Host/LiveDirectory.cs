using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// A live directory (s6-rc-init.html, "Notes"): the symbolic link live leads to live:SUFFIX beside it, and is
/// exchanged for one to another directory in one step.
/// <code>
/// compiled      link to the compiled database
/// scandir       link to the scan directory
/// prefix        what names of longruns have in front in the scan directory
/// state         a byte for each service (ServiceState)
/// lock          for s6-rc and s6-rc-update
/// servicedirs/  the longruns' service directories
/// </code>
/// </summary>
internal static class LiveDirectory
{
    private const uint ModeNew = 0x1c0;     // 0700
    private const uint ModeShared = 0x1ed;  // 0755
    private const uint ModeFile = 0x1b6;    // 0666
    private const int RandomLength = 6;

    /// <summary>Appends the path of the link without links, dots or slashes too many in front of its last part.</summary>
    public static Errno Resolve(scoped ReadOnlySpan<byte> live, scoped ref PathBuffer path)
    {
        while (live.Length > 1 && live[^1] == '/')
        {
            live = live[..^1];
        }
        int slash = live.LastIndexOf((byte)'/');
        Assert.That(slash >= 0);
        PathBuffer parent = new(stackalloc byte[Limits.PathLengthMax]);
        parent.Append(slash == 0 ? "/"u8 : live[..slash]);
        Errno error = parent.Overflowed ? Errno.ENAMETOOLONG : AbsolutePath.OfDirectory(parent.TextZ, ref path);
        path.Append(path.Length > 1 ? "/"u8 : default);
        path.Append(live[(slash + 1)..]);
        return error.Failed ? error : path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }

    /// <summary>
    /// Makes a directory beside the link, with all but the service directories in it, and appends its path. Nothing is
    /// left of one that could not be made.
    /// </summary>
    public static Errno Create(
        scoped ReadOnlySpan<byte> link,
        scoped ReadOnlySpan<byte> suffix,
        scoped ReadOnlySpan<byte> compiledZ,
        scoped ReadOnlySpan<byte> scandirZ,
        scoped ReadOnlySpan<byte> prefix,
        scoped ReadOnlySpan<byte> states,
        ref PathBuffer path)
    {
        Errno error = Errno.EEXIST;
        for (int tries = 0; error == Errno.EEXIST && tries < Limits.TemporaryNamesMax; tries++)
        {
            path.Truncate(0);
            path.Append(link);
            AppendSuffix(ref path, suffix);
            error = path.Overflowed ? Errno.ENAMETOOLONG : Kernel.MakeDirectory(Fd.CurrentDirectory, path.TextZ, ModeNew);
        }
        if (error.Failed)
        {
            return error;
        }
        int length = path.Length;
        error = Append(ref path, "/compiled"u8);
        error = error.IsNone ? Kernel.SymbolicLink(compiledZ, Fd.CurrentDirectory, path.TextZ) : error;
        path.Truncate(length);
        error = error.IsNone ? Append(ref path, "/scandir"u8) : error;
        error = error.IsNone ? Kernel.SymbolicLink(scandirZ, Fd.CurrentDirectory, path.TextZ) : error;
        path.Truncate(length);
        error = error.IsNone ? Write(ref path, "/prefix"u8, prefix) : error;
        error = error.IsNone ? Write(ref path, "/state"u8, states) : error;
        error = error.IsNone ? Write(ref path, "/lock"u8, default) : error;
        error = error.IsNone ? Append(ref path, "/servicedirs"u8) : error;
        error = error.IsNone ? Kernel.MakeDirectory(Fd.CurrentDirectory, path.TextZ, ModeNew) : error;
        error = error.IsNone ? Kernel.ChangeMode(Fd.CurrentDirectory, path.TextZ, ModeShared) : error;
        path.Truncate(length);
        error = error.IsNone ? Kernel.ChangeMode(Fd.CurrentDirectory, path.TextZ, ModeShared) : error;
        if (error.Failed)
        {
            _ = DirectoryTree.Remove(path.TextZ);
        }
        return error;
    }

    /// <summary>Has the link lead to a directory beside it, in one step.</summary>
    public static Errno Switch(scoped ReadOnlySpan<byte> link, scoped ReadOnlySpan<byte> directory)
    {
        PathBuffer target = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        target.Append(Text.BaseName(directory));
        path.Append(link);
        return path.Overflowed ? Errno.ENAMETOOLONG : ReplaceLink(target.TextZ, path.TextZ);
    }

    /// <summary>Makes a symbolic link, in the place of one that is there. EISDIR: a directory is there.</summary>
    public static Errno ReplaceLink(scoped ReadOnlySpan<byte> targetZ, scoped ReadOnlySpan<byte> pathZ)
    {
        Errno error = Kernel.SymbolicLink(targetZ, Fd.CurrentDirectory, pathZ);
        if (error != Errno.EEXIST)
        {
            return error;
        }
        // s6-svscan does not look at names that begin with a dot.
        ReadOnlySpan<byte> path = pathZ[..^1];
        ReadOnlySpan<byte> name = Text.BaseName(path);
        PathBuffer temporary = new(stackalloc byte[Limits.PathLengthMax]);
        for (int tries = 0; error == Errno.EEXIST && tries < Limits.TemporaryNamesMax; tries++)
        {
            temporary.Truncate(0);
            temporary.Append(path[..^name.Length]);
            temporary.Append("."u8);
            temporary.Append(name);
            AppendSuffix(ref temporary, "new"u8);
            error = temporary.Overflowed
                ? Errno.ENAMETOOLONG
                : Kernel.SymbolicLink(targetZ, Fd.CurrentDirectory, temporary.TextZ);
        }
        if (error.IsNone)
        {
            error = Kernel.Rename(Fd.CurrentDirectory, temporary.TextZ, pathZ);
            if (error.Failed)
            {
                _ = Kernel.Unlink(Fd.CurrentDirectory, temporary.TextZ);
            }
        }
        return error;
    }

    /// <summary>Reads a link of the live directory ("/compiled"), with a NUL behind it.</summary>
    public static Errno ReadLink(scoped ReadOnlySpan<byte> live, scoped ReadOnlySpan<byte> name, ref PathBuffer target)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Span<byte> bytes = stackalloc byte[Limits.PathLengthMax];
        path.Append(live);
        path.Append(name);
        Result<int> length = path.Overflowed
            ? new Result<int>(Errno.ENAMETOOLONG)
            : Kernel.ReadLink(Fd.CurrentDirectory, path.TextZ, bytes);
        if (!length.Ok)
        {
            return length.Error;
        }
        target.Append(bytes[..length.Value]);
        return target.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }

    /// <summary>
    /// Removes what an s6-rc-update that was killed has left beside the link before it could note it. Whoever has the lock of the
    /// live directory, current, is the only one to make such.
    /// </summary>
    public static Errno RemoveAbandoned(scoped ReadOnlySpan<byte> link, scoped ReadOnlySpan<byte> current)
    {
        ReadOnlySpan<byte> name = Text.BaseName(link);
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        Errno error = Join(ref path, link[..^name.Length], "."u8);
        Result<Fd> parent = error.IsNone ? Kernel.OpenDirectory(Fd.CurrentDirectory, path.TextZ) : new Result<Fd>(error);
        if (!parent.Ok)
        {
            return parent.Error;
        }
        DirectoryReader names = new(parent.Value, stackalloc byte[Limits.DirectoryBufferLength]);
        while (error.IsNone && DirectoryTree.NextName(ref names, out ReadOnlySpan<byte> foundZ))
        {
            ReadOnlySpan<byte> found = foundZ[..^1];
            bool isLink = found[0] == '.';
            ReadOnlySpan<byte> rest = isLink ? found[1..] : found;
            ReadOnlySpan<byte> suffix = isLink ? ":new:"u8 : ":s6-rc-update:"u8;
            if (rest.Length == name.Length + suffix.Length + RandomLength
                && rest.StartsWith(name)
                && rest[name.Length..].StartsWith(suffix)
                && !found.SequenceEqual(Text.BaseName(current)))
            {
                path.Truncate(0);
                error = Join(ref path, link[..^name.Length], found);
                error = error.IsNone ? DirectoryTree.Remove(path.TextZ) : error;
            }
        }
        Kernel.Close(parent.Value);
        return error.IsNone ? names.Error : error;
    }

    /// <summary>Appends the parts to a path.</summary>
    public static Errno Join(
        scoped ref PathBuffer path,
        scoped ReadOnlySpan<byte> a,
        scoped ReadOnlySpan<byte> b = default,
        scoped ReadOnlySpan<byte> c = default)
    {
        path.Append(a);
        path.Append(b);
        path.Append(c);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }

    private static void AppendSuffix(ref PathBuffer path, scoped ReadOnlySpan<byte> suffix)
    {
        Span<byte> letters = stackalloc byte[RandomLength];
        UniqueName.FillRandom(letters);
        path.Append(":"u8);
        path.Append(suffix);
        path.Append(":"u8);
        path.Append(letters);
    }

    private static Errno Append(ref PathBuffer path, ReadOnlySpan<byte> name)
    {
        path.Append(name);
        return path.Overflowed ? Errno.ENAMETOOLONG : Errno.None;
    }

    private static Errno Write(ref PathBuffer path, ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> content)
    {
        int length = path.Length;
        Errno error = Append(ref path, name);
        Result<Fd> file = error.Failed
            ? new Result<Fd>(error)
            : Kernel.Open(
                Fd.CurrentDirectory, path.TextZ, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC, ModeFile);
        path.Truncate(length);
        if (!file.Ok)
        {
            return file.Error;
        }
        error = Output.WriteAll(file.Value, content);
        Kernel.Close(file.Value);
        return error;
    }
}
