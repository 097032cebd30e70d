using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Sets up what a supervisor works with in the service directory, its current directory: event/, supervise/ with its
/// lock, and the control FIFO. Each step prints why it failed and gives an exit code, 0 for success.
/// </summary>
internal static class SuperviseDirectory
{
    /// <summary>What a child does before its program takes a part of a millisecond; a busy machine may take longer.</summary>
    private const int DeadHolderWaits = 250;
    private const long DeadHolderWaitNs = 2_000_000;

    private const uint ModeOwner = 0x1c0;        // 0700
    private const uint ModeLock = 0x1a4;         // 0644
    private const uint ModeControl = 0x180;      // 0600

    /// <summary>New is a directory that nobody has worked with before.</summary>
    public static int Prepare(out Fd lockFile, out Fd control, out bool isNew)
    {
        isNew = false;
        lockFile = Fd.None;
        control = Fd.None;
        uint mask = Kernel.SetUmask(0);
        int code = PrepareEvents(inheritsGroup: true);
        if (code == ExitCode.Success)
        {
            code = MakeDirectory(ServiceFile.SuperviseZ, out isNew);
        }
        if (code == ExitCode.Success)
        {
            code = TakeLock(isNew, out lockFile);
        }
        if (code == ExitCode.Success)
        {
            code = OpenControl(ServiceFile.ControlZ, out control, out _);
        }
        _ = Kernel.SetUmask(mask);
        return code;
    }

