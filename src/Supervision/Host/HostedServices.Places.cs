using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Where this process is: in a service directory for a turn of its service, else in the scan directory. A descriptor
/// for each would be half of all that 10,000 services need. So a directory is found again by its name in the scan directory,
/// and, when the link there is gone, by where its control FIFO is, as /proc tells. Only where neither is sure to
/// work is it kept open.
/// </summary>
internal ref partial struct HostedServices
{
    private const long FailureDelayNs = 1_000_000_000;

    private static ReadOnlySpan<byte> ControlPath => "/supervise/control"u8;

    /// <summary>Back to the scan directory, as s6-svscan.</summary>
    public void GoHome()
    {
        if (_herePlusOne == 0)
        {
            return;
        }
        Errno error = Kernel.ChangeDirectory(_home);
        Diagnostics.SetProgram("s6-svscan"u8, default);
        Diagnostics.SetOutput(Fd.None);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "chdir to the scan directory"u8);
        }
        _herePlusOne = 0;
    }

    /// <summary>Messages are the supervisor's of that index now.</summary>
    private readonly void Speak(scoped in Scanner scanner, int index)
    {
        Diagnostics.SetProgram("s6-supervise"u8, scanner.Table.NameZ(index)[..^1]);
        Diagnostics.SetOutput(index == scanner.SpecialLogger ? _console : Fd.None);
    }

    /// <summary>
    /// Goes to the directory of a service. Where that cannot be, the turn takes place in an empty one: nothing of the
    /// service's is found and nothing can be written, which is said, but it obeys and can be stopped.
    /// </summary>
    private void Enter(scoped in Scanner scanner, int index)
    {
        if (_herePlusOne == index + 1)
        {
            return;
        }
        ref HostedService hosted = ref _services[index];
        Errno error = hosted.Directory.IsOpen
            ? Kernel.ChangeDirectory(hosted.Directory)
            : EnterByName(scanner, index);
        _herePlusOne = index + 1;
        if (error.IsNone)
        {
            return;
        }
        Speak(scanner, index);
        Diagnostics.WarnUnable(error, "chdir to "u8, scanner.Table.NameZ(index)[..^1]);
        error = Kernel.ChangeDirectory(_home);
        if (error.IsNone)
        {
            error = Kernel.ChangeDirectory(ScanFile.LostZ);
        }
        if (error.Failed)
        {
            // Not even that: what follows fails in the scan directory, which has no such files, and slowly.
            Diagnostics.WarnUnable(error, "chdir to "u8, ScanFile.LostZ[..^1]);
            _ = Kernel.Poll(default, FailureDelayNs);
        }
    }

    private readonly Errno EnterByName(scoped in Scanner scanner, int index)
    {
        ref ScannedService service = ref scanner.Table[index];
        Errno error = EnterScanned(scanner.Table.NameZ(index));
        return error.IsNone && IsHere(service.Device, service.Inode)
            ? Errno.None
            : EnterByControl(_services[index].Service.Control, service.Device, service.Inode);
    }

    /// <summary>Goes where a name in the scan directory leads.</summary>
    private readonly Errno EnterScanned(ReadOnlySpan<byte> nameZ)
    {
        Errno error = _herePlusOne == 0 ? Errno.None : Kernel.ChangeDirectory(_home);
        return error.Failed ? error : Kernel.ChangeDirectory(nameZ);
    }

    private static bool IsHere(ulong device, ulong inode)
    {
        Result<FileStatus> here = Kernel.Stat(Fd.CurrentDirectory, ".\0"u8);
        return here.Ok && here.Value.Device == device && here.Value.Inode == inode;
    }

    // By itself, for its buffer would lie below everything a daemon has on its stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Errno EnterByControl(Fd control, ulong device, ulong inode)
    {
        Span<byte> path = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = ReadDescriptorPath(control, path[..^1]);
        if (!length.Ok)
        {
            return length.Error;
        }
        int end = length.Value - ControlPath.Length;
        if (end <= 0 || !((ReadOnlySpan<byte>)path[end..length.Value]).SequenceEqual(ControlPath))
        {
            return Errno.ENOENT;
        }
        path[end] = 0;
        Errno error = Kernel.ChangeDirectory(path[..(end + 1)]);
        return error.Failed ? error : IsHere(device, inode) ? Errno.None : Errno.ENOENT;
    }

    /// <summary>The path of an open file, by /proc.</summary>
    private static Result<int> ReadDescriptorPath(Fd fd, Span<byte> path)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        PathBuffer link = new(stackalloc byte[Limits.ServiceFileLengthMax]);
        link.Append("/proc/self/fd/"u8);
        link.Append(digits[..Text.Format((ulong)fd.Value, digits)]);
        return Kernel.ReadLink(Fd.CurrentDirectory, link.TextZ, path);
    }

    /// <summary>Whether descriptors can be found by /proc.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool HasProc(Fd fd)
    {
        Span<byte> path = stackalloc byte[Limits.PathLengthMax];
        Result<int> length = ReadDescriptorPath(fd, path);
        return length.Ok && path[0] == '/';
    }

    /// <summary>
    /// Opens the current directory of a service that is not sure to be found again: an exit code, printed, 0 for success.
    /// </summary>
    private readonly int KeepDirectory(int index)
    {
        ref HostedService hosted = ref _services[index];
        if (_hasProc && (hosted.Service.IsNew || IsDirectory(ServiceFile.SuperviseZ)))
        {
            return ExitCode.Success;
        }
        Result<Fd> directory = Kernel.OpenDirectory(Fd.CurrentDirectory, ".\0"u8);
        if (!directory.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, directory.Error, "open the service directory"u8);
        }
        hosted.Directory = _table.Raise(directory.Value);
        return ExitCode.Success;
    }

    private static bool IsDirectory(ReadOnlySpan<byte> nameZ)
    {
        Result<FileStatus> status = Kernel.StatLink(Fd.CurrentDirectory, nameZ);
        return status.Ok && status.Value.IsDirectory;
    }
}
