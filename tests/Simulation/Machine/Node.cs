using System;
using System.Collections.Generic;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>A record lock on a whole file.</summary>
internal readonly record struct RecordLock(Process Owner, LockKind Kind);

/// <summary>A file, directory, FIFO, symbolic link or null device: an inode.</summary>
internal sealed class Node
{
    private Node(ulong number, uint type, uint mode)
    {
        Number = number;
        Type = type;
        Mode = mode & 0xfff;
    }

    public const uint TypeDevice = 0x2000;

    public ulong Number { get; }

    /// <summary>The last that it was given.</summary>
    public string Name { get; set; } = "";

    /// <summary>S_IFREG and so on.</summary>
    public uint Type { get; }

    public uint Mode { get; set; }

    public uint UserId { get; set; }

    public uint GroupId { get; set; }

    public int LinkCount { get; set; }

    /// <summary>When its content or, of a directory, a name in it changed, nanoseconds since 1970.</summary>
    public long Modified { get; set; }

    /// <summary>Of a regular file.</summary>
    public byte[] Data { get; set; } = [];

    /// <summary>What executing a regular file starts.</summary>
    public Executable? Executable { get; set; }

    /// <summary>Of a directory, by name, without "." and "..".</summary>
    public SortedDictionary<string, Node> Entries { get; } = new(StringComparer.Ordinal);

    public Node? Parent { get; set; }

    /// <summary>Of a symbolic link.</summary>
    public string Target { get; private init; } = "";

    /// <summary>Of a FIFO.</summary>
    public PipeBuffer Pipe { get; } = new();

    public List<RecordLock> Locks { get; } = [];

    /// <summary>Who has it by flock(2): not a process, but the opening of the file.</summary>
    public OpenFile? Holder { get; set; }

    public bool IsDirectory => Type == FileMode.S_IFDIR;

    public bool IsRegular => Type == FileMode.S_IFREG;

    public bool IsFifo => Type == FileMode.S_IFIFO;

    public bool IsLink => Type == FileMode.S_IFLNK;

    public static Node Directory(ulong number, uint mode) => new(number, FileMode.S_IFDIR, mode);

    public static Node File(ulong number, uint mode) => new(number, FileMode.S_IFREG, mode);

    public static Node Fifo(ulong number, uint mode) => new(number, FileMode.S_IFIFO, mode);

    public static Node Null(ulong number) => new(number, TypeDevice, 0x1b6);

    public static Node Link(ulong number, string target) => new(number, FileMode.S_IFLNK, 0x1ff) { Target = target };

    /// <summary>The absolute path of a directory.</summary>
    public string Path()
    {
        string path = "";
        for (Node node = this; node.Parent is { } parent && parent != node; node = parent)
        {
            foreach ((string name, Node entry) in parent.Entries)
            {
                if (entry == node)
                {
                    path = "/" + name + path;
                    break;
                }
            }
        }
        return path.Length == 0 ? "/" : path;
    }
}
