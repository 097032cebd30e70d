using System;
using System.Collections.Generic;
using System.Linq;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>A whole computer: files, processes, clocks, and the dice that decide what happens on it.</summary>
internal sealed class Machine : IDisposable
{
    /// <summary>
    /// Few process numbers, so that they are soon used again and a signal to a stale one hits somebody.
    /// </summary>
    private const int PidMax = 120;

    /// <summary>What proc(5) counts the begin of processes in.</summary>
    private const long Tick = 10 * Clock.Millisecond;

    private readonly List<Watcher> _watchers = [];

    /// <summary>Numbers of processes that are no more.</summary>
    private readonly List<int> _freed = [];

    private readonly Dictionary<int, long> _born = [];

    public Machine(ulong seed)
    {
        Dice = new Dice(seed);
        Tree = new FileTree(Clock);
        Scheduler = new Scheduler(this);
        Faults = new FaultPlan(this);
        Timers = new Timers(this);
        Scheduler.Add(Timers);
    }

    public Dice Dice { get; }

    public Clock Clock { get; } = new();

    public KernelFeatures Features { get; } = new();

    public FileTree Tree { get; }

    /// <summary>What /proc/sys/kernel/random/boot_id says.</summary>
    public string BootId { get; private set; } = "01234567-89ab-cdef-0123-456789abcdef";

    /// <summary>Numbers of processes that ended lately are taken rather than others.</summary>
    public bool ReusesPids { get; set; }

    public Scheduler Scheduler { get; }

    public FaultPlan Faults { get; }

    public Timers Timers { get; }

    public Trace Trace { get; } = new();

    public Statistics Statistics { get; } = new();

    public SortedDictionary<int, Process> Processes { get; } = [];

    /// <summary>Why this run has failed.</summary>
    public string? Failure { get; private set; }

    public bool Failed => Failure != null;

    public void Watch(Watcher watcher) => _watchers.Add(watcher);

    public void Tell(Action<Watcher> event_)
    {
        foreach (Watcher watcher in _watchers)
        {
            event_(watcher);
        }
    }

    /// <summary>Ends the run; only the first reason counts.</summary>
    public void Fail(string reason) => Failure ??= $"at {Clock.Now / 1e9:F6} s: {reason}";

    /// <summary>Keeps something for the history that no process did.</summary>
    public void Note(string who, string what) => Trace.Note(Clock.Now, 0, who, what);

    /// <summary>A process without a parent, for an actor.</summary>
    public Process Boot(string name)
    {
        Process process = new(this, FreePid(), null) { Name = name };
        Processes.Add(process.Pid.Value, process);
        return process;
    }

    public Pid FreePid()
    {
        for (int range = PidMax; ; range++)
        {
            bool again = ReusesPids && _freed.Count > 0 && Dice.OneIn(2);
            int pid = again ? _freed[Dice.Below(_freed.Count)] : 2 + Dice.Below(range);
            // A real kernel gives a number again after all others, which takes more than a tick of its clock.
            bool fresh = _born.TryGetValue(pid, out long born) && Clock.SinceBoot - born < 2 * Tick;
            if (!fresh && !Processes.ContainsKey(pid) && !Processes.Values.Any(one => one.Group == pid || one.Session == pid))
            {
                _freed.Remove(pid);
                _born[pid] = Clock.SinceBoot;
                return new Pid(pid);
            }
        }
    }

    public Process[] FindTargets(Pid pid, KillTarget target) => target == KillTarget.ProcessGroup
        ? [.. Processes.Values.Where(process => process.Group == pid.Value)]
        : Processes.TryGetValue(pid.Value, out Process? found) ? [found] : [];

