using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>System calls on processes, signals and readiness.</summary>
internal sealed partial class Process
{
    /// <summary>A child that came to nothing: it was there for a moment, and leaves a SIGCHLD.</summary>
    public Result<Pid> FailSpawn(Errno error)
    {
        Machine.Statistics.FailedSpawns++;
        if (error != Errno.EAGAIN && error != Errno.ENOMEM)
        {
            Signals.Send(Signal.SIGCHLD, Machine.FreePid());
        }
        return new Result<Pid>(error);
    }

    /// <summary>Starts a child at once.</summary>
    public Result<Pid> Spawn(Launch launch)
    {
        Errno error = Machine.FindExecutable(this, launch, out string path, out Executable executable);
        if (error.Failed)
        {
            return FailSpawn(error);
        }
        Process child = Create(launch);
        error = child.TakeDescriptors(launch);
        if (error.Failed)
        {
            child.Terminate(WaitStatus.Exited(127));
            Machine.Forget(child);
            return FailSpawn(error);
        }
        child.Execute(launch, path, executable);
        return new Result<Pid>(child.Pid);
    }

    /// <summary>
    /// Starts a child that records its birth, step by step. The fault is what its execve(2) comes to.
    /// </summary>
    public Result<Pid> Spawn(Launch launch, Errno fault, Action<Pid> record)
    {
        Process child = Create(launch);
        BirthActor birth = new(child, launch, fault, () => record(child.Pid));
        child.Adopt(birth);
        WaitUntil(() => birth.IsOver || !child.IsAlive);
        if (!birth.Error.Failed)
        {
            return new Result<Pid>(child.Pid);
        }
        Machine.Statistics.FailedSpawns++;
        Machine.Forget(child);
        return new Result<Pid>(birth.Error);
    }

    /// <summary>The last step of a child that was created.</summary>
    public void Execute(Launch launch, string path, Executable executable)
    {
        Files.Descriptors.CloseForExec();
        Signals.SetBlocked(launch.Blocked);
        Begin(path, executable, launch.Arguments, launch.Environment);
    }

    /// <summary>A child with everything that its parent has.</summary>
    private Process Create(Launch launch)
    {
        Process child = new(Machine, Machine.FreePid(), this);
        Machine.Processes.Add(child.Pid.Value, child);
        Machine.Statistics.Spawns++;
        child.Files.InheritFrom(Files);
        if (launch.NewSession)
        {
            _ = child.NewSession();
        }
        return child;
    }

    /// <summary>Puts the descriptors of a child where its program expects them.</summary>
    public Errno TakeDescriptors(Launch launch)
    {
        OpenFile[] files = new OpenFile[launch.Descriptors.Length];
        for (int i = 0; i < files.Length; i++)
        {
            if (!Files.Descriptors.TryGet(launch.Descriptors[i].From, out files[i]))
            {
                return Errno.EBADF;
            }
        }
        for (int i = 0; i < files.Length; i++)
        {
            Files.Descriptors.Put(launch.Descriptors[i].To, files[i], closeOnExec: false);
        }
        if (launch.Opened == null)
        {
            return Errno.None;
        }
        if (Fault(SystemCall.Open, launch.Opened, out Errno fault))
        {
            return fault;
        }
        Result<Fd> opened = Files.Open(Fd.CurrentDirectory, launch.Opened, OpenFlags.O_RDWR | OpenFlags.O_CLOEXEC, 0);
        return opened.Ok ? Files.DuplicateTo(opened.Value, launch.OpenedAs, closeOnExec: false) : opened.Error;
    }

    /// <summary>pidfd_open(2).</summary>
    public Result<Fd> OpenProcess(Pid pid)
    {
        if (!Machine.Features.ProcessDescriptors)
        {
            return new Result<Fd>(Errno.ENOSYS);
        }
        return Machine.Processes.TryGetValue(pid.Value, out Process? process)
            ? Files.Descriptors.Add(new OpenFile { Process = process, CanRead = true }, closeOnExec: true)
            : new Result<Fd>(Errno.ESRCH);
    }

    public Errno Kill(Fd fd, Signal signal, KillTarget target)
    {
        if (!Files.Descriptors.TryGet(fd, out OpenFile file) || file.Process is not { } process)
        {
            return Errno.EBADF;
        }
        if (target == KillTarget.ProcessGroup && !Machine.Features.GroupSignals)
        {
            return Errno.EINVAL;
        }
        bool there = Machine.Processes.TryGetValue(process.Pid.Value, out Process? found) && found == process;
        return there ? Kill(process.Pid, signal, target) : Errno.ESRCH;
    }

