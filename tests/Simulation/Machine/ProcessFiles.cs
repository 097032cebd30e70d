using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// The system calls of a process on paths and directories; those on descriptors are in ProcessFiles.Descriptors.cs.
/// </summary>
internal sealed partial class ProcessFiles(Process process)
{
    private uint _umask = 0x12;

    public DescriptorTable Descriptors { get; } = new(process);

    public Node Directory { get; private set; } = process.Machine.Tree.Root;

    private FileTree Tree => process.Machine.Tree;

    public void InheritFrom(ProcessFiles parent)
    {
        Directory = parent.Directory;
        _umask = parent._umask;
        Descriptors.InheritFrom(parent.Descriptors);
    }

    public Result<Fd> Open(Fd directory, string path, int flags, uint mode)
    {
        if (path.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return IsDescriptor(path, out OpenFile? open)
                ? OpenAgain(open, flags)
                : ProcessInformation(path) is { } text ? OpenNode(text, flags) : new Result<Fd>(Errno.ENOENT);
        }
        Errno error = Walk(directory, path, (flags & Architecture.O_NOFOLLOW) == 0, out FileTree.Place place);
        if (error.Failed)
        {
            return new Result<Fd>(error);
        }
        Node? node = place.Node;
        if (node == null)
        {
            if ((flags & OpenFlags.O_CREAT) == 0)
            {
                return new Result<Fd>(Errno.ENOENT);
            }
            node = Node.File(Tree.NextNumber(), mode & ~_umask);
            Tree.Add(place.Directory, place.Name, node);
        }
        else if ((flags & (OpenFlags.O_CREAT | OpenFlags.O_EXCL)) == (OpenFlags.O_CREAT | OpenFlags.O_EXCL))
        {
            return new Result<Fd>(Errno.EEXIST);
        }
        return OpenNode(node, flags);
    }

    /// <summary>Whether that is /proc/PID/fd/NUMBER of something open.</summary>
    private bool IsDescriptor(string path, [NotNullWhen(true)] out OpenFile? file)
    {
        file = null;
        string[] words = path.Split('/');
        return process.Machine.Features.Proc
            && words is ["", "proc", _, "fd", _]
            && FindProcess(words[2]) is { IsAlive: true } owner
            && int.TryParse(words[4], out int number)
            && owner.Files.Descriptors.TryGet(new Fd(number), out file);
    }

    private Process? FindProcess(string word) =>
        word == "self" ? process
        : int.TryParse(word, out int pid) && process.Machine.Processes.TryGetValue(pid, out Process? found) ? found
        : null;

    /// <summary>A pipe or file that some process has open, once more.</summary>
    private Result<Fd> OpenAgain(OpenFile open, int flags) =>
        open.Node is { } node ? OpenNode(node, flags)
        : open.Pipe is { } pipe ? OpenPipe(null, pipe, flags)
        : new Result<Fd>(Errno.ENXIO);

    /// <summary>proc(5): what the program asks for of it.</summary>
    private Node? ProcessInformation(string path)
    {
        string? text = null;
        if (!process.Machine.Features.Proc)
        {
            return null;
        }
        if (path == "/proc/sys/kernel/random/boot_id")
        {
            text = process.Machine.BootId + "\n";
        }
        else if (path.EndsWith("/stat", StringComparison.Ordinal)
            && int.TryParse(path["/proc/".Length..^"/stat".Length], out int pid)
            && process.Machine.Processes.TryGetValue(pid, out Process? found))
        {
            text = $"{pid} (a) b) S" + string.Concat(System.Linq.Enumerable.Repeat(" 1", 18)) + $" {found.Born / 10_000_000} 0 0\n";
        }
        if (text == null)
        {
            return null;
        }
        Node node = Node.File(Tree.NextNumber(), 0x124);
        node.Data = Encoding.Latin1.GetBytes(text);
        return node;
    }

    private Result<Fd> OpenNode(Node node, int flags)
    {
        bool reads = (flags & 3) is OpenFlags.O_RDONLY or OpenFlags.O_RDWR;
        bool writes = (flags & 3) is OpenFlags.O_WRONLY or OpenFlags.O_RDWR;
        if (node.IsLink)
        {
            return new Result<Fd>(Errno.ELOOP);
        }
        if (!node.IsDirectory && (flags & Architecture.O_DIRECTORY) != 0)
        {
            return new Result<Fd>(Errno.ENOTDIR);
        }
        if (node.IsDirectory && writes)
        {
            return new Result<Fd>(Errno.EISDIR);
        }
        if (node.IsFifo)
        {
            return OpenPipe(node, node.Pipe, flags);
        }
        if (node.IsRegular && writes && (flags & OpenFlags.O_TRUNC) != 0)
        {
            node.Data = [];
        }
        OpenFile file = new()
        {
            Node = node,
            CanRead = reads,
            CanWrite = writes,
            Append = (flags & OpenFlags.O_APPEND) != 0,
            NonBlocking = (flags & OpenFlags.O_NONBLOCK) != 0,
        };
        return Descriptors.Add(file, (flags & OpenFlags.O_CLOEXEC) != 0);
    }