    /// <summary>What execvp(3) would execute.</summary>
    public Errno FindExecutable(Process process, Launch launch, out string path, out Executable executable)
    {
        path = launch.Path;
        executable = null!;
        string[] candidates = launch.Path.Contains('/', StringComparison.Ordinal)
            ? [launch.Path]
            : [.. SearchDirectories(launch).Select(directory => directory + (directory.Length == 0 ? "" : "/") + launch.Path)];
        Errno result = Errno.ENOENT;
        foreach (string candidate in candidates)
        {
            Errno error = process.Files.Find(Fd.CurrentDirectory, candidate, follow: true, out Node node);
            if (error.IsNone)
            {
                bool allowed = node.IsRegular && (node.Mode & 0x49) != 0;
                error = !allowed ? Errno.EACCES : node.Executable == null ? Errno.ENOEXEC : Errno.None;
            }
            if (error.IsNone)
            {
                path = candidate;
                executable = node.Executable!;
                return Errno.None;
            }
            if (error != Errno.ENOENT && error != Errno.ENOTDIR)
            {
                result = error;
            }
        }
        return result;
    }

    private static string[] SearchDirectories(Launch launch)
    {
        string? path = launch.Environment.Select(System.Text.Encoding.Latin1.GetString)
            .FirstOrDefault(variable => variable.StartsWith("PATH=", StringComparison.Ordinal));
        return (path?[5..] ?? "/usr/bin:/bin").Split(':');
    }

    /// <summary>A parent hears of a child that ended, stopped or goes on; sometimes late.</summary>
    public void NotifyParent(Process child)
    {
        if (child.Parent is not { } parent)
        {
            if (!child.IsAlive)
            {
                LetInitWait(child);
            }
            return;
        }
        if (Faults.DelaysSignal(out long delay))
        {
            Timers.At(Clock.Now + delay, () => parent.Signals.Send(Signal.SIGCHLD, child.Pid));
            return;
        }
        parent.Signals.Send(Signal.SIGCHLD, child.Pid);
    }

    /// <summary>Its parent is gone; init waits for whom nobody else does.</summary>
    public void GiveToInit(Process child)
    {
        child.Parent?.Children.Remove(child);
        child.Parent = null;
        if (!child.IsAlive)
        {
            LetInitWait(child);
        }
    }

    private void LetInitWait(Process child)
    {
        long delay = Features.InitDelayMax == 0 ? 0 : Dice.Between(0, Features.InitDelayMax);
        if (delay == 0)
        {
            Forget(child);
        }
        else
        {
            Timers.At(Clock.Now + delay, () => Forget(child));
        }
    }

    /// <summary>Everything ends at once, and a new boot begins: files stay.</summary>
    public void Reboot()
    {
        Statistics.Reboots++;
        Note("machine", "reboots");
        IsRebooting = true;
        foreach (Process process in Processes.Values.ToArray())
        {
            process.Terminate(WaitStatus.Signaled(9));
        }
        foreach (Process process in Processes.Values.ToArray())
        {
            Forget(process);
        }
        IsRebooting = false;
        Clock.Reboot();
        _born.Clear();
        _freed.Clear();
        BootId = $"{Dice.Next():x16}{Dice.Next():x16}".Insert(20, "-").Insert(16, "-").Insert(12, "-").Insert(8, "-");
    }

    /// <summary>Processes end because of it.</summary>
    public bool IsRebooting { get; private set; }

    /// <summary>A dead process has been waited for.</summary>
    public void Forget(Process process)
    {
        Assert.That(!process.IsAlive);
        if (process.IsReaped)
        {
            return;
        }
        process.IsReaped = true;
        _freed.Add(process.Pid.Value);
        process.Parent?.Children.Remove(process);
        Processes.Remove(process.Pid.Value);
        Tell(watcher => watcher.Reaped(process));
    }

    /// <summary>Lets everything happen until that time; false after a failure.</summary>
    public bool RunUntil(long time)
    {
        if (!Failed)
        {
            Scheduler.RunUntil(time);
        }
        return !Failed;
    }

    public void Dispose() => Scheduler.Dispose();
}
