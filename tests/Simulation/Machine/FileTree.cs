using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// The names of all files, from the root. Everybody is root here: permissions only matter to execution.
/// </summary>
internal sealed class FileTree
{
    private readonly Clock _clock;

    private const int LinksMax = 40;

    private ulong _number;

    public FileTree(Clock clock)
    {
        _clock = clock;
        Root = Node.Directory(NextNumber(), 0x1ed);
        Root.Parent = Root;
        Root.LinkCount = 2;
        Node devices = MakeDirectory(Root, "dev");
        Add(devices, "null", Node.Null(NextNumber()));
    }

    public Node Root { get; }

    /// <summary>File systems count the times of their files in steps.</summary>
    public long TimeStep { get; set; } = 4 * Clock.Millisecond;

    public ulong NextNumber() => ++_number;

    /// <summary>
    /// Where a path leads: the directory of its last name, that name, and what is there if anything is.
    /// </summary>
    public readonly record struct Place(Node Directory, string Name, Node? Node);

    public Node MakeDirectory(Node parent, string name)
    {
        Node node = Node.Directory(NextNumber(), 0x1ed);
        Add(parent, name, node);
        return node;
    }

    public Node MakeFile(Node parent, string name, ReadOnlySpan<byte> data, Executable? executable = null)
    {
        Node node = Node.File(NextNumber(), executable == null ? 0x1a4u : 0x1edu);
        node.Data = data.ToArray();
        node.Executable = executable;
        Add(parent, name, node);
        return node;
    }

    public void Add(Node directory, string name, Node node)
    {
        directory.Entries.Add(name, node);
        node.LinkCount++;
        node.Name = name;
        Touch(directory);
        if (node.IsDirectory)
        {
            node.Parent = directory;
        }
    }

    /// <summary>It changes now.</summary>
    public void Touch(Node node) => node.Modified = _clock.WallNanoseconds / TimeStep * TimeStep;

    public void Remove(Node directory, string name)
    {
        Node node = directory.Entries[name];
        Assert.That(directory.Entries.Remove(name));
        node.LinkCount--;
        Touch(directory);
    }

    public Node? Find(string path) => Walk(Root, path, follow: true, out Place place).Failed ? null : place.Node;

    /// <summary>Looks a path up; the last name need not exist, but the directories before it must.</summary>
    public Errno Walk(Node start, string path, bool follow, out Place place)
    {
        place = default;
        int links = 0;
        if (path.Length == 0)
        {
            return Errno.ENOENT;
        }
        if (path.Length >= Base.Limits.PathLengthMax)
        {
            return Errno.ENAMETOOLONG;
        }
        Node at = path[0] == '/' ? Root : start;
        string rest = path;
        while (true)
        {
            string name = NextName(ref rest);
            if (name.Length == 0)
            {
                place = new Place(at, ".", at);
                return Errno.None;
            }
            if (!at.IsDirectory)
            {
                return Errno.ENOTDIR;
            }
            if (name.Length > Base.Limits.NameLengthMax)
            {
                return Errno.ENAMETOOLONG;
            }
            bool last = rest.Trim('/').Length == 0;
            Node? next = Lookup(at, name);
            if (next is { IsLink: true } && (follow || !last || rest.Length > 0))
            {
                if (++links > LinksMax)
                {
                    return Errno.ELOOP;
                }
                rest = next.Target + (rest.Length > 0 ? "/" + rest.TrimStart('/') : "");
                at = next.Target[0] == '/' ? Root : at;
                continue;
            }
            if (last)
            {
                bool wantsDirectory = rest.Length > 0;
                place = new Place(at, name, next);
                return wantsDirectory && next is { IsDirectory: false } ? Errno.ENOTDIR : Errno.None;
            }
            if (next == null)
            {
                return Errno.ENOENT;
            }
            at = next;
        }
    }

    private static Node? Lookup(Node directory, string name) => name switch
    {
        "." => directory,
        ".." => directory.Parent,
        _ => directory.Entries.TryGetValue(name, out Node? node) ? node : null,
    };

    /// <summary>Takes the first name off a path; what is left begins with a slash or is empty.</summary>
    private static string NextName(ref string path)
    {
        string trimmed = path.TrimStart('/');
        int slash = trimmed.IndexOf('/', StringComparison.Ordinal);
        string name = slash < 0 ? trimmed : trimmed[..slash];
        path = slash < 0 ? "" : trimmed[slash..];
        return name;
    }
}
