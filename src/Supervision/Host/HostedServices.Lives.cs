using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>How a service comes to be hosted, and how that ends.</summary>
internal ref partial struct HostedServices
{
    /// <summary>
    /// Descriptors that are left for what a turn opens and closes: a service begins only where so many are.
    /// </summary>
    private const int DescriptorsReserved = 8;

    /// <summary>A supervisor that could not begin is tried again, as s6-svscan starts an s6-supervise again.</summary>
    private const uint RefusedSeconds = 1;

    private const uint ShortageSeconds = 10;
    private const uint ModeOwner = 0x1c0;   // 0700

    /// <summary>The supervisor of that index begins, or is put off. EndStarts follows on the last of them.</summary>
    public void Start(scoped ref Scanner scanner, int index, Instant now)
    {
        Kernel.StayOnCpu(_cpus);
        ref HostedService hosted = ref _services[index];
        bool wasElsewhere = hosted.IsElsewhere;
        EndElsewhere(index);
        hosted = HostedService.None;
        int code = Prepare(scanner, index, out Pid holder);
        if (code == ExitCode.Usage)
        {
            Meet(ref scanner, index, holder, wasElsewhere, now);
        }
        else if (code != ExitCode.Success)
        {
            CloseAll(index);
            scanner.Postpone(index, now.PlusSeconds(code == ExitCode.Failure ? ShortageSeconds : RefusedSeconds));
        }
        else
        {
            Begin(ref scanner, index, now);
        }
    }

    /// <summary>That were all that begin in this turn.</summary>
    public void EndStarts()
    {
        GoHome();
        Kernel.LeaveCpu();
    }

    /// <summary>Enters the directory, and makes or opens all that is needed there: an exit code, printed, but for 100.</summary>
    private int Prepare(scoped in Scanner scanner, int index, out Pid holder)
    {
        ReadOnlySpan<byte> nameZ = scanner.Table.NameZ(index);
        holder = Pid.None;
        Errno error = EnterScanned(nameZ);
        _herePlusOne = index + 1;
        Speak(scanner, index);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "chdir to "u8, nameZ[..^1]);
        }
        Result<FileStatus> status = Kernel.Stat(Fd.CurrentDirectory, ".\0"u8);
        if (!status.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, status.Error, "stat "u8, nameZ[..^1]);
        }
        if (status.Value.Device != scanner.Table[index].Device || status.Value.Inode != scanner.Table[index].Inode)
        {
            // Another directory has that name since the scan: the next scan will say what is to become of it.
            return Diagnostics.Fatal(ExitCode.System, "another directory has taken the place of "u8, nameZ[..^1]);
        }
        return PrepareSupervise(index, (status.Value.Mode & FileMode.S_ISGID) != 0, out holder);
    }

    /// <summary>What is made in the directory gets that one's group, or this process's.</summary>
    private readonly int PrepareSupervise(int index, bool inheritsGroup, out Pid holder)
    {
        ref HostedService hosted = ref _services[index];
        holder = Pid.None;
        uint mask = Kernel.SetUmask(0);
        int code = SuperviseDirectory.PrepareEvents(inheritsGroup);
        if (code == ExitCode.Success)
        {
            hosted.Service.IsNew = Kernel.MakeDirectory(Fd.CurrentDirectory, ServiceFile.SuperviseZ, ModeOwner).IsNone;
        }
        if (code == ExitCode.Success && !hosted.Service.IsNew)
        {
            code = SuperviseDirectory.MakeDirectory(ServiceFile.SuperviseZ, out _);
        }
        if (code == ExitCode.Success)
        {
            code = KeepDirectory(index);
        }
        // What a user cannot mend by ending another supervisor is no such thing.
        code = code == ExitCode.Success ? _lock.Take(out hosted.Service.Lock, out holder) : ExitCode.System;
        if (code == ExitCode.Success)
        {
            hosted.HoldsLock = true;
            code = SuperviseDirectory.OpenControl(ServiceFile.ControlZ, out Fd control, out _);
            hosted.Service.Control = code == ExitCode.Success ? _table.Raise(control) : Fd.None;
            code = code == ExitCode.Success ? WatchControl(index) : ExitCode.System;
        }
        _ = Kernel.SetUmask(mask);
        return code;
    }

    private readonly int WatchControl(int index)
    {
        Fd control = _services[index].Service.Control;
        if (control.Value >= _descriptorsMax - DescriptorsReserved)
        {
            _ = Diagnostics.Unable(ExitCode.System, Errno.EMFILE, "supervise another service"u8);
            return ExitCode.Failure;
        }
        // It holds a few letters; a process that may not have a smaller one has the usual one.
        _ = Kernel.SetPipeSize(control, PageLength);
        Errno error = Kernel.Watch(_watch, control, DataOf(index, HostedDescriptor.Control));
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "watch "u8, ServiceFile.ControlZ[..^1])
            : ExitCode.Success;
    }

    private void Begin(scoped ref Scanner scanner, int index, Instant now)
    {
        ref HostedService hosted = ref _services[index];
        ref SupervisedService service = ref hosted.Service;
        service.Config = ServiceConfig.WithDescriptors(_table.Limits.Soft);
        service.State = _slots.Take(scanner.Table[index].Device, scanner.Table[index].Inode, !service.IsNew, out hosted.Slot);
        scanner.StartedHosted(index, now);
        SupervisorHost host = HostOf(scanner, index);
        host.BeginTurn(now);
        Errno error = host.Begin(out ReadOnlySpan<byte> failedAt);
        if (service.State.ReplacesFile)
        {
            _ = Kernel.Unlink(Fd.CurrentDirectory, ServiceFile.StateZ);
        }
        if (error.Failed)
        {
            _ = Diagnostics.Unable(ExitCode.System, error, failedAt);
            LetGo(ref scanner, index);
            scanner.Postpone(index, now.PlusSeconds(RefusedSeconds));
            return;
        }
        Settle(ref scanner, index);
    }

    // ----- another supervisor has it

    /// <summary>The service is left to the supervisor it has. When that ends, it begins here.</summary>
    private readonly void Meet(scoped ref Scanner scanner, int index, Pid holder, bool isKnown, Instant now)
    {
        ref HostedService hosted = ref _services[index];
        if (!isKnown)
        {
            Diagnostics.Warn("another instance of s6-supervise is already running - waiting for its end"u8);
        }
        CloseAll(index);
        hosted.IsElsewhere = true;
        Result<Fd> process = holder.IsNone ? new Result<Fd>(Errno.ESRCH) : Kernel.OpenProcess(holder);
        if (process.Ok)
        {
            hosted.Service.Process = process.Value;
            WarnUnwatched(Kernel.Watch(_watch, process.Value, DataOf(index, HostedDescriptor.Process)));
        }
        scanner.Postpone(index, now.PlusSeconds(ElsewhereSeconds));
    }

    /// <summary>Whatever other supervisor a service of that index had, it is not watched any more.</summary>
    public readonly void EndElsewhere(int index)
    {
        ref HostedService hosted = ref _services[index];
        if (hosted.IsElsewhere && hosted.Service.Process.IsOpen)
        {
            Kernel.Close(hosted.Service.Process);
            hosted.Service.Process = Fd.None;
        }
        hosted.IsElsewhere = false;
    }

    /// <summary>The scanner forgets the service of that index.</summary>
    public readonly void Forget(int index)
    {
        if (IsOn)
        {
            EndElsewhere(index);
        }
    }

    // ----- the end

    /// <summary>The supervisor has left, in its turn: what belongs to it is given back.</summary>
    private void Leave(scoped ref Scanner scanner, int index)
    {
        ref SupervisedService service = ref _services[index].Service;
        if (!service.Core.Status.Pid.IsNone)
        {
            // The service goes on alone: the next supervisor of it, here or of its own, takes it over.
            SupervisorRecord record = service.Core.ToRecord();
            record.AwaitsReadiness = service.AwaitsReadiness && !service.NotificationIsPipe;
            service.State.MoveToFile(record);
        }
        LetGo(ref scanner, index);
        if (scanner.Phase != ScannerPhase.Running)
        {
            ClosePipe(index);
        }
        HasLeft = true;
    }

    private void LetGo(scoped ref Scanner scanner, int index)
    {
        _deadlines.Set(index, Instant.Infinite);
        _slots.Free(_services[index].Slot);
        CloseAll(index);
        scanner.LeftHosted(index);
    }

    private readonly void CloseAll(int index)
    {
        ref HostedService hosted = ref _services[index];
        if (hosted.HoldsLock)
        {
            HostedLock.Release(hosted.Service.Lock);
        }
        Close(hosted.Service.Control);
        Close(hosted.Service.Notification);
        Close(hosted.Service.Process);
        Close(hosted.Service.Socket);
        Close(hosted.Directory);
        hosted = HostedService.None;
    }

    /// <summary>
    /// The end of this process: what it executes has the old limit again. Where nothing is left to go on from, the files
    /// of the hosted services go too.
    /// </summary>
    public readonly void End(scoped in Scanner scanner)
    {
        if (!IsOn)
        {
            return;
        }
        RestoreLimit();
        if (scanner.AliveCount == 0 && !_slots.HasOld)
        {
            _ = Kernel.Unlink(Fd.CurrentDirectory, ScanFile.HostedZ);
            _ = Kernel.Unlink(Fd.CurrentDirectory, ScanFile.HostedLockZ);
            _ = Kernel.RemoveDirectory(Fd.CurrentDirectory, ScanFile.LostZ);
        }
    }

    /// <summary>What this process executes has the limit of descriptors that it was started with.</summary>
    public readonly void RestoreLimit()
    {
        if (_table.Limits.Soft > 0)
        {
            _ = Kernel.SetLimits(ResourceLimit.OpenFiles, _table.Limits);
        }
    }

    /// <summary>It has executed nothing after all.</summary>
    public readonly void RaiseLimit()
    {
        if (_table.Limits.Soft > 0)
        {
            ulong soft = Math.Min((ulong)_descriptorsMax, _table.Limits.Hard);
            _ = Kernel.SetLimits(ResourceLimit.OpenFiles, _table.Limits with { Soft = soft });
        }
    }

    private static void Close(Fd fd)
    {
        if (fd.IsOpen)
        {
            Kernel.Close(fd);
        }
    }
}