    /// <summary>memfd_create(2): a file in no directory.</summary>
    public Result<Fd> OpenMemory() => OpenNode(Node.File(Tree.NextNumber(), 0x1b6), OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC);

    /// <summary>A FIFO, or a pipe that has no name.</summary>
    private Result<Fd> OpenPipe(Node? node, PipeBuffer pipe, int flags)
    {
        bool reads = (flags & 3) is OpenFlags.O_RDONLY or OpenFlags.O_RDWR;
        bool writes = (flags & 3) is OpenFlags.O_WRONLY or OpenFlags.O_RDWR;
        bool nonBlocking = (flags & OpenFlags.O_NONBLOCK) != 0;
        Errno error = OpenFifo(pipe, reads, writes, nonBlocking);
        if (error.Failed)
        {
            return new Result<Fd>(error);
        }
        OpenFile file = new()
        {
            Node = node,
            Pipe = pipe,
            CanRead = reads,
            CanWrite = writes,
            NonBlocking = nonBlocking,
            // Only who comes before every writer is spared the hangup (fifo(7)).
            SeenWriterGeneration = pipe.Writers == 0 ? pipe.WriterGeneration : -1,
        };
        Result<Fd> fd = Descriptors.Add(file, (flags & OpenFlags.O_CLOEXEC) != 0);
        if (!fd.Ok)
        {
            pipe.Readers -= reads ? 1 : 0;
            pipe.Writers -= writes ? 1 : 0;
        }
        return fd;
    }

    /// <summary>fifo(7): for one direction an open waits for the other, or fails where it must not wait.</summary>
    private Errno OpenFifo(PipeBuffer pipe, bool reads, bool writes, bool nonBlocking)
    {
        if (writes && !reads && nonBlocking && pipe.Readers == 0)
        {
            return Errno.ENXIO;
        }
        pipe.Readers += reads ? 1 : 0;
        pipe.Writers += writes ? 1 : 0;
        pipe.WriterGeneration += writes ? 1 : 0;
        if (reads != writes && !nonBlocking)
        {
            int generation = pipe.WriterGeneration;
            process.WaitUntil(() => writes ? pipe.Readers > 0 : pipe.Writers > 0 || pipe.WriterGeneration != generation);
        }
        return Errno.None;
    }

    public Result<FileStatus> Stat(Fd directory, string path, bool follow)
    {
        if (IsDescriptor(path, out OpenFile? file))
        {
            return new Result<FileStatus>(StatusOf(file));
        }
        Errno error = Find(directory, path, follow, out Node node);
        return error.Failed ? new Result<FileStatus>(error) : new Result<FileStatus>(StatusOf(node));
    }

    /// <summary>Pipes without names are on a device of their own.</summary>
    private static FileStatus StatusOf(OpenFile file) =>
        file.Node is { } node ? StatusOf(node) : new FileStatus { Device = 2, Mode = FileMode.S_IFIFO };

    private static FileStatus StatusOf(Node node) => new()
    {
        Device = 1,
        Inode = node.Number,
        Mode = node.Type | node.Mode,
        LinkCount = (uint)node.LinkCount,
        Uid = node.UserId,
        Gid = node.GroupId,
        Size = node.IsRegular ? node.Data.Length : node.Target.Length,
        ReadNanoseconds = node.Modified,
        ModifiedNanoseconds = node.Modified,
    };

    public Errno Access(Fd directory, string path, int mode)
    {
        Errno error = Find(directory, path, follow: true, out Node node);
        if (error.Failed)
        {
            return error;
        }
        bool wantsExecution = (mode & AccessMode.X_OK) != 0 && !node.IsDirectory;
        return wantsExecution && (node.Mode & 0x49) == 0 ? Errno.EACCES : Errno.None;
    }

    public Errno MakeDirectory(Fd directory, string path, uint mode) =>
        Make(directory, path, () => Node.Directory(Tree.NextNumber(), mode & ~_umask));

    public Errno MakeFifo(Fd directory, string path, uint mode) =>
        Make(directory, path, () => Node.Fifo(Tree.NextNumber(), mode & ~_umask));

    public Errno SymbolicLink(string target, Fd directory, string path) =>
        target.Length == 0 ? Errno.ENOENT : Make(directory, path, () => Node.Link(Tree.NextNumber(), target));

    private Errno Make(Fd directory, string path, Func<Node> make)
    {
        Errno error = Walk(directory, path, follow: false, out FileTree.Place place);
        if (error.IsNone && place.Node != null)
        {
            error = Errno.EEXIST;
        }
        if (error.IsNone)
        {
            Node node = make();
            node.UserId = process.UserId;
            node.GroupId = process.GroupId;
            Tree.Add(place.Directory, place.Name, node);
        }
        return error;
    }

