using System;
using System.Collections.Generic;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>A program to start: its path as given, argv, envp, and what the child gets.</summary>
internal sealed record Launch(
    string Path, List<byte[]> Arguments, List<byte[]> Environment, DescriptorMove[] Descriptors, bool NewSession)
{
    public string? Opened { get; init; }

    public int OpenedAs { get; init; }

    /// <summary>The signal mask of the new program.</summary>
    public ulong Blocked { get; init; }
}

/// <summary>What a regular file is when it is executed.</summary>
internal abstract class Executable
{
    /// <summary>Begins to run in the process, whose memory is loaded.</summary>
    public abstract Participant Start(Process process);
}

/// <summary>This very program, under any name.</summary>
internal sealed class OwnExecutable : Executable
{
    public override Participant Start(Process process) => new ProgramThread(process, ownThread: true);
}

/// <summary>A simulated process.</summary>
internal sealed partial class Process
{
    private static readonly ResourceLimits DescriptorLimits = new() { Soft = 1024, Hard = 4096 };

    [ThreadStatic]
    private static Process? s_current;

    private long _callsSince;
    private int _calls;

    public Process(Machine machine, Pid pid, Process? parent)
    {
        Machine = machine;
        Born = machine.Clock.SinceBoot;
        Pid = pid;
        Parent = parent;
        Group = parent?.Group ?? pid.Value;
        Session = parent?.Session ?? pid.Value;
        Name = parent?.Name ?? "";
        UserId = parent?.UserId ?? 0;
        GroupId = parent?.GroupId ?? 0;
        Limits = parent == null ? new() { [ResourceLimit.OpenFiles] = DescriptorLimits } : new(parent.Limits);
        Files = new ProcessFiles(this);
        Signals = new ProcessSignals(this);
        parent?.Children.Add(this);
    }

    /// <summary>The process whose system calls this thread makes.</summary>
    public static Process Current => s_current ?? throw new InvalidOperationException("no simulated process on this thread");

    public Machine Machine { get; }

    public Pid Pid { get; }

    public Process? Parent { get; set; }

    public List<Process> Children { get; } = [];

    public int Group { get; private set; }

    public int Session { get; private set; }

    /// <summary>What ps shows.</summary>
    public string Name { get; set; }

    public uint UserId { get; set; }

    public uint GroupId { get; set; }

    public Dictionary<ResourceLimit, ResourceLimits> Limits { get; }

    public ProcessFiles Files { get; }

    public ProcessSignals Signals { get; }

    public ProcessMemory Memory { get; private set; } = new();

    /// <summary>What runs in it.</summary>
    public Participant? Body { get; private set; }

    public Executable? Executable { get; private set; }

    /// <summary>The regular expressions it has compiled.</summary>
    public List<System.Text.RegularExpressions.Regex> Expressions { get; } = [];

    public bool IsAlive { get; private set; } = true;

    public WaitStatus ExitStatus { get; private set; }

    /// <summary>Somebody has waited for it.</summary>
    public bool IsReaped { get; set; }

    /// <summary>When it began, nanoseconds since boot.</summary>
    public long Born { get; }

    public bool Stopped { get; set; }

    /// <summary>kill -9 at a later system call: counted down, 0 is never.</summary>
    public int KillAfterCalls { get; set; }

    public long CallsEver { get; private set; }

    public static Process? CurrentOrNone => s_current;

    public static void SetCurrent(Process? process) => s_current = process;

    public void Enter(SystemCall call) => Machine.Scheduler.OnCall(this, call);

    /// <summary>Whether this call is to fail, and with what. Only this program's own processes meet faults.</summary>
    public bool Fault(SystemCall call, string? path, out Errno fault)
    {
        fault = Body is ProgramThread or BirthActor ? Machine.Faults.Choose(this, call, path) : Errno.None;
        return fault.Failed;
    }

    /// <summary>Unwinds the thread of a process that has just killed itself; an actor goes on and finds out.</summary>
    public void ThrowIfDead()
    {
        if (!IsAlive && Body is ProgramThread)
        {
            throw new ProcessKilled();
        }
    }

    public WaitResult WaitUntil(Func<bool> ready, long deadline = Clock.Never, bool interruptible = false) =>
        Body is ProgramThread body
        ? body.WaitUntil(ready, deadline, interruptible)
        : throw new InvalidOperationException($"the actor {Name} would block");

    public void OnCaught(Signal signal) => Body?.OnSignal(signal);

    public void CountCall(long now)
    {
        CallsEver++;
        if (now - _callsSince > Clock.Second)
        {
            _callsSince = now;
            _calls = 0;
        }
        _calls++;
        if (_calls > Scheduler.CallsPerSecondMax)
        {
            Machine.Fail($"{Name}[{Pid.Value}] is in a busy loop");
        }
        if (KillAfterCalls > 0 && --KillAfterCalls == 0)
        {
            Machine.Trace.Note(this, "is killed at this call");
            Terminate(WaitStatus.Signaled(9));
        }
    }

    /// <summary>Loads a program and lets it run.</summary>
    public void Begin(string path, Executable executable, List<byte[]> arguments, List<byte[]> environment)
    {
        if (Body != null)
        {
            Machine.Scheduler.Remove(Body);
        }
        Memory = new ProcessMemory();
        Memory.Load(path, arguments, environment);
        Name = path[(path.LastIndexOf('/') + 1)..];
        Executable = executable;
        Adopt(executable.Start(this));
        Machine.Tell(watcher => watcher.Executed(this, arguments));
    }

    /// <summary>Lets a participant act as this process.</summary>
    public void Adopt(Participant body)
    {
        Body = body;
        Machine.Scheduler.Add(body);
    }

    /// <summary>Ends it: descriptors and locks go, children go to init, and the parent is told.</summary>
    public void Terminate(WaitStatus status)
    {
        if (!IsAlive)
        {
            return;
        }
        IsAlive = false;
        Stopped = false;
        ExitStatus = status;
        Machine.Statistics.Deaths += Executable != null ? 1 : 0;
        Machine.Trace.Note(this, status.IsSignaled ? "dies of a signal" : "exits");
        Files.Descriptors.CloseAll();
        foreach (Process child in Children.ToArray())
        {
            Machine.GiveToInit(child);
        }
        Machine.Tell(watcher => watcher.Ended(this));
        if (Body != null)
        {
            Machine.Scheduler.Remove(Body);
        }
        Machine.NotifyParent(this);
    }

    public Errno NewSession()
    {
        if (Group == Pid.Value)
        {
            return Errno.EPERM;
        }
        Group = Pid.Value;
        Session = Pid.Value;
        return Errno.None;
    }

    public Errno NewProcessGroup()
    {
        Group = Session == Pid.Value ? Group : Pid.Value;
        return Session == Pid.Value ? Errno.EPERM : Errno.None;
    }
}
