using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Logging.Host;

/// <summary>
/// Waits for changes of directories. One that is not there is waited for in the nearest directory above it that is.
/// </summary>
internal readonly struct LogdirWatch
{
    public const int None = -1;

    // A logdir and the directory above another may be one, which has only one watch: for what both ask for.
    private const uint MaskAbove = DirectoryEvents.IN_MASK_ADD | DirectoryEvents.IN_MOVED_FROM | DirectoryEvents.IN_MOVED_TO
        | DirectoryEvents.IN_CREATE | DirectoryEvents.IN_DELETE | DirectoryEvents.IN_DELETE_SELF | DirectoryEvents.IN_MOVE_SELF;

    private const uint Mask = MaskAbove | DirectoryEvents.IN_MODIFY | DirectoryEvents.IN_ATTRIB;

    private LogdirWatch(Fd events) => Events = events;

    /// <summary>What poll(2) waits on.</summary>
    public Fd Events { get; }

    public static Errno TryOpen(out LogdirWatch watch)
    {
        Result<Fd> events = Kernel.OpenDirectoryEvents();
        watch = new LogdirWatch(events.Ok ? events.Value : Fd.None);
        return events.Error;
    }

    /// <summary>Watches a directory: the watch's number.</summary>
    public Result<int> Add(ReadOnlySpan<byte> pathZ) => Kernel.WatchDirectory(Events, pathZ, Mask);

    public void Remove(int watch)
    {
        // It is gone already where its directory is.
        _ = Kernel.UnwatchDirectory(Events, watch);
    }

    /// <summary>
    /// Watches the nearest directory above a path, where what is missing would appear, and what is there would vanish: the
    /// watch's number. A directory itself does not tell of its removal while a file of it is open.
    /// </summary>
    public Result<int> AddAbove(ReadOnlySpan<byte> pathZ)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(pathZ[..^1]);
        Result<int> added = new(Errno.ENAMETOOLONG);
        bool isTop = path.Overflowed;
        // A part of the path less each time.
        while (!isTop)
        {
            int length = LengthAbove(path.Text);
            isTop = length == 0 || (length == 1 && path.Text[0] == '/');
            path.Truncate(length);
            added = Kernel.WatchDirectory(Events, length == 0 ? ".\0"u8 : path.TextZ, MaskAbove);
            if (added.Ok || (added.Error != Errno.ENOENT && added.Error != Errno.ENOTDIR))
            {
                return added;
            }
        }
        return added;
    }

    /// <summary>Whether the next of the events read, which go from the front, is of that watch or of them all.</summary>
    public static bool IsOf(ReadOnlySpan<byte> events, int watch, out int length)
    {
        int of = BinaryPrimitivesInt(events);
        uint mask = BinaryPrimitives.ReadUInt32LittleEndian(events[4..]);
        length = DirectoryEvents.HeaderLength + (int)BinaryPrimitives.ReadUInt32LittleEndian(events[12..]);
        Assert.That(length <= events.Length);
        return of == watch || (mask & DirectoryEvents.IN_Q_OVERFLOW) != 0;
    }

    // The bits of the number as they are.
    private static int BinaryPrimitivesInt(ReadOnlySpan<byte> bytes) =>
        unchecked((int)BinaryPrimitives.ReadUInt32LittleEndian(bytes));

    private static int LengthAbove(ReadOnlySpan<byte> path)
    {
        int end = path.Length;
        while (end > 1 && path[end - 1] == '/')
        {
            end--;
        }
        int slash = path[..end].LastIndexOf((byte)'/');
        return slash < 0 ? 0 : Math.Max(slash, 1);
    }
}