    /// <summary>Makes event/, which may have the group of the service directory at first.</summary>
    public static int PrepareEvents(bool inheritsGroup)
    {
        int code = MakeDirectory(ServiceFile.EventZ, out bool made);
        if (code != ExitCode.Success || !made)
        {
            return code;
        }
        Errno error = inheritsGroup
            ? Fifodir.SetRights(ServiceFile.EventZ, hasGroup: true, Kernel.EffectiveGroupId())
            : Kernel.ChangeMode(Fd.CurrentDirectory, ServiceFile.EventZ, Fifodir.ModeRestricted);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "set the rights of "u8, "event"u8) : ExitCode.Success;
    }

    /// <summary>Makes a directory, or the one that a dangling symbolic link of that name points at.</summary>
    public static int MakeDirectory(ReadOnlySpan<byte> nameZ, out bool made)
    {
        ReadOnlySpan<byte> name = nameZ[..^1];
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, nameZ, ModeOwner);
        made = error.IsNone;
        if (error != Errno.EEXIST)
        {
            return made ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, name);
        }
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, nameZ);
        if (status.Ok)
        {
            return status.Value.IsDirectory
                ? ExitCode.Success
                : Diagnostics.Fatal(ExitCode.Usage, name, " exists and is not a directory"u8);
        }
        return status.Error == Errno.ENOENT
            ? MakeTarget(nameZ, out made)
            : Diagnostics.Unable(ExitCode.System, status.Error, "stat "u8, name);
    }

    // By itself, for its buffer would lie below everything a supervisor has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int MakeTarget(ReadOnlySpan<byte> nameZ, out bool made)
    {
        made = false;
        Span<byte> target = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = Kernel.ReadLink(Fd.CurrentDirectory, nameZ, target[..^1]);
        if (!length.Ok || length.Value == target.Length - 1)
        {
            return Diagnostics.Unable(ExitCode.System, length.Ok ? Errno.ENAMETOOLONG : length.Error, "readlink "u8, nameZ[..^1]);
        }
        target[length.Value] = 0;
        Errno error = Kernel.MakeDirectory(Fd.CurrentDirectory, target[..(length.Value + 1)], ModeOwner);
        made = error.IsNone;
        return made ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, error, "mkdir "u8, target[..length.Value]);
    }

    /// <summary>
    /// Takes the lock that says that this directory is supervised. Its descriptor stays open for life. In a directory made
    /// just now nobody has left a link.
    /// </summary>
    private static int TakeLock(bool isNew, out Fd file) =>
        TakeLock(
        ServiceFile.LockZ,
        ModeLock,
        "another instance of s6-supervise is already running"u8,
        dropsLink: !isNew,
        out file);

    /// <summary>
    /// Opens and locks a file, for good: 0, or an exit code, printed; 100 where another process holds the lock.
    /// </summary>
    public static int TakeLock(ReadOnlySpan<byte> nameZ, uint mode, ReadOnlySpan<byte> whenTaken, out Fd locked) =>
        TakeLock(nameZ, mode, whenTaken, dropsLink: false, out locked);

    /// <summary>
    /// Locks a file for good; EAGAIN where another process has the lock. An s6-svscan --density shares its descriptors, and
    /// so its locks, with each child until that executes its program: where it was killed right then, the lock
    /// outlives it for a moment, which is waited for.
    /// </summary>
    public static Errno LockFile(Fd file)
    {
        Errno error = Kernel.Lock(file, LockKind.Exclusive, wait: false);
        for (int i = 0; error == Errno.EAGAIN && i < DeadHolderWaits && HolderIsDead(file); i++)
        {
            _ = Kernel.Poll(default, DeadHolderWaitNs);
            error = Kernel.Lock(file, LockKind.Exclusive, wait: false);
        }
        return error;
    }

    /// <summary>The kernel names the process that took the lock, or nobody when that is no more.</summary>
    private static bool HolderIsDead(Fd file)
    {
        Result<Pid> holder = Kernel.LockHolder(file);
        if (!holder.Ok || holder.Value.Value <= 0)
        {
            return holder.Ok;
        }
        Result<Fd> process = Kernel.OpenProcess(holder.Value);
        if (!process.Ok)
        {
            return process.Error == Errno.ESRCH;
        }
        Errno error = ForeignProcess.HasEnded(process.Value, out bool dead);
        Kernel.Close(process.Value);
        return error.IsNone && dead;
    }

    private static bool IsShared(Fd file)
    {
        Result<FileStatus> status = Kernel.Stat(file);
        return status.Ok && status.Value.LinkCount > 1;
    }

    private static int TakeLock(
        ReadOnlySpan<byte> nameZ, uint mode, ReadOnlySpan<byte> whenTaken, bool dropsLink, out Fd locked)
    {
        locked = Fd.None;
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, nameZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CREAT, mode);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, nameZ[..^1]);
        }
        Errno error = LockFile(file.Value);
        if (error.IsNone && dropsLink && IsShared(file.Value))
        {
            // A link that an s6-svscan --density left behind when it was killed: other services have the same file.
            _ = Kernel.Unlink(Fd.CurrentDirectory, nameZ);
            Kernel.Close(file.Value);
            return TakeLock(nameZ, mode, whenTaken, dropsLink: false, out locked);
        }
        if (error.IsNone)
        {
            locked = file.Value;
            return ExitCode.Success;
        }
        Kernel.Close(file.Value);
        return error == Errno.EAGAIN
            ? Diagnostics.Fatal(ExitCode.Usage, whenTaken)
            : Diagnostics.Unable(ExitCode.System, error, "lock "u8, nameZ[..^1]);
    }

    /// <summary>
    /// Makes a control FIFO where there is none, and opens it for both directions, so that it never ends.
    /// </summary>
    public static int OpenControl(ReadOnlySpan<byte> nameZ, out Fd control, out bool existed)
    {
        control = Fd.None;
        ReadOnlySpan<byte> name = nameZ[..^1];
        Errno error = Kernel.MakeFifo(Fd.CurrentDirectory, nameZ, ModeControl);
        existed = error == Errno.EEXIST;
        if (existed)
        {
            Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, nameZ);
            if (status.Ok && !status.Value.IsFifo)
            {
                return Diagnostics.Fatal(ExitCode.Usage, name, " is not a FIFO"u8);
            }
            error = status.Error;
        }
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "mkfifo "u8, name);
        }
        Result<Fd> fifo = Kernel.Open(Fd.CurrentDirectory, nameZ, OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK);
        control = fifo.Ok ? fifo.Value : Fd.None;
        return fifo.Ok ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, fifo.Error, "open "u8, name, " for reading"u8);
    }
}