    public Errno Link(Fd directory, string from, string to)
    {
        Errno error = Find(directory, from, follow: false, out Node node);
        if (error.Failed)
        {
            return error;
        }
        return node.IsDirectory ? Errno.EPERM : Make(directory, to, () => node);
    }

    public Errno Unlink(Fd directory, string path)
    {
        Errno error = Walk(directory, path, follow: false, out FileTree.Place place);
        if (error.Failed || place.Node == null)
        {
            return error.Failed ? error : Errno.ENOENT;
        }
        if (place.Node.IsDirectory)
        {
            return Errno.EISDIR;
        }
        Tree.Remove(place.Directory, place.Name);
        return Errno.None;
    }

    public Errno RemoveDirectory(Fd directory, string path)
    {
        Errno error = Walk(directory, path, follow: false, out FileTree.Place place);
        if (error.Failed || place.Node == null)
        {
            return error.Failed ? error : Errno.ENOENT;
        }
        if (!place.Node.IsDirectory || place.Node.Entries.Count > 0)
        {
            return place.Node.IsDirectory ? new Errno(39) : Errno.ENOTDIR;
        }
        Tree.Remove(place.Directory, place.Name);
        return Errno.None;
    }

    public Errno Rename(Fd directory, string from, string to)
    {
        Errno error = Walk(directory, from, follow: false, out FileTree.Place source);
        FileTree.Place target = default;
        error = error.Failed ? error : Walk(directory, to, follow: false, out target);
        if (error.Failed || source.Node is not { } node)
        {
            return error.Failed ? error : Errno.ENOENT;
        }
        if (target.Node == node)
        {
            return Errno.None;
        }
        if (target.Node is { } old)
        {
            if (old.IsDirectory != node.IsDirectory)
            {
                return old.IsDirectory ? Errno.EISDIR : Errno.ENOTDIR;
            }
            if (old.Entries.Count > 0)
            {
                return new Errno(39);
            }
            Tree.Remove(target.Directory, target.Name);
        }
        Tree.Remove(source.Directory, source.Name);
        Tree.Add(target.Directory, target.Name, node);
        process.Machine.Tell(watcher => watcher.Renamed(process, target.Directory, target.Name, node));
        return Errno.None;
    }

    public Result<int> ReadLink(Fd directory, string path, Span<byte> target)
    {
        Errno error = Find(directory, path, follow: false, out Node node);
        if (error.Failed || !node.IsLink)
        {
            return new Result<int>(error.Failed ? error : Errno.EINVAL);
        }
        byte[] text = Encoding.Latin1.GetBytes(node.Target);
        int length = Math.Min(text.Length, target.Length);
        text.AsSpan(0, length).CopyTo(target);
        return new Result<int>(length);
    }

    public Errno ChangeMode(Fd directory, string path, uint mode)
    {
        Errno error = Find(directory, path, follow: true, out Node node);
        node.Mode = error.Failed ? node.Mode : mode & 0xfff;
        return error;
    }

    public Errno ChangeGroup(Fd directory, string path, uint gid)
    {
        Errno error = Find(directory, path, follow: true, out Node node);
        node.GroupId = error.Failed ? node.GroupId : gid;
        return error;
    }

    public Errno ChangeDirectory(string path)
    {
        Errno error = Find(Fd.CurrentDirectory, path, follow: true, out Node node);
        if (error.Failed || !node.IsDirectory)
        {
            return error.Failed ? error : Errno.ENOTDIR;
        }
        Directory = node;
        return Errno.None;
    }

    public Result<int> CurrentDirectory(Span<byte> pathZ)
    {
        byte[] text = Encoding.Latin1.GetBytes(Directory.Path() + "\0");
        if (text.Length > pathZ.Length)
        {
            return new Result<int>(new Errno(34));
        }
        text.CopyTo(pathZ);
        return new Result<int>(text.Length);
    }

    public uint SetUmask(uint mask)
    {
        uint before = _umask;
        _umask = mask & 0x1ff;
        return before;
    }

    /// <summary>Looks up what must exist.</summary>
    public Errno Find(Fd directory, string path, bool follow, out Node node)
    {
        Errno error = Walk(directory, path, follow, out FileTree.Place place);
        node = place.Node ?? Tree.Root;
        return error.IsNone && place.Node == null ? Errno.ENOENT : error;
    }

    private Errno Walk(Fd directory, string path, bool follow, out FileTree.Place place)
    {
        place = default;
        Node start = Directory;
        if (directory.Value != Fd.CurrentDirectory.Value && path.Length > 0 && path[0] != '/')
        {
            if (!Descriptors.TryGet(directory, out OpenFile file))
            {
                return Errno.EBADF;
            }
            if (file.Node is not { IsDirectory: true } node)
            {
                return Errno.ENOTDIR;
            }
            start = node;
        }
        return Tree.Walk(start, path, follow, out place);
    }
}
