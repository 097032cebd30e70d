using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>
/// Starts ./run, as the files of the service directory say at this moment. The record is what the new process writes of
/// itself.
/// </summary>
internal ref struct RunStarter(
    ReadOnlySpan<byte> nameZ, EnvironmentBlock environment, in ServiceStreams streams)
{
    private const uint RetrySeconds = 60;

    private readonly ReadOnlySpan<byte> _nameZ = nameZ;
    private readonly EnvironmentBlock _environment = environment;
    private readonly ServiceStreams _streams = streams;

    /// <summary>What the new process will have recorded, but for its number and what its files say.</summary>
    public SupervisorRecord Record;

    /// <summary>The outcome. Where the service tells its readiness, it is listened to from now on.</summary>
    public SupervisorEvent Start(ref SupervisedService service)
    {
        bool newPidNamespace = service.Config.WantsNewPidNamespace();
        Errno shortage = service.Config.ReadDescriptor(ServiceOption.LockFd, out int lockFd);
        bool locks = lockFd >= 0;
        if (shortage.Failed || (locks && !CheckServiceLock()))
        {
            return SupervisorEvent.SpawnFailed(RetrySeconds);
        }
        shortage = service.Config.ReadDescriptor(ServiceOption.NotificationFd, out int notificationFd);
        if (shortage.Failed)
        {
            return SupervisorEvent.SpawnFailed(RetrySeconds);
        }
        bool notifies = notificationFd >= 0;
        if (locks && notifies && lockFd == notificationFd)
        {
            Diagnostics.Warn("unable to start service: notification-fd and lock-fd are the same"u8);
            return SupervisorEvent.SpawnFailed(SupervisorEvent.NoRetry);
        }
        Fd pipe = Fd.None;
        if (notifies)
        {
            Errno error = NotificationFifo.Prepare(ref service, out pipe);
            if (error.Failed)
            {
                Diagnostics.WarnUnable(error, "create notification pipe"u8, " (waiting 60 seconds)"u8);
                return SupervisorEvent.SpawnFailed(RetrySeconds);
            }
        }
        if (!PrepareSocket(ref service))
        {
            Close(pipe);
            return SupervisorEvent.SpawnFailed(RetrySeconds);
        }
        Fd cgroup = service.Config.WantsCgroup()
            ? ServiceLeaf.Make(_nameZ[..^1], ref service.Config, ref service.CgroupWarned)
            : Fd.None;
        Record.AwaitsReadiness = notifies && !pipe.IsOpen;
        Record.History.HasCgroup = cgroup.IsOpen;
        service.Core.NoteSurroundings(Record.History.HasSocket, cgroup.IsOpen);
        SupervisorEvent outcome = Spawn(newPidNamespace, lockFd, pipe, notificationFd, cgroup, ref service);
        service.AwaitsReadiness = notifies && outcome.Kind == SupervisorEventKind.Spawned;
        Close(pipe);
        Close(cgroup);
        return outcome;
    }

    private static void Close(Fd fd)
    {
        if (fd.IsOpen)
        {
            Kernel.Close(fd);
        }
    }

    /// <summary>The socket that flag-notify-socket asks for; false, after a warning, where there can be none now.</summary>
    private bool PrepareSocket(ref SupervisedService service)
    {
        if (!service.Config.WantsNotifySocket())
        {
            Close(service.Socket);
            service.Socket = Fd.None;
            Record.History.HasSocket = false;
            return true;
        }
        Errno error = NotifySocket.Prepare(ref service);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "create notification socket"u8, " (waiting 60 seconds)"u8);
            return false;
        }
        Record.History.HasSocket = true;
        Record.History.WatchdogMs = service.Config.WatchdogMs();
        return true;
    }

    private readonly SupervisorEvent Spawn(
        bool newPidNamespace, int lockFd, Fd pipe, int notificationFd, Fd cgroup, ref SupervisedService service)
    {
        ArgumentList arguments = new(stackalloc nint[Limits.ExtraArgumentsMax]);
        PathBuffer setlock = new(stackalloc byte[lockFd >= 0 ? Limits.PathLengthMax : 2]);
        Span<byte> lockText = stackalloc byte[Limits.DecimalLengthMax + 1];
        if (lockFd >= 0)
        {
            lockText[Text.Format((ulong)lockFd, lockText)] = 0;
            OwnBinary.FindCommand("s6-setlock"u8, ref setlock);
            arguments.Add("s6-setlock\0"u8);
            arguments.Add("-d\0"u8);
            arguments.Add(Text.UntilNulZ(lockText));
            arguments.Add("--\0"u8);
            arguments.Add(ServiceFile.ServiceLockZ);
        }
        arguments.Add(ServiceFile.RunZ);
        arguments.Add(_nameZ);
        Span<DescriptorMove> moves = stackalloc DescriptorMove[Limits.SpawnDescriptorsMax];
        int count = _streams.CopyTo(moves);
        if (pipe.IsOpen)
        {
            moves[count++] = new DescriptorMove(pipe, notificationFd);
        }
        SpawnRequest request = new()
        {
            PathZ = lockFd >= 0 ? setlock.TextZ : ServiceFile.RunZ,
            Arguments = arguments.Arguments,
            Environment = _environment,
            Descriptors = moves[..count],
            OpenedZ = notificationFd >= 0 && !pipe.IsOpen ? ServiceFile.NotificationZ : default,
            OpenedAs = notificationFd,
            Cgroup = cgroup,
            NewSession = true,
            NewPidNamespace = newPidNamespace,
            Table = _streams.Table,
        };
        service.State.PrepareBirth(Record, out BirthRecord birth);
        birth.WritesStatus = service.OwesStatus;
        Result<Pid> child = Spawn(request, service.Socket, ref birth);
        if (!child.Ok && cgroup.IsOpen)
        {
            child = SpawnWithoutCgroup(request, child.Error, ref birth, ref service);
        }
        service.State.Conclude(birth, child.Ok);
        NoteStatus(birth, child.Ok, ref service);
        if (!child.Ok)
        {
            Diagnostics.WarnUnable(child.Error, "spawn "u8, request.PathZ[..^1], " (waiting 60 seconds)"u8);
            return SupervisorEvent.SpawnFailed(RetrySeconds);
        }
        return SupervisorEvent.Spawned(child.Value, Record.History.WatchdogMs);
    }

    private readonly Result<Pid> Spawn(in SpawnRequest request, Fd socket, ref BirthRecord birth) => socket.IsOpen
        ? NotifySocket.Spawn(request, socket, Record.History.WatchdogMs, ref birth)
        : Kernel.Spawn(request, ref birth);

    /// <summary>What failed may have been the way into the cgroup: a service runs rather without one than not at all.</summary>
    // By itself, for the second request would lie below every other start.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly Result<Pid> SpawnWithoutCgroup(
        in SpawnRequest request, Errno error, ref BirthRecord birth, ref SupervisedService service)
    {
        SpawnRequest without = request;
        without.Cgroup = Fd.None;
        Result<Pid> child = Spawn(without, service.Socket, ref birth);
        if (child.Ok)
        {
            service.Core.NoteSurroundings(Record.History.HasSocket, hasCgroup: false);
            ServiceLeaf.Warn(ref service.CgroupWarned, error, "enter it"u8);
        }
        return child;
    }

    /// <summary>The new process may have written supervise/status: it says then how the service is.</summary>
    private static void NoteStatus(in BirthRecord birth, bool born, ref SupervisedService service)
    {
        service.HasBornStatus = birth.WritesStatus && born && birth.StatusError.IsNone;
        if (service.HasBornStatus)
        {
            service.OwesStatus = false;
            service.State.StatusIs(birth.Status);
        }
    }

    /// <summary>
    /// Says whether an instance of the service lives already; the new one will wait for it in s6-setlock.
    /// </summary>
    private static bool CheckServiceLock()
    {
        Result<Fd> file = Kernel.Open(
            Fd.CurrentDirectory, ServiceFile.ServiceLockZ, OpenFlags.O_RDWR | OpenFlags.O_CREAT | OpenFlags.O_NONBLOCK, 0x1b6);
        if (!file.Ok)
        {
            Diagnostics.WarnUnable(
                file.Error, "open "u8, "supervise/service-lock"u8, " for writing"u8, " (waiting 60 seconds)"u8);
            return false;
        }
        Result<FileStatus> status = Kernel.Stat(file.Value);
        if (status.Ok && status.Value.Size > 0)
        {
            _ = Kernel.Truncate(file.Value, 0);
            Diagnostics.Warn("a previous instance of the service wrote to the lock file!"u8);
        }
        Result<bool> locked = Kernel.IsLocked(file.Value);
        Kernel.Close(file.Value);
        if (!locked.Ok)
        {
            Diagnostics.WarnUnable(locked.Error, "read lock state on "u8, "supervise/service-lock"u8, " (waiting 60 seconds)"u8);
            return false;
        }
        if (locked.Value)
        {
            Diagnostics.Warn("another instance of the service is already running, child will block"u8);
        }
        return true;
    }
}
