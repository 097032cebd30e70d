using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

internal sealed partial class ProcessFiles
{
    public Errno Close(Fd fd) => Descriptors.Remove(fd.Value) ? Errno.None : Errno.EBADF;

    public Result<int> Read(Fd fd, Span<byte> buffer)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || !file.CanRead)
        {
            return new Result<int>(Errno.EBADF);
        }
        if (file.Pipe is { } pipe)
        {
            if (pipe.Length == 0 && pipe.Writers > 0)
            {
                if (file.NonBlocking)
                {
                    return new Result<int>(Errno.EAGAIN);
                }
                process.WaitUntil(() => pipe.Length > 0 || pipe.Writers == 0);
            }
            return new Result<int>(pipe.Take(buffer));
        }
        if (file.Node is { IsDirectory: true })
        {
            return new Result<int>(Errno.EISDIR);
        }
        ReadOnlySpan<byte> data = file.Node!.Data;
        ReadOnlySpan<byte> rest = file.Position >= data.Length ? default : data[(int)file.Position..];
        rest = rest[..Math.Min(rest.Length, buffer.Length)];
        rest.CopyTo(buffer);
        file.Position += rest.Length;
        return new Result<int>(rest.Length);
    }

    public Result<int> Write(Fd fd, ReadOnlySpan<byte> data)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || !file.CanWrite)
        {
            return new Result<int>(Errno.EBADF);
        }
        if (file.Pipe is { } pipe)
        {
            return WritePipe(file, pipe, data);
        }
        Node node = file.Node!;
        if (!node.IsRegular || data.IsEmpty)
        {
            return new Result<int>(data.Length);
        }
        if (process.Fault(SystemCall.Write, node.Name, out Errno fault))
        {
            // A disk that fills up takes a part first, but for what it has taken before.
            bool grows = file.Append || file.Position + data.Length > node.Data.Length;
            int part = data.Length > 1 && grows ? process.Machine.Dice.Below(data.Length) : 0;
            if (part == 0)
            {
                return new Result<int>(fault);
            }
            data = data[..part];
        }
        WriteFile(file, node, data);
        Tree.Touch(node);
        process.Machine.Tell(watcher => watcher.Stored(process, node));
        return new Result<int>(data.Length);
    }

    private static void WriteFile(OpenFile file, Node node, ReadOnlySpan<byte> data)
    {
        int at = file.Append ? node.Data.Length : (int)file.Position;
        byte[] content = node.Data;
        if (at + data.Length > content.Length)
        {
            Array.Resize(ref content, at + data.Length);
        }
        data.CopyTo(content.AsSpan(at));
        node.Data = content;
        file.Position = at + data.Length;
    }

    private Result<int> WritePipe(OpenFile file, PipeBuffer pipe, ReadOnlySpan<byte> data)
    {
        int length = data.Length;
        while (pipe.Readers > 0 && !pipe.CanTake(length))
        {
            if (file.NonBlocking)
            {
                return new Result<int>(Errno.EAGAIN);
            }
            process.WaitUntil(() => pipe.Readers == 0 || pipe.CanTake(length));
        }
        if (pipe.Readers == 0)
        {
            process.Signals.Send(Signal.SIGPIPE, process.Pid);
            process.ThrowIfDead();
            return new Result<int>(Errno.EPIPE);
        }
        int written = pipe.Put(data);
        byte[] copy = data[..written].ToArray();
        process.Machine.Tell(watcher => watcher.Wrote(process, file, copy));
        return new Result<int>(written);
    }

    public Result<long> Position(Fd fd)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file))
        {
            return new Result<long>(Errno.EBADF);
        }
        return file.Pipe == null ? new Result<long>(file.Position) : new Result<long>(Errno.ESPIPE);
    }

    public Errno Seek(Fd fd, long position)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || file.Pipe != null || position < 0)
        {
            return file == null ? Errno.EBADF : file.Pipe != null ? Errno.ESPIPE : Errno.EINVAL;
        }
        file.Position = position;
        file.Names = null;
        return Errno.None;
    }

    public Result<FileStatus> Stat(Fd fd)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file))
        {
            return new Result<FileStatus>(Errno.EBADF);
        }
        return new Result<FileStatus>(StatusOf(file));
    }

    public Errno ChangeMode(Fd fd, uint mode)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || file.Node is not { } node)
        {
            return Errno.EBADF;
        }
        node.Mode = mode & 0xfff;
        return Errno.None;
    }

    public Errno Truncate(Fd fd, long length)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || file.Node is not { IsRegular: true } node || !file.CanWrite)
        {
            return file == null ? Errno.EBADF : Errno.EINVAL;
        }
        byte[] content = node.Data;
        Array.Resize(ref content, (int)length);
        node.Data = content;
        return Errno.None;
    }

    /// <summary>
    /// Entries as struct linux_dirent64, of a snapshot that the first call takes. Positions are counts of entries: who seeks
    /// to one in a directory that has changed since may miss some.
    /// </summary>
    public Result<int> ReadDirectory(Fd fd, Span<byte> buffer)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || file.Node is not { IsDirectory: true } node)
        {
            return new Result<int>(file == null ? Errno.EBADF : Errno.ENOTDIR);
        }
        file.Names ??= new(Snapshot(node).Skip((int)file.Position));
        int length = 0;
        while (file.Names.TryPeek(out (string Name, Node Node) entry))
        {
            byte[] name = Encoding.Latin1.GetBytes(entry.Name);
            int record = (19 + name.Length + 1 + 7) & ~7;
            if (length + record > buffer.Length)
            {
                return length == 0 ? new Result<int>(Errno.EINVAL) : new Result<int>(length);
            }
            Span<byte> bytes = buffer.Slice(length, record);
            bytes.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, entry.Node.Number);
            file.Position++;
            BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], file.Position);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[16..], (ushort)record);
            bytes[18] = (byte)(entry.Node.Type >> 12);
            name.CopyTo(bytes[19..]);
            length += record;
            file.Names.Dequeue();
        }
        return new Result<int>(length);
    }

    private static List<(string Name, Node Node)> Snapshot(Node directory)
    {
        List<(string Name, Node Node)> names = [(".", directory), ("..", directory.Parent ?? directory)];
        foreach ((string name, Node node) in directory.Entries)
        {
            names.Add((name, node));
        }
        return names;
    }

    public Errno Pipe(int flags, out Fd readEnd, out Fd writeEnd)
    {
        PipeBuffer pipe = new() { Readers = 1, Writers = 1, WriterGeneration = 1 };
        bool nonBlocking = (flags & OpenFlags.O_NONBLOCK) != 0;
        bool closeOnExec = (flags & OpenFlags.O_CLOEXEC) != 0;
        OpenFile reader = new() { Pipe = pipe, CanRead = true, NonBlocking = nonBlocking };
        OpenFile writer = new() { Pipe = pipe, CanWrite = true, NonBlocking = nonBlocking };
        readEnd = Fd.None;
        writeEnd = Fd.None;
        Result<Fd> first = Descriptors.Add(reader, closeOnExec);
        if (!first.Ok)
        {
            return first.Error;
        }
        Result<Fd> second = Descriptors.Add(writer, closeOnExec);
        if (!second.Ok)
        {
            Descriptors.Remove(first.Value.Value);
            return second.Error;
        }
        readEnd = first.Value;
        writeEnd = second.Value;
        return Errno.None;
    }

    public Errno DuplicateTo(Fd from, int to, bool closeOnExec)
    {
        if (!Descriptors.TryGet(from, out OpenFile file))
        {
            return Errno.EBADF;
        }
        Descriptors.Put(to, file, closeOnExec);
        return Errno.None;
    }

    public Result<Fd> DuplicateAbove(Fd fd, int least) =>
        Descriptors.TryGet(fd, out OpenFile file) ? Descriptors.Add(file, closeOnExec: true, least) : new Result<Fd>(Errno.EBADF);

    public Errno CheckOpen(Fd fd) => Descriptors.TryGet(fd, out _) ? Errno.None : Errno.EBADF;

    public Errno SetCloseOnExec(Fd fd, bool on)
    {
        if (!Descriptors.TryGet(fd, out _))
        {
            return Errno.EBADF;
        }
        Descriptors.SetCloseOnExec(fd, on);
        return Errno.None;
    }

    public Errno SetNonBlocking(Fd fd, bool on)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file))
        {
            return Errno.EBADF;
        }
        file.NonBlocking = on;
        return Errno.None;
    }

    /// <summary>
    /// fcntl(2) F_SETLK and F_SETLKW: EAGAIN where another process is in the way, EINTR where a signal came.
    /// </summary>
    public Errno Lock(Fd fd, LockKind kind, bool wait, bool interruptible)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || file.Node is not { } node)
        {
            return Errno.EBADF;
        }
        if (kind == LockKind.Exclusive ? !file.CanWrite : !file.CanRead)
        {
            return Errno.EBADF;
        }
        while (IsInTheWay(node, kind))
        {
            if (!wait)
            {
                return Errno.EAGAIN;
            }
            WaitResult result = process.WaitUntil(() => !IsInTheWay(node, kind), Clock.Never, interruptible);
            if (result == WaitResult.Interrupted)
            {
                return Errno.EINTR;
            }
        }
        node.Locks.RemoveAll(held => held.Owner == process);
        node.Locks.Add(new RecordLock(process, kind));
        return Errno.None;
    }

    private bool IsInTheWay(Node node, LockKind kind) =>
        node.Locks.Exists(held => held.Owner != process && (kind == LockKind.Exclusive || held.Kind == LockKind.Exclusive));

    /// <summary>flock(2), exclusive.</summary>
    public Errno LockOpenFile(Fd fd)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || file.Node is not { } node)
        {
            return Errno.EBADF;
        }
        while (node.Holder is { } holder && holder != file)
        {
            _ = process.WaitUntil(() => node.Holder == null);
        }
        node.Holder = file;
        return Errno.None;
    }

    /// <summary>The same with LOCK_NB.</summary>
    public Errno TryLockOpenFile(Fd fd)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || file.Node is not { } node)
        {
            return Errno.EBADF;
        }
        if (node.Holder is { } holder && holder != file)
        {
            return Errno.EAGAIN;
        }
        node.Holder = file;
        return Errno.None;
    }

    /// <summary>Whose exclusive lock it is.</summary>
    public Result<Pid> LockHolder(Fd fd)
    {
        if (!Descriptors.TryGet(fd, out OpenFile file) || file.Node is not { } node)
        {
            return new Result<Pid>(Errno.EBADF);
        }
        int index = node.Locks.FindIndex(held => held.Owner != process && held.Kind == LockKind.Exclusive);
        return new Result<Pid>(index < 0 ? Pid.None : node.Locks[index].Owner.Pid);
    }
}
