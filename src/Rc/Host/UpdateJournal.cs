using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// What s6-rc-update is about to do with a live directory: the file update in it, for the next s6-rc-update where this one is
/// killed. In the old directory it is there while service directories are moved, and all can be undone; in the new one until
/// everything is done, and the rest can be made up for. A line each:
/// <code>
/// to NAME      the first: the new directory, beside the old one         from NAME   the same, in the new one
/// OLD/NEW      a longrun that goes on, with its new name
/// OLD/         a longrun that does not
/// /NEW         a service to be brought up at the end
/// </code>
/// </summary>
internal ref struct UpdateJournal
{
    private const int LengthMax = 1 << 28;

    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _lines;

    public static ReadOnlySpan<byte> Forward => "to "u8;

    public static ReadOnlySpan<byte> Backward => "from "u8;

    /// <summary>The other directory's name.</summary>
    public ReadOnlySpan<byte> Other { get; private set; }

    /// <summary>Live leads to the old directory yet, and what was done is undone; else the rest is done.</summary>
    public bool IsForward { get; private set; }

    /// <summary>The lines behind the first, in memory that stays.</summary>
    public UpdateJournal(ReadOnlySpan<byte> lines)
    {
        this = default;
        _lines = lines;
        _rest = lines;
    }

    /// <summary>Begins to go through the lines.</summary>
    public void Rewind() => _rest = _lines;

    /// <summary>The next line: either name may be empty. False behind the last.</summary>
    public bool Next(out ReadOnlySpan<byte> from, out ReadOnlySpan<byte> to)
    {
        from = default;
        to = default;
        int end = _rest.IndexOf((byte)'\n');
        int slash = end < 0 ? -1 : _rest[..end].IndexOf((byte)'/');
        if (slash < 0)
        {
            return false;
        }
        from = _rest[..slash];
        to = _rest[(slash + 1)..end];
        _rest = _rest[(end + 1)..];
        return true;
    }

    /// <summary>Writes the file into a live directory, as a whole.</summary>
    public readonly Errno Write(
        scoped ReadOnlySpan<byte> directory, scoped ReadOnlySpan<byte> kind, scoped ReadOnlySpan<byte> other)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        PathBuffer temporary = new(stackalloc byte[Limits.PathLengthMax]);
        PutPath(ref path, directory);
        temporary.Append(path.Text);
        temporary.Append(".new"u8);
        Errno error = ChainMemory.TryAllocateArray(kind.Length + other.Length + 1 + _lines.Length, out Span<byte> text);
        error = path.Overflowed || temporary.Overflowed ? Errno.ENAMETOOLONG : error;
        if (error.Failed)
        {
            return error;
        }
        kind.CopyTo(text);
        other.CopyTo(text[kind.Length..]);
        text[kind.Length + other.Length] = (byte)'\n';
        _lines.CopyTo(text[(kind.Length + other.Length + 1)..]);
        return AtomicFile.Replace(Fd.CurrentDirectory, path.TextZ, temporary.TextZ, text);
    }

    /// <summary>Reads the file of a live directory. ENOENT: nobody was killed there.</summary>
    public static Errno Read(scoped ReadOnlySpan<byte> directory, out UpdateJournal journal)
    {
        journal = default;
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        PutPath(ref path, directory);
        Result<Fd> file = path.Overflowed
            ? new Result<Fd>(Errno.ENAMETOOLONG)
            : Kernel.Open(Fd.CurrentDirectory, path.TextZ, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = WholeFile.Read(file.Value, LengthMax, out ReadOnlySpan<byte> text);
        Kernel.Close(file.Value);
        if (error.Failed)
        {
            return error;
        }
        int end = text.IndexOf((byte)'\n');
        bool forward = text.StartsWith(Forward);
        int start = forward ? Forward.Length : Backward.Length;
        if (end <= start || (!forward && !text.StartsWith(Backward)) || text[start..end].Contains((byte)'/'))
        {
            return Errno.EINVAL;
        }
        journal = new UpdateJournal(text[(end + 1)..]) { Other = text[start..end], IsForward = forward };
        return Errno.None;
    }

    public static Errno Remove(scoped ReadOnlySpan<byte> directory)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        PutPath(ref path, directory);
        return path.Overflowed ? Errno.ENAMETOOLONG : Kernel.Unlink(Fd.CurrentDirectory, path.TextZ);
    }

    private static void PutPath(scoped ref PathBuffer path, scoped ReadOnlySpan<byte> directory)
    {
        path.Append(directory);
        path.Append("/update"u8);
    }
}
