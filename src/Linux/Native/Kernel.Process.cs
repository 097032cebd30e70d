using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    private const int CLONE_VM = 0x100;
    private const int CLONE_FILES = 0x400;
    private const int CLONE_VFORK = 0x4000;
    private const int CLONE_PARENT_SETTID = 0x100000;
    private const int CLONE_NEWPID = 0x20000000;
    private const int WNOHANG = 1;

    /// <summary>
    /// What a child between clone and execve works from. It lies on the parent's stack, which waits meanwhile.
    /// </summary>
    private struct Child
    {
        public byte* Path;
        public byte** Arguments;
        public byte** Environment;
        public DescriptorMove* Moves;
        public int MoveCount;
        public byte* Opened;
        public int OpenedAs;
        public int Directory;
        public int Cgroup;
        public ulong Blocked;
        public bool KeepsMask;
        public bool NewSession;
        public ChildDescriptors Table;
        public int Pid;
        public int Error;
        public void* Birth;
        public delegate*<void*, int, void> RecordBirth;
    }

    /// <summary>
    /// Starts a child. It shares the parent's memory until it has executed the program (vfork(2)), so this returns when
    /// that is done or has failed, and the child's error is the result.
    /// </summary>
    public static Result<Pid> Spawn(in SpawnRequest request) => Spawn(request, null, null);

    /// <summary>The same; the child has its birth recorded before it executes the program.</summary>
    public static Result<Pid> Spawn<TBirth>(in SpawnRequest request, ref TBirth birth)
        where TBirth : unmanaged, IBirth => Spawn(request, Unsafe.AsPointer(ref birth), &RecordBirth<TBirth>);

    private static void RecordBirth<TBirth>(void* birth, int pid)
        where TBirth : unmanaged, IBirth => ((TBirth*)birth)->Record(new Pid(pid));

    private static Result<Pid> Spawn(in SpawnRequest request, void* birth, delegate*<void*, int, void> recordBirth)
    {
        Assert.That(request.PathZ[^1] == 0 && request.Arguments.Count > 0 && request.Arguments.IsTerminated);
        Assert.That(request.Descriptors.Length <= Limits.SpawnDescriptorsMax);
        // SAFETY: the child runs on a part of this frame of its own, and is gone from it before clone returns here.
        byte* stack = stackalloc byte[Limits.SpawnStackLength + 16];
        DescriptorMove* moves = stackalloc DescriptorMove[Limits.SpawnDescriptorsMax];
        for (int i = 0; i < request.Descriptors.Length; i++)
        {
            moves[i] = request.Descriptors[i];
        }
        Child child = new()
        {
            Path = (byte*)PathPointer(request.PathZ),
            Arguments = request.Arguments.Pointer,
            Environment = request.Environment.Pointer,
            Moves = moves,
            MoveCount = request.Descriptors.Length,
            Opened = request.OpenedZ.IsEmpty ? null : (byte*)PathPointer(request.OpenedZ),
            OpenedAs = request.OpenedAs,
            Directory = request.Directory.Value,
            Cgroup = request.Cgroup.Value,
            Blocked = request.Blocked,
            KeepsMask = request.KeepsMask,
            NewSession = request.NewSession,
            Table = request.Table,
            Birth = birth,
            RecordBirth = recordBirth,
        };
        const int SIGCHLD = 17;
        int flags = CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | SIGCHLD | (request.NewPidNamespace ? CLONE_NEWPID : 0)
            | (request.Table.FirstPrivate > 0 ? CLONE_FILES : 0);
        byte* top = (byte*)((nint)(stack + Limits.SpawnStackLength) & ~(nint)15);
        int pid = Libc.__clone(&RunChild, top, flags, &child, (nint)(&child.Pid), 0, 0);
        if (pid < 0)
        {
            return new Result<Pid>(new Errno(-pid));
        }
        ClearSpares(request);
        if (child.Error != 0)
        {
            _ = WaitFor(new Pid(pid), wait: true);
            return new Result<Pid>(new Errno(child.Error));
        }
        return new Result<Pid>(new Pid(pid));
    }

    [UnmanagedCallersOnly]
    private static int RunChild(void* argument)
    {
        Child* child = (Child*)argument;
        if (child->NewSession)
        {
            _ = Call(Architecture.SYS_setsid);
        }
        // Before anything takes its place: a descriptor of the new program may have the number of the record's file.
        nint result = child->Cgroup >= 0 ? EnterCgroup(child->Cgroup) : 0;
        if (result >= 0 && child->RecordBirth != null)
        {
            child->RecordBirth(child->Birth, child->Pid);
        }
        if (result >= 0 && child->Directory >= 0)
        {
            result = Call(Architecture.SYS_fchdir, child->Directory);
        }
        if (result >= 0 && child->Table.FirstPrivate > 0)
        {
            result = SeparateDescriptors(child);
        }
        if (result >= 0)
        {
            result = MoveDescriptors(child->Moves, child->MoveCount);
        }
        if (result >= 0 && child->Opened != null)
        {
            result = OpenAs(child->Opened, child->OpenedAs);
        }
        if (result >= 0)
        {
            RunAnywhereAgain();
            if (!child->KeepsMask)
            {
                _ = Call(Architecture.SYS_rt_sigprocmask, SIG_SETMASK, (nint)(&child->Blocked), 0, 8);
            }
            result = ToNegative(Execute(child->Path, child->Arguments, child->Environment));
        }
        child->Error = (int)-result;
        return 127;
    }

    /// <summary>cgroup.procs takes 0 for the process that writes it.</summary>
    private static nint EnterCgroup(int processes)
    {
        byte self = (byte)'0';
        return Call(Architecture.SYS_write, processes, (nint)(&self), 1);
    }

    /// <summary>
    /// Gives a child that shares its parent's table one of its own, with the low numbers only. Before that, what it needs
    /// of the others is put under low numbers that are kept for that.
    /// </summary>
    private static nint SeparateDescriptors(Child* child)
    {
        const int CLOSE_RANGE_UNSHARE = 2;
        int first = child->Table.FirstPrivate;
        for (int i = 0; i < child->MoveCount; i++)
        {
            if (child->Moves[i].From.Value >= first)
            {
                int spare = child->Table.Spare(i);
                nint moved = Call(Architecture.SYS_dup3, child->Moves[i].From.Value, spare, OpenFlags.O_CLOEXEC);
                if (moved < 0)
                {
                    return moved;
                }
                child->Moves[i] = new DescriptorMove(new Fd(spare), child->Moves[i].To);
            }
        }
        nint result = Call(Architecture.SYS_close_range, first, int.MaxValue, CLOSE_RANGE_UNSHARE);
        if (result < 0)
        {
            // Linux before 5.9: a copy of the table after all.
            result = Call(Architecture.SYS_unshare, CLONE_FILES);
        }
        if (result >= 0 && child->Table.Limits.Soft > 0)
        {
            // Where a hard limit was lowered meanwhile that fails: the child then has its parent's.
            ResourceLimits limits = child->Table.Limits;
            _ = Call(Architecture.SYS_prlimit64, 0, (nint)ResourceLimit.OpenFiles, (nint)(&limits), 0);
        }
        return result;
    }

    /// <summary>What a child left under the numbers it passed through is let go of: a pipe has to end some time.</summary>
    private static void ClearSpares(in SpawnRequest request)
    {
        ChildDescriptors table = request.Table;
        for (int i = 0; table.FirstPrivate > 0 && i < request.Descriptors.Length; i++)
        {
            if (request.Descriptors[i].From.Value >= table.FirstPrivate)
            {
                _ = Call(Architecture.SYS_dup3, table.Nothing.Value, table.Spare(i), OpenFlags.O_CLOEXEC);
            }
        }
    }

    private static nint OpenAs(byte* path, int number)
    {
        const int Flags = OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC;
        nint fd = Call(Architecture.SYS_openat, Fd.CurrentDirectory.Value, (nint)path, Flags);
        if (fd < 0)
        {
            return fd;
        }
        return fd == number
            ? Call(Architecture.SYS_fcntl, number, F_SETFD, 0)
            : Call(Architecture.SYS_dup3, fd, number);
    }

    private static nint ToNegative(Errno error) => -error.Value;

    /// <summary>
    /// Puts every descriptor in its place in a child. One that stands where another one goes is moved out of the way first.
    /// </summary>
    private static nint MoveDescriptors(DescriptorMove* moves, int count)
    {
        int highest = 2;
        for (int i = 0; i < count; i++)
        {
            highest = Math.Max(highest, moves[i].To);
        }
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                if (i != j && moves[i].From.Value == moves[j].To)
                {
                    nint copy = Call(Architecture.SYS_fcntl, moves[i].From.Value, F_DUPFD_CLOEXEC, highest + 1);
                    if (copy < 0)
                    {
                        return copy;
                    }
                    moves[i] = new DescriptorMove(new Fd((int)copy), moves[i].To);
                    break;
                }
            }
        }
        for (int i = 0; i < count; i++)
        {
            nint result = moves[i].From.Value == moves[i].To
                ? Call(Architecture.SYS_fcntl, moves[i].To, F_SETFD, 0)
                : Call(Architecture.SYS_dup3, moves[i].From.Value, moves[i].To);
            if (result < 0)
            {
                return result;
            }
        }
        return 0;
    }

    /// <summary>
    /// Becomes another program; returns only with an error. Without a slash the path is looked up in PATH.
    /// </summary>
    public static Errno Execute(ReadOnlySpan<byte> pathZ, Arguments arguments, EnvironmentBlock environment) =>
        Execute((byte*)PathPointer(pathZ), arguments.Pointer, environment.Pointer);

    private static Errno Execute(byte* path, byte** arguments, byte** environment)
    {
        ReadOnlySpan<byte> name = new(path, (int)Libc.strlen(path));
        if (name.IndexOf((byte)'/') >= 0)
        {
            return ToErrno(Call(Architecture.SYS_execve, (nint)path, (nint)arguments, (nint)environment));
        }
        if (name.IsEmpty)
        {
            return Errno.ENOENT;
        }
        return ExecuteFromPath(name, arguments, environment);
    }

    /// <summary>
    /// execvp(3): tries every directory of PATH. EACCES in one does not keep the others from being tried, but is told
    /// where none has the program.
    /// </summary>
    private static Errno ExecuteFromPath(ReadOnlySpan<byte> name, byte** arguments, byte** environment)
    {
        SearchPath search = new(new EnvironmentBlock(environment));
        Errno error = Errno.ENOENT;
        Span<byte> candidate = stackalloc byte[Limits.SearchedPathLengthMax];
        while (search.Next(out ReadOnlySpan<byte> directory))
        {
            PathBuffer file = new(candidate);
            file.Append(directory);
            file.Append(directory.IsEmpty ? ""u8 : "/"u8);
            file.Append(name);
            if (file.Overflowed)
            {
                error = Errno.ENAMETOOLONG;
                continue;
            }
            Errno failure = ToErrno(Call(Architecture.SYS_execve, PathPointer(file.TextZ), (nint)arguments, (nint)environment));
            if (failure == Errno.EACCES)
            {
                error = failure;
            }
            else if (failure != Errno.ENOENT && failure != Errno.ENOTDIR)
            {
                return failure;
            }
        }
        return error;
    }

    /// <summary>
    /// Sets what is done after a failed assertion has been printed, in place of exiting 101; it should not return.
    /// </summary>
    public static void OnPanic(delegate*<void> action) => Panic.OnDeath(action);

    /// <summary>Ends the process.</summary>
    [DoesNotReturn]
    public static void Exit(int code) => Libc._exit(code);

    /// <summary>A child that has ended, and how. Pid.None: none has; ECHILD: there are no children.</summary>
    public static Result<ChildExit> WaitFor(Pid pid, bool wait)
    {
        int status = 0;
        nint result = CallAgain(Architecture.SYS_wait4, pid.Value, (nint)(&status), wait ? 0 : WNOHANG);
        return result < 0
            ? new Result<ChildExit>(ToErrno(result))
            : new Result<ChildExit>(new ChildExit(new Pid((int)result), new WaitStatus(status)));
    }

    /// <summary>The same for any child.</summary>
    public static Result<ChildExit> WaitForAny(bool wait) => WaitFor(new Pid(-1), wait);

    public static Errno Kill(Pid pid, Signal signal, KillTarget target = KillTarget.Process)
    {
        // Never the whole system (0, 1 and -1 have meanings of their own for kill(2)).
        Assert.That(pid.Value > 1);
        return ToErrno(Call(Architecture.SYS_kill, target == KillTarget.Process ? pid.Value : -pid.Value, signal.Number));
    }

    public static Pid CurrentProcess() => new((int)Call(Architecture.SYS_getpid));

    public static Pid ParentProcess() => new((int)Call(Architecture.SYS_getppid));

    /// <summary>Sends this process a signal.</summary>
    public static Errno Raise(Signal signal) =>
        ToErrno(Call(Architecture.SYS_kill, Call(Architecture.SYS_getpid), signal.Number));

    public static Errno NewSession()
    {
        nint result = Call(Architecture.SYS_setsid);
        return ToErrno(result);
    }

    /// <summary>setpgid(0, 0): this process leads a new process group.</summary>
    public static Errno NewProcessGroup() => ToErrno(Call(Architecture.SYS_setpgid, 0, 0));

    /// <summary>tcsetpgrp(3): makes this process's group the foreground one of a terminal.</summary>
    public static Errno SetForeground(Fd terminal)
    {
        const int TIOCSPGRP = 0x5410;
        int group = (int)Call(Architecture.SYS_getpid);
        return ToErrno(Call(Architecture.SYS_ioctl, terminal.Value, TIOCSPGRP, (nint)(&group)));
    }

    public static uint UserId() => (uint)Call(Architecture.SYS_getuid);

    public static uint EffectiveUserId() => (uint)Call(Architecture.SYS_geteuid);

    public static uint EffectiveGroupId() => (uint)Call(Architecture.SYS_getegid);

    public static Errno SetUser(uint uid) => ToErrno(Call(Architecture.SYS_setuid, (nint)uid));

    public static Errno SetGroup(uint gid) => ToErrno(Call(Architecture.SYS_setgid, (nint)gid));

    public static Errno SetGroups(ReadOnlySpan<uint> groups) =>
        ToErrno(Call(Architecture.SYS_setgroups, groups.Length, (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(groups))));

    public static Result<ResourceLimits> GetLimits(ResourceLimit resource)
    {
        ResourceLimits limits = default;
        nint result = Call(Architecture.SYS_prlimit64, 0, (nint)resource, 0, (nint)(&limits));
        return result < 0 ? new Result<ResourceLimits>(ToErrno(result)) : new Result<ResourceLimits>(limits);
    }

    public static Errno SetLimits(ResourceLimit resource, in ResourceLimits limits)
    {
        ResourceLimits copy = limits;
        return ToErrno(Call(Architecture.SYS_prlimit64, 0, (nint)resource, (nint)(&copy), 0));
    }

    /// <summary>Sets the name that ps and pgrep show for this process; the kernel keeps 15 bytes.</summary>
    public static void SetName(ReadOnlySpan<byte> nameZ)
    {
        const int PR_SET_NAME = 15;
        _ = Call(Architecture.SYS_prctl, PR_SET_NAME, PathPointer(nameZ));
    }

    /// <summary>Maps zeroed private memory; only StartupArena asks for it.</summary>
    public static Result<nint> MapMemory(long length)
    {
        const int PROT_READ_WRITE = 3;
        const int MAP_PRIVATE_ANONYMOUS = 0x22;
        nint result = Call(Architecture.SYS_mmap, 0, (nint)length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
        return result is < 0 and > -4096 ? new Result<nint>(ToErrno(result)) : new Result<nint>(result);
    }

    /// <summary>
    /// Maps the start of a file for reading. It must not be cut short meanwhile: whoever looks into what has gone is killed.
    /// </summary>
    public static Result<MemoryRegion> MapFile(Fd file, int length)
    {
        const int PROT_READ = 1;
        const int MAP_PRIVATE = 2;
        Assert.That(length > 0);
        nint result = Call(Architecture.SYS_mmap, 0, length, PROT_READ, MAP_PRIVATE, file.Value, 0);
        return result is < 0 and > -4096
            ? new Result<MemoryRegion>(ToErrno(result))
            : new Result<MemoryRegion>(new MemoryRegion(result, length));
    }

    /// <summary>mremap(2): changes the length of mapped memory, which may move it. Where it is now.</summary>
    public static Result<MemoryRegion> ResizeMemory(MemoryRegion memory, int length)
    {
        const int MREMAP_MAYMOVE = 1;
        nint result = Call(Architecture.SYS_mremap, memory.Start, memory.Length, length, MREMAP_MAYMOVE);
        return result is < 0 and > -4096
            ? new Result<MemoryRegion>(ToErrno(result))
            : new Result<MemoryRegion>(new MemoryRegion(result, length));
    }

    /// <summary>
    /// Makes libc look variables (TZ) up in another environment than the one the process began with, as the next command
    /// of a chain expects it.
    /// </summary>
    public static void SetEnvironment(EnvironmentBlock environment) => Libc.Environment = environment.Pointer;

    /// <summary>Fills the buffer with random bytes.</summary>
    public static void GetRandom(Span<byte> buffer) => _ = Call(Architecture.SYS_getrandom, DataPointer(buffer), buffer.Length);

    /// <summary>
    /// The path this program was executed by (AT_EXECFN), with its NUL; it may be relative to the directory of then.
    /// </summary>
    public static ReadOnlySpan<byte> ExecutedPathZ()
    {
        const nuint AT_EXECFN = 31;
        byte* path = (byte*)Libc.getauxval(AT_EXECFN);
        return path == null ? "\0"u8 : MemoryZ.FromPointer(path);
    }
}
