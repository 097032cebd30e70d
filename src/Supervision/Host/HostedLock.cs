using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// What keeps every other supervisor off the services of an s6-svscan --density: one locked file, .s6-svscan/hosted-lock,
/// that the supervise/lock of each is a hard link to. It takes one descriptor and one inode for all of them. A
/// service on another file system has a lock file of its own.
///
/// A record lock goes when any descriptor of its file is closed by this process: the file is never opened a second time.
/// </summary>
internal struct HostedLock
{
    private const uint ModeLock = 0x1a4;    // 0644

    private Fd _home;
    private ulong _device;
    private ulong _inode;

    /// <summary>Opens and locks the file in the scan directory, which is the current one; home is a descriptor of it.</summary>
    public static Errno TryTake(Fd home, out HostedLock taken)
    {
        taken = new HostedLock { _home = home };
        Result<Fd> file = Open();
        if (file.Ok && SuperviseDirectory.LockFile(file.Value) == Errno.EAGAIN)
        {
            // Another supervisor holds a link that was left behind: it keeps that, all others get a new one.
            Kernel.Close(file.Value);
            _ = Kernel.Unlink(Fd.CurrentDirectory, ScanFile.HostedLockZ);
            file = Open();
        }
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = Kernel.Lock(file.Value, LockKind.Exclusive, wait: false);
        Result<FileStatus> status = Kernel.Stat(file.Value);
        if (error.Failed || !status.Ok)
        {
            Kernel.Close(file.Value);
            return error.Failed ? error : status.Error;
        }
        taken._device = status.Value.Device;
        taken._inode = status.Value.Inode;
        return Errno.None;
    }

    private static Result<Fd> Open() => Kernel.Open(
        Fd.CurrentDirectory, ScanFile.HostedLockZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CREAT, ModeLock);

    /// <summary>
    /// Takes the lock of the service in the current directory: 0, or an exit code. 100: another supervisor has it, whose
    /// pid is given where it is known, and nothing is printed. The descriptor is that of a file of its own, or none.
    /// </summary>
    public readonly int Take(out Fd own, out Pid holder)
    {
        own = Fd.None;
        holder = Pid.None;
        Errno error = Link();
        if (error == Errno.EEXIST)
        {
            int code = Replace(out own, out holder, out bool done);
            if (done)
            {
                return code;
            }
            error = Link();
        }
        return error.IsNone ? ExitCode.Success : TakeOwn(out own, out holder);
    }

    private readonly Errno Link() => Kernel.Link(_home, ScanFile.HostedLockZ, Fd.CurrentDirectory, ServiceFile.LockZ);

    /// <summary>
    /// A lock file is there: the link of an earlier time, or what another supervisor has or had. That is locked before it
    /// makes place for the link, so that no supervisor loses it. Not done: there is place now.
    /// </summary>
    private readonly int Replace(out Fd own, out Pid holder, out bool done)
    {
        own = Fd.None;
        holder = Pid.None;
        done = true;
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, ServiceFile.LockZ);
        if (status.Ok && IsOwn(status.Value))
        {
            return ExitCode.Success;
        }
        int code = TakeOwn(out Fd file, out holder);
        if (code != ExitCode.Success || !status.Ok || status.Value.Device != _device)
        {
            own = file;
            return code;
        }
        _ = Kernel.Unlink(Fd.CurrentDirectory, ServiceFile.LockZ);
        done = Link().IsNone;
        // Only now may another one have it: it finds the link in its place.
        Kernel.Close(file);
        return ExitCode.Success;
    }

    private readonly bool IsOwn(in FileStatus status) => status.Device == _device && status.Inode == _inode;

    /// <summary>The lock of a supervisor that has a file of its own.</summary>
    private static int TakeOwn(out Fd own, out Pid holder)
    {
        own = Fd.None;
        holder = Pid.None;
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, ServiceFile.LockZ, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_CREAT, ModeLock);
        if (!file.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, file.Error, "open "u8, ServiceFile.LockZ[..^1]);
        }
        Errno error = Kernel.Lock(file.Value, LockKind.Exclusive, wait: false);
        if (error.IsNone)
        {
            own = file.Value;
            return ExitCode.Success;
        }
        if (error != Errno.EAGAIN)
        {
            Kernel.Close(file.Value);
            return Diagnostics.Unable(ExitCode.System, error, "lock "u8, ServiceFile.LockZ[..^1]);
        }
        Result<Pid> found = Kernel.LockHolder(file.Value);
        Kernel.Close(file.Value);
        holder = found.Ok && found.Value.Value > 0 ? found.Value : Pid.None;
        return ExitCode.Usage;
    }

    /// <summary>
    /// Leaves the service in the current directory to whoever wants it: with a new lock file, where this was a link.
    /// </summary>
    public static void Release(Fd own)
    {
        if (own.IsOpen)
        {
            Kernel.Close(own);
        }
        else
        {
            _ = Kernel.Unlink(Fd.CurrentDirectory, ServiceFile.LockZ);
        }
    }
}
