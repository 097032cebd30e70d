using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    private const int AT_REMOVEDIR = 0x200;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int F_GETFD = 1;
    private const int F_SETFD = 2;
    private const int F_GETFL = 3;
    private const int F_SETFL = 4;
    private const int F_GETLK = 5;
    private const int F_SETLK = 6;
    private const int F_SETLKW = 7;

    /// <summary>struct flock of fcntl(2).</summary>
    private struct FileLock
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Pid;
    }

    /// <summary>openat(2). O_CLOEXEC is always added: what a child inherits is told to Spawn.</summary>
    public static Result<Fd> Open(Fd directory, ReadOnlySpan<byte> pathZ, int flags, uint mode = 0) =>
        ToFd(CallAgain(Architecture.SYS_openat, directory.Value, PathPointer(pathZ), flags | OpenFlags.O_CLOEXEC, (nint)mode));

    /// <summary>openat(2) without O_CLOEXEC: the descriptor is meant for the next program of a chain.</summary>
    public static Result<Fd> OpenInheritable(Fd directory, ReadOnlySpan<byte> pathZ, int flags, uint mode = 0)
    {
        Assert.That((flags & OpenFlags.O_CLOEXEC) == 0);
        return ToFd(CallAgain(Architecture.SYS_openat, directory.Value, PathPointer(pathZ), flags, (nint)mode));
    }

    /// <summary>Opens a directory for reading its entries or as the base of other paths.</summary>
    public static Result<Fd> OpenDirectory(Fd directory, ReadOnlySpan<byte> pathZ) =>
        Open(directory, pathZ, OpenFlags.O_RDONLY | Architecture.O_DIRECTORY);

    public static void Close(Fd fd)
    {
        Assert.That(fd.IsOpen);
        _ = Call(Architecture.SYS_close, fd.Value);
    }

    /// <summary>read(2): the number of bytes, 0 at the end.</summary>
    public static Result<int> Read(Fd fd, Span<byte> buffer) =>
        ToInt(CallAgain(Architecture.SYS_read, fd.Value, DataPointer(buffer), buffer.Length));

    /// <summary>write(2): the number of bytes, which may be fewer than given.</summary>
    public static Result<int> Write(Fd fd, ReadOnlySpan<byte> data) =>
        ToInt(CallAgain(Architecture.SYS_write, fd.Value, DataPointer(data), data.Length));

    /// <summary>pread64(2): reads from a place in the file.</summary>
    public static Result<int> ReadAt(Fd fd, Span<byte> buffer, long position) =>
        ToInt(CallAgain(Architecture.SYS_pread64, fd.Value, DataPointer(buffer), buffer.Length, (nint)position));

    /// <summary>pwrite64(2): writes to a place in the file.</summary>
    public static Result<int> WriteAt(Fd fd, ReadOnlySpan<byte> data, long position) =>
        ToInt(CallAgain(Architecture.SYS_pwrite64, fd.Value, DataPointer(data), data.Length, (nint)position));

    /// <summary>
    /// splice(2): moves bytes from a pipe to a place in a file, without waiting; how many, 0 at the end. What has left the
    /// pipe is in the file, even where the process is killed meanwhile.
    /// </summary>
    public static Result<int> Splice(Fd pipe, Fd file, long position, int length)
    {
        const int SPLICE_F_NONBLOCK = 2;
        long offset = position;
        return ToInt(Call(Architecture.SYS_splice, pipe.Value, 0, file.Value, (nint)(&offset), length, SPLICE_F_NONBLOCK));
    }

    /// <summary>memfd_create(2): an empty file in memory, with O_CLOEXEC; the name is for /proc only.</summary>
    public static Result<Fd> CreateMemoryFile(ReadOnlySpan<byte> nameZ)
    {
        const int MFD_CLOEXEC = 1;
        return ToFd(Call(Architecture.SYS_memfd_create, PathPointer(nameZ), MFD_CLOEXEC));
    }

    /// <summary>Where the next read or write of the file will be.</summary>
    public static Result<long> Position(Fd fd)
    {
        nint result = Call(Architecture.SYS_lseek, fd.Value, 0, 1);
        return result < 0 ? new Result<long>(ToErrno(result)) : new Result<long>(result);
    }

    /// <summary>Moves to a place counted from the start of the file.</summary>
    public static Errno Seek(Fd fd, long position) => ToErrno(Call(Architecture.SYS_lseek, fd.Value, (nint)position, 0));

    public static Result<FileStatus> Stat(Fd directory, ReadOnlySpan<byte> pathZ)
    {
        byte* stat = stackalloc byte[Architecture.StatLength];
        nint result = Call(Architecture.SYS_newfstatat, directory.Value, PathPointer(pathZ), (nint)stat);
        return result < 0 ? new Result<FileStatus>(ToErrno(result)) : new Result<FileStatus>(Architecture.ReadStat(stat));
    }

    /// <summary>Stat of what the path itself names, a symbolic link too.</summary>
    public static Result<FileStatus> StatLink(Fd directory, ReadOnlySpan<byte> pathZ)
    {
        byte* stat = stackalloc byte[Architecture.StatLength];
        nint result = Call(Architecture.SYS_newfstatat, directory.Value, PathPointer(pathZ), (nint)stat, AT_SYMLINK_NOFOLLOW);
        return result < 0 ? new Result<FileStatus>(ToErrno(result)) : new Result<FileStatus>(Architecture.ReadStat(stat));
    }

    /// <summary>Stat of an open file.</summary>
    public static Result<FileStatus> Stat(Fd fd)
    {
        const int AT_EMPTY_PATH = 0x1000;
        byte* stat = stackalloc byte[Architecture.StatLength];
        nint result = Call(Architecture.SYS_newfstatat, fd.Value, PathPointer("\0"u8), (nint)stat, AT_EMPTY_PATH);
        return result < 0 ? new Result<FileStatus>(ToErrno(result)) : new Result<FileStatus>(Architecture.ReadStat(stat));
    }

    public static Errno Access(Fd directory, ReadOnlySpan<byte> pathZ, int mode) =>
        ToErrno(Call(Architecture.SYS_faccessat, directory.Value, PathPointer(pathZ), mode));

    public static Errno MakeDirectory(Fd directory, ReadOnlySpan<byte> pathZ, uint mode) =>
        ToErrno(Call(Architecture.SYS_mkdirat, directory.Value, PathPointer(pathZ), (nint)mode));

    public static Errno MakeFifo(Fd directory, ReadOnlySpan<byte> pathZ, uint mode) =>
        ToErrno(Call(Architecture.SYS_mknodat, directory.Value, PathPointer(pathZ), (nint)(mode | FileMode.S_IFIFO)));

    public static Errno Unlink(Fd directory, ReadOnlySpan<byte> pathZ) =>
        ToErrno(Call(Architecture.SYS_unlinkat, directory.Value, PathPointer(pathZ)));

    /// <summary>getxattr(2): the length of an extended attribute's value.</summary>
    public static Result<int> GetAttribute(ReadOnlySpan<byte> pathZ, ReadOnlySpan<byte> nameZ, Span<byte> value) =>
        ToInt(Call(Architecture.SYS_getxattr, PathPointer(pathZ), PathPointer(nameZ), DataPointer(value), value.Length));

    public static Errno Rename(Fd directory, ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ) =>
        ToErrno(Call(Architecture.SYS_renameat, directory.Value, PathPointer(fromZ), directory.Value, PathPointer(toZ)));

    public static Errno Link(Fd directory, ReadOnlySpan<byte> fromZ, ReadOnlySpan<byte> toZ) =>
        ToErrno(Call(Architecture.SYS_linkat, directory.Value, PathPointer(fromZ), directory.Value, PathPointer(toZ)));

    /// <summary>The same from one directory to another.</summary>
    public static Errno Link(Fd from, ReadOnlySpan<byte> fromZ, Fd to, ReadOnlySpan<byte> toZ) =>
        ToErrno(Call(Architecture.SYS_linkat, from.Value, PathPointer(fromZ), to.Value, PathPointer(toZ)));

    /// <summary>symlinkat(2): a link at path that says target.</summary>
    public static Errno SymbolicLink(ReadOnlySpan<byte> targetZ, Fd directory, ReadOnlySpan<byte> pathZ) =>
        ToErrno(Call(Architecture.SYS_symlinkat, PathPointer(targetZ), directory.Value, PathPointer(pathZ)));

    /// <summary>readlinkat(2): the length of what the link says, which is not NUL-terminated.</summary>
    public static Result<int> ReadLink(Fd directory, ReadOnlySpan<byte> pathZ, Span<byte> target) =>
        ToInt(Call(Architecture.SYS_readlinkat, directory.Value, PathPointer(pathZ), DataPointer(target), target.Length));

    public static Errno ChangeMode(Fd directory, ReadOnlySpan<byte> pathZ, uint mode) =>
        ToErrno(Call(Architecture.SYS_fchmodat, directory.Value, PathPointer(pathZ), (nint)mode));

    public static Errno ChangeMode(Fd fd, uint mode) => ToErrno(Call(Architecture.SYS_fchmod, fd.Value, (nint)mode));

    /// <summary>Gives a file to a group; its owner stays.</summary>
    public static Errno ChangeGroup(Fd directory, ReadOnlySpan<byte> pathZ, uint gid) =>
        ToErrno(Call(Architecture.SYS_fchownat, directory.Value, PathPointer(pathZ), -1, (nint)gid));

    public static Errno Truncate(Fd fd, long length) =>
        ToErrno(CallAgain(Architecture.SYS_ftruncate, fd.Value, (nint)length));

    public static Errno Synchronize(Fd fd) => ToErrno(CallAgain(Architecture.SYS_fsync, fd.Value));

    /// <summary>getdents64(2): bytes of entries put into the buffer, 0 at the end.</summary>
    public static Result<int> ReadDirectory(Fd fd, Span<byte> buffer) =>
        ToInt(Call(Architecture.SYS_getdents64, fd.Value, DataPointer(buffer), buffer.Length));

    public static Errno ChangeDirectory(ReadOnlySpan<byte> pathZ) => ToErrno(Call(Architecture.SYS_chdir, PathPointer(pathZ)));

    /// <summary>getcwd(2): the length of the current directory's path with its NUL.</summary>
    public static Result<int> CurrentDirectory(Span<byte> pathZ) =>
        ToInt(Call(Architecture.SYS_getcwd, DataPointer(pathZ), pathZ.Length));

    /// <summary>Sets the file mode creation mask and gives the one before.</summary>
    public static uint SetUmask(uint mask) => (uint)Call(Architecture.SYS_umask, (nint)mask);

    /// <summary>pipe2(2) with O_CLOEXEC and the given flags.</summary>
    public static Errno Pipe(out Fd readEnd, out Fd writeEnd, int flags = 0)
    {
        int* ends = stackalloc int[2];
        nint result = Call(Architecture.SYS_pipe2, (nint)ends, flags | OpenFlags.O_CLOEXEC);
        readEnd = result < 0 ? Fd.None : new Fd(ends[0]);
        writeEnd = result < 0 ? Fd.None : new Fd(ends[1]);
        return ToErrno(result);
    }

    /// <summary>Puts a copy of a descriptor under a number, without O_CLOEXEC; the two must differ.</summary>
    public static Errno DuplicateTo(Fd from, int to)
    {
        Assert.That(from.Value != to);
        return ToErrno(CallAgain(Architecture.SYS_dup3, from.Value, to));
    }

    /// <summary>A copy of a descriptor with a number of at least that, with O_CLOEXEC.</summary>
    public static Result<Fd> DuplicateAbove(Fd fd, int least) =>
        ToFd(Call(Architecture.SYS_fcntl, fd.Value, F_DUPFD_CLOEXEC, least));

    /// <summary>Whether the number is an open descriptor.</summary>
    public static Errno CheckOpen(Fd fd) => ToErrno(Call(Architecture.SYS_fcntl, fd.Value, F_GETFD));

    public static Errno SetCloseOnExec(Fd fd, bool on) => ToErrno(Call(Architecture.SYS_fcntl, fd.Value, F_SETFD, on ? 1 : 0));

    public static Errno SetNonBlocking(Fd fd, bool on)
    {
        nint flags = Call(Architecture.SYS_fcntl, fd.Value, F_GETFL);
        if (flags < 0)
        {
            return ToErrno(flags);
        }
        nint wanted = on ? flags | OpenFlags.O_NONBLOCK : flags & ~OpenFlags.O_NONBLOCK;
        return wanted == flags ? Errno.None : ToErrno(Call(Architecture.SYS_fcntl, fd.Value, F_SETFL, wanted));
    }

    /// <summary>
    /// Takes a record lock on the whole file. Without waiting, a lock that is held elsewhere gives EAGAIN.
    /// </summary>
    public static Errno Lock(Fd fd, LockKind kind, bool wait)
    {
        FileLock record = new() { Type = (short)kind };
        nint result = CallAgain(Architecture.SYS_fcntl, fd.Value, wait ? F_SETLKW : F_SETLK, (nint)(&record));
        return result == -13 ? Errno.EAGAIN : ToErrno(result);
    }

    /// <summary>The same, but a signal interrupts the wait with EINTR.</summary>
    public static Errno LockInterruptibly(Fd fd, LockKind kind)
    {
        FileLock record = new() { Type = (short)kind };
        return ToErrno(Call(Architecture.SYS_fcntl, fd.Value, F_SETLKW, (nint)(&record)));
    }

    /// <summary>Whether another process holds an exclusive lock on the file.</summary>
    public static Result<bool> IsLocked(Fd fd)
    {
        Result<Pid> holder = LockHolder(fd);
        return holder.Ok ? new Result<bool>(!holder.Value.IsNone) : new Result<bool>(holder.Error);
    }

    /// <summary>The process that holds an exclusive lock on the file, or none. One that cannot be named (it is in another
    /// PID namespace) is -1.</summary>
    public static Result<Pid> LockHolder(Fd fd)
    {
        const short F_UNLCK = 2;
        FileLock record = new() { Type = (short)LockKind.Shared };
        nint result = Call(Architecture.SYS_fcntl, fd.Value, F_GETLK, (nint)(&record));
        if (result < 0)
        {
            return new Result<Pid>(ToErrno(result));
        }
        int holder = record.Pid > 0 ? record.Pid : -1;
        return new Result<Pid>(record.Type == F_UNLCK ? Pid.None : new Pid(holder));
    }

    /// <summary>
    /// flock(2): waits for an exclusive lock on the open file. Children share it until they execute their program.
    /// </summary>
    public static Errno LockOpenFile(Fd fd)
    {
        const int LOCK_EX = 2;
        return ToErrno(CallAgain(Architecture.SYS_flock, fd.Value, LOCK_EX));
    }

    /// <summary>The same without waiting: EAGAIN where somebody has the lock.</summary>
    public static Errno TryLockOpenFile(Fd fd)
    {
        const int LOCK_EX = 2;
        const int LOCK_NB = 4;
        return ToErrno(Call(Architecture.SYS_flock, fd.Value, LOCK_EX | LOCK_NB));
    }
}