    public Result<WaitStatus> ExitStatusOf(Fd fd)
    {
        if (!Files.Descriptors.TryGet(fd, out OpenFile file) || file.Process is not { } process)
        {
            return new Result<WaitStatus>(Errno.EBADF);
        }
        if (!Machine.Features.ExitStatus)
        {
            return new Result<WaitStatus>(new Errno(25));
        }
        return process.IsReaped ? new Result<WaitStatus>(process.ExitStatus) : new Result<WaitStatus>(Errno.ENODATA);
    }

    public Errno Execute(Launch launch)
    {
        Errno error = Machine.FindExecutable(this, launch, out string path, out Executable executable);
        if (error.Failed)
        {
            return error;
        }
        Files.Descriptors.CloseForExec();
        Signals.PrepareForExec();
        StopTimers();
        Machine.Scheduler.Remove(Body!);
        Begin(path, executable, launch.Arguments, launch.Environment);
        throw new ProcessReplaced();
    }

    public Result<ChildExit> WaitFor(Pid pid, bool wait)
    {
        Process[] mine = [.. Children.FindAll(child => pid.Value == -1 || child.Pid.Value == pid.Value)];
        if (mine.Length == 0)
        {
            return new Result<ChildExit>(Errno.ECHILD);
        }
        if (wait)
        {
            WaitUntil(() => Array.Exists(mine, child => !child.IsAlive));
        }
        Process[] dead = Array.FindAll(mine, child => !child.IsAlive);
        if (dead.Length == 0)
        {
            return new Result<ChildExit>(new ChildExit(Pid.None, default));
        }
        Process first = dead[Machine.Dice.Below(dead.Length)];
        Machine.Forget(first);
        return new Result<ChildExit>(new ChildExit(first.Pid, first.ExitStatus));
    }

    public Errno Kill(Pid pid, Signal signal, KillTarget target)
    {
        Process[] targets = Machine.FindTargets(pid, target);
        Machine.Tell(watcher => watcher.Killed(this, pid, signal, target));
        foreach (Process process in targets)
        {
            process.Signals.Send(signal, Pid);
        }
        ThrowIfDead();
        return targets.Length == 0 ? Errno.ESRCH : Errno.None;
    }

    public Result<Fd> OpenSignals(ulong set)
    {
        OpenFile file = new() { SignalSet = set, CanRead = true, NonBlocking = true };
        Result<Fd> fd = Files.Descriptors.Add(file, closeOnExec: true);
        Signals.ResetActions(set);
        Signals.Block(set | (1UL << 12));
        return fd;
    }

    public Result<int> ReadSignals(Fd fd, Span<SignalInfo> signals)
    {
        if (!Files.Descriptors.TryGet(fd, out OpenFile file) || file.SignalSet == 0)
        {
            return new Result<int>(Errno.EBADF);
        }
        int count = 0;
        while (count < signals.Length && count < 4 && Signals.Take(file.SignalSet, out SignalInfo info))
        {
            signals[count++] = info;
        }
        return new Result<int>(count);
    }

    public Result<int> Poll(Span<PollDescriptor> descriptors, long timeoutNanoseconds)
    {
        PollDescriptor[] polled = descriptors.ToArray();
        int Count()
        {
            int count = 0;
            for (int i = 0; i < polled.Length; i++)
            {
                bool open = Files.Descriptors.TryGet(new Fd(polled[i].Descriptor), out OpenFile file);
                int mask = polled[i].Events | PollDescriptor.POLLERR | PollDescriptor.POLLHUP;
                short events = open ? (short)(file.Poll(this) & mask) : PollDescriptor.POLLNVAL;
                polled[i].Returned = polled[i].Descriptor < 0 ? (short)0 : events;
                count += polled[i].Returned != 0 ? 1 : 0;
            }
            return count;
        }
        if (timeoutNanoseconds != 0 && Count() == 0)
        {
            long deadline = timeoutNanoseconds < 0 ? Clock.Never : Machine.Clock.Now + timeoutNanoseconds;
            WaitUntil(() => Count() > 0, deadline);
        }
        int ready = Count();
        polled.CopyTo(descriptors);
        return new Result<int>(ready);
    }
}
