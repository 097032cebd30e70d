using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    public static Result<Fd> Open(Fd directory, ReadOnlySpan<byte> pathZ, int flags, uint mode = 0)
    {
        string path = PathText(pathZ);
        bool creates = (flags & OpenFlags.O_CREAT) != 0 && Self.Files.Find(directory, path, follow: true, out _).Failed;
        SystemCall call = creates ? SystemCall.Create : SystemCall.Open;
        return Enter(call).Fault(call, path, out Errno fault)
            ? new Result<Fd>(fault)
            : Self.Files.Open(directory, path, flags | OpenFlags.O_CLOEXEC, mode);
    }

    public static Result<Fd> OpenDirectory(Fd directory, ReadOnlySpan<byte> pathZ) =>
        Open(directory, pathZ, OpenFlags.O_RDONLY | Architecture.O_DIRECTORY);

    public static void Close(Fd fd)
    {
        Assert.That(fd.IsOpen);
        Errno error = Enter(SystemCall.Close).Files.Close(fd);
        // The real kernel would say EBADF and nobody hears it: a descriptor closed twice is a fault of the program.
        Assert.That(error.IsNone);
    }

    public static Result<int> Read(Fd fd, Span<byte> buffer) =>
        Enter(SystemCall.Read).Fault(SystemCall.Read, null, out Errno fault)
            ? new Result<int>(fault)
            : Self.Files.Read(fd, buffer);

    public static Result<int> Write(Fd fd, ReadOnlySpan<byte> data) =>
        Enter(SystemCall.Write).Files.Write(fd, data);

    public static Result<int> ReadAt(Fd fd, Span<byte> buffer, long position)
    {
        Errno error = Enter(SystemCall.Read).Files.Seek(fd, position);
        return error.Failed ? new Result<int>(error) : Self.Files.Read(fd, buffer);
    }

    public static Result<int> WriteAt(Fd fd, ReadOnlySpan<byte> data, long position)
    {
        Errno error = Enter(SystemCall.Write).Files.Seek(fd, position);
        return error.Failed ? new Result<int>(error) : Self.Files.Write(fd, data);
    }

    public static Result<long> Position(Fd fd) => Enter(SystemCall.Seek).Files.Position(fd);

    public static Errno Seek(Fd fd, long position) => Enter(SystemCall.Seek).Files.Seek(fd, position);

    public static Result<FileStatus> Stat(Fd directory, ReadOnlySpan<byte> pathZ)
    {
        string path = PathText(pathZ);
        return Enter(SystemCall.Stat).Fault(SystemCall.Stat, path, out Errno fault)
            ? new Result<FileStatus>(fault)
            : Self.Files.Stat(directory, path, follow: true);
    }

    public static Result<FileStatus> StatLink(Fd directory, ReadOnlySpan<byte> pathZ) =>
        Enter(SystemCall.Stat).Files.Stat(directory, PathText(pathZ), follow: false);

    public static Result<FileStatus> Stat(Fd fd) => Enter(SystemCall.Stat).Files.Stat(fd);

    public static Errno Access(Fd directory, ReadOnlySpan<byte> pathZ, int mode) =>
        Enter(SystemCall.Stat).Files.Access(directory, PathText(pathZ), mode);

    public static Errno MakeDirectory(Fd directory, ReadOnlySpan<byte> pathZ, uint mode)
    {
        string path = PathText(pathZ);
        return Enter(SystemCall.Create).Fault(SystemCall.Create, path, out Errno fault)
            ? fault
            : Self.Files.MakeDirectory(directory, path, mode);
    }

    public static Errno MakeFifo(Fd directory, ReadOnlySpan<byte> pathZ, uint mode)
    {
        string path = PathText(pathZ);
        return Enter(SystemCall.Create).Fault(SystemCall.Create, path, out Errno fault)
            ? fault
            : Self.Files.MakeFifo(directory, path, mode);
    }

    public static Errno Unlink(Fd directory, ReadOnlySpan<byte> pathZ) =>
        Enter(SystemCall.Unlink).Files.Unlink(directory, PathText(pathZ));

    public static Errno RemoveDirectory(Fd directory, ReadOnlySpan<byte> pathZ) =>
        Enter(SystemCall.Unlink).Files.RemoveDirectory(directory, PathText(pathZ));

    /// <summary>Files have no extended attributes here (ENODATA).</summary>
    public static Result<int> GetAttribute(ReadOnlySpan<byte> pathZ, ReadOnlySpan<byte> nameZ, Span<byte> value)
    {
        Assert.That(nameZ[^1] == 0);
        Result<FileStatus> status = Enter(SystemCall.Stat).Files.Stat(Fd.CurrentDirectory, PathText(pathZ), follow: true);
        return status.Ok ? new Result<int>(new Errno(61)) : new Result<int>(status.Error);
    }

    public static Errno Rename(Fd directory, ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ)
    {
        string path = PathText(toZ);
        return Enter(SystemCall.Rename).Fault(SystemCall.Rename, path, out Errno fault)
            ? fault
            : Self.Files.Rename(directory, PathText(fromZ), path);
    }

    public static Errno Link(Fd directory, ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ) =>
        Enter(SystemCall.Create).Files.Link(directory, PathText(fromZ), PathText(toZ));

    public static Errno SymbolicLink(ReadOnlySpan<byte> targetZ, Fd directory, ReadOnlySpan<byte> pathZ) =>
        Enter(SystemCall.Create).Files.SymbolicLink(PathText(targetZ), directory, PathText(pathZ));

    public static Result<int> ReadLink(Fd directory, ReadOnlySpan<byte> pathZ, Span<byte> target) =>
        Enter(SystemCall.Stat).Files.ReadLink(directory, PathText(pathZ), target);

    public static Errno ChangeMode(Fd directory, ReadOnlySpan<byte> pathZ, uint mode) =>
        Enter(SystemCall.Change).Files.ChangeMode(directory, PathText(pathZ), mode);

    public static Errno ChangeMode(Fd fd, uint mode) => Enter(SystemCall.Change).Files.ChangeMode(fd, mode);

    public static Errno ChangeGroup(Fd directory, ReadOnlySpan<byte> pathZ, uint gid) =>
        Enter(SystemCall.Change).Files.ChangeGroup(directory, PathText(pathZ), gid);

    public static Errno Truncate(Fd fd, long length) => Enter(SystemCall.Change).Files.Truncate(fd, length);

    public static Errno Synchronize(Fd fd) =>
        Enter(SystemCall.Synchronize).Fault(SystemCall.Synchronize, null, out Errno fault) ? fault : Self.Files.CheckOpen(fd);

    public static Result<int> ReadDirectory(Fd fd, Span<byte> buffer) =>
        Enter(SystemCall.ReadDirectory).Files.ReadDirectory(fd, buffer);

    public static Errno ChangeDirectory(ReadOnlySpan<byte> pathZ) =>
        Enter(SystemCall.Change).Files.ChangeDirectory(PathText(pathZ));

    public static Result<int> CurrentDirectory(Span<byte> pathZ) => Enter(SystemCall.Stat).Files.CurrentDirectory(pathZ);

    public static uint SetUmask(uint mask) => Enter(SystemCall.Own).Files.SetUmask(mask);

    public static Errno Pipe(out Fd readEnd, out Fd writeEnd, int flags = 0)
    {
        readEnd = Fd.None;
        writeEnd = Fd.None;
        return Enter(SystemCall.Pipe).Fault(SystemCall.Pipe, null, out Errno fault)
            ? fault
            : Self.Files.Pipe(flags | OpenFlags.O_CLOEXEC, out readEnd, out writeEnd);
    }

    public static Errno DuplicateTo(Fd from, int to)
    {
        Assert.That(from.Value != to);
        return Enter(SystemCall.Duplicate).Files.DuplicateTo(from, to, closeOnExec: false);
    }

    public static Result<Fd> DuplicateAbove(Fd fd, int least) =>
        Enter(SystemCall.Duplicate).Fault(SystemCall.Duplicate, null, out Errno fault)
            ? new Result<Fd>(fault)
            : Self.Files.DuplicateAbove(fd, least);

    public static Errno CheckOpen(Fd fd) => Enter(SystemCall.Own).Files.CheckOpen(fd);

    public static Errno SetCloseOnExec(Fd fd, bool on) => Enter(SystemCall.Own).Files.SetCloseOnExec(fd, on);

    public static Errno SetNonBlocking(Fd fd, bool on) => Enter(SystemCall.Own).Files.SetNonBlocking(fd, on);

    public static Errno Lock(Fd fd, LockKind kind, bool wait) =>
        Enter(SystemCall.Lock).Fault(SystemCall.Lock, null, out Errno fault)
            ? fault
            : Self.Files.Lock(fd, kind, wait, interruptible: false);

    public static Errno LockInterruptibly(Fd fd, LockKind kind) =>
        Enter(SystemCall.Lock).Files.Lock(fd, kind, wait: true, interruptible: true);

    public static Errno LockOpenFile(Fd fd) => Enter(SystemCall.Lock).Files.LockOpenFile(fd);

    public static Errno TryLockOpenFile(Fd fd) => Enter(SystemCall.Lock).Files.TryLockOpenFile(fd);

    public static Result<Pid> LockHolder(Fd fd) => Enter(SystemCall.Lock).Files.LockHolder(fd);

    public static Result<bool> IsLocked(Fd fd)
    {
        Result<Pid> holder = LockHolder(fd);
        return holder.Ok ? new Result<bool>(!holder.Value.IsNone) : new Result<bool>(holder.Error);
    }
}
