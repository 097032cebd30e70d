using System.Collections.Generic;
using System.Linq;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// What stories about services have in common: first chaos; then the faults end, users say what they want, and it must
/// come to be. At last nothing moves for an hour.
/// </summary>
internal abstract class ServiceScenario : Scenario
{
    protected const string ScanDirectory = "service";

    private readonly StatusChecker _statusChecker;
    private readonly LetterChecker _letterChecker;
    private readonly SupervisorWatcher _supervisors;
    private readonly List<Service> _listenedTo = [];

    protected ServiceScenario(ulong seed)
        : base(seed)
    {
        HasFaults = Dice.Below(4) > 0;
        Machine.Scheduler.PreemptOneIn = Dice.Pick(1, 2, 5, 20);
        Machine.Scheduler.CallCostMax = Dice.Pick(0, 2_000, 200_000);
        Directory = Machine.Tree.MakeDirectory(Machine.Tree.Root, ScanDirectory);
        Bench.Install(Machine);
        Machine.Features.Choose(Dice);
        Machine.Note("kernel", Machine.Features.ToString());
        Machine.ReusesPids = Dice.OneIn(2);
        Machine.Tree.TimeStep = Dice.Pick(1, 4 * Clock.Millisecond, Clock.Second, 2 * Clock.Second);
        DeathBook deaths = new(Machine, Services);
        _statusChecker = new StatusChecker(Machine, Services, deaths);
        _letterChecker = new LetterChecker(Machine, Services);
        _supervisors = new SupervisorWatcher(Machine, Services);
        Add(deaths);
        Add(_statusChecker);
        Add(_letterChecker);
        Add(_supervisors);
        Add(new SingleRunChecker(Machine, Services));
        Add(new DelayChecker(Machine, Services));
        Add(new AdoptionChecker(Machine, Services));
        Add(new ConductChecker(Machine, Services, deaths) { AllowsFailures = HasFaults });
    }

    protected bool HasFaults { get; }

    protected Node Directory { get; }

    protected List<Service> Services { get; } = [];

    protected List<Checker> Checkers { get; } = [];

    /// <summary>Services that are to have a supervisor when all is well.</summary>
    protected virtual IEnumerable<Service> Wanted => Services;

    protected void Add(Checker checker)
    {
        Checkers.Add(checker);
        Machine.Watch(checker);
    }

    /// <summary>Most services have a fifodir from the start, and somebody who listens.</summary>
    protected Service AddService(Node parent, ServicePlan plan, Service? producer = null)
    {
        Service service = new(plan) { Producer = producer };
        if (producer != null)
        {
            producer.Logger = service;
        }
        service.Directory = plan.Install(Machine, parent, service);
        Services.Add(service);
        if (!Dice.OneIn(4))
        {
            _ = Machine.Tree.MakeDirectory(service.Directory, "event");
            _listenedTo.Add(service);
            Listen(service);
        }
        return service;
    }

    private void Listen(Service service)
    {
        ListenerActor listener = new(Machine, service.Directory.Path() + "/event");
        _letterChecker.Listen(listener.Fifo, service);
    }

    /// <summary>Sometimes the machine begins again: a new boot, and nothing of before but files.</summary>
    protected void RebootSeldom()
    {
        if (!Dice.OneIn(10))
        {
            return;
        }
        Machine.Reboot();
        _listenedTo.ForEach(Listen);
        Boot();
    }

    /// <summary>Starts what starts services.</summary>
    protected abstract void Boot();

    /// <summary>Trouble begins; it ends with the actor that this gives.</summary>
    protected abstract ChaosActor StartChaos();

    /// <summary>Whether a process of ours has nothing to do when nothing happens.</summary>
    protected virtual bool IsIdle(Process process) => true;

    /// <summary>What a story has to say at its end.</summary>
    protected virtual bool Conclude() => true;

    protected override void Play()
    {
        if (HasFaults)
        {
            SetFaults();
        }
        ChaosActor chaos = StartChaos();
        if (Pass(Dice.Pick(5, 30, 120) * Clock.Second))
        {
            chaos.Stop();
            BecomeCalm();
            _ = LetLeave() && LetUsersDecide() && StayQuiet() && Conclude();
        }
    }

    private void SetFaults()
    {
        SystemCall[] calls =
        [
            SystemCall.Spawn, SystemCall.Open, SystemCall.Create, SystemCall.Write, SystemCall.Rename, SystemCall.Pipe,
            SystemCall.Poll, SystemCall.Stat, SystemCall.Lock, SystemCall.OpenSignals,
            SystemCall.Execute,
        ];
        foreach (SystemCall call in calls)
        {
            Machine.Faults.Set(call, Dice.Pick(0, 0, 0, 300, 50, 8));
        }
        Machine.Faults.KillInBirthOneIn = Dice.Pick(0, 0, 30, 6);
        Machine.Faults.DelaySignalOneIn = Dice.Pick(0, 2, 10);
    }

    /// <summary>The world becomes friendly.</summary>
    protected virtual void BecomeCalm()
    {
        Machine.Note("scenario", "becomes calm");
        Machine.Faults.Clear();
        _statusChecker.TruthFrom = Machine.Clock.Now;
        foreach (Process process in Machine.Processes.Values.ToArray())
        {
            process.KillAfterCalls = 0;
            process.Signals.Send(Signal.SIGCONT, new Pid(1));
        }
        KillOrphans();
        foreach (Service service in Services)
        {
            foreach (string name in (string[])["run", "finish"])
            {
                if (service.Directory.Entries.TryGetValue(name, out Node? node))
                {
                    node.Mode |= 0x49;
                }
            }
            service.BecomeCalm();
        }
    }

    /// <summary>
    /// Where nobody could know what earlier supervisors have left: their programs, and those that wait for one's lock.
    /// </summary>
    private void KillOrphans()
    {
        foreach (Process process in Machine.Processes.Values.ToArray())
        {
            bool waits = process is { Executable: OwnExecutable, Name: "s6-setlock" };
            Service? service = waits
                ? Services.Find(one => one.Directory == process.Files.Directory)
                : (process.Executable as ServiceExecutable)?.Service;
            // A supervisor that went on in another program without its record has children that it does not know.
            if (service != null && (service.Excused || (process.Parent == null && !Machine.Features.CanAdopt)))
            {
                Client.Kill(process, Signal.SIGKILL);
            }
        }
    }

    /// <summary>A supervisor that was told to leave does so when its service is down, and another one comes.</summary>
    private bool LetLeave()
    {
        // One that was killed just now has its successor first.
        if (!Pass(15 * Clock.Second))
        {
            return false;
        }
        foreach (Service service in Services)
        {
            if (service.Supervisor is { } supervisor
                && (_supervisors.WasTold(supervisor) || _supervisors.MayHaveInherited(supervisor)))
            {
                service.Send(Machine, _supervisors.WasTold(supervisor) ? "cd"u8.ToArray() : "xcd"u8.ToArray());
                string complaint = $"{service.Name}: the supervisor was told to leave and stays";
                if (!Await(() => !supervisor.IsAlive, 20 * Clock.Second, () => complaint))
                {
                    return false;
                }
            }
        }
        if (!Pass(15 * Clock.Second))
        {
            return false;
        }
        KillOrphans();
        return true;
    }

    private bool LetUsersDecide()
    {
        Dictionary<Service, bool> wishes = [];
        foreach (Service service in Wanted)
        {
            int wish = Dice.Below(3);
            byte[] letters = wish == 0 ? "c"u8.ToArray() : wish == 1 ? "cu"u8.ToArray() : "cd"u8.ToArray();
            if (!Await(() => service.Send(Machine, letters), 5 * Clock.Second, () => $"{service.Name}: nobody listens"))
            {
                return false;
            }
            if (wish > 0)
            {
                wishes.Add(service, wish == 1);
            }
        }
        foreach ((Service service, bool up) in wishes)
        {
            string complaint = $"{service.Name}: {(up ? "up" : "down")} was asked for, and it does not come";
            if (!Await(() => IsAsWanted(service, up), 15 * Clock.Second, () => complaint))
            {
                return false;
            }
        }
        // Who asked for nothing may still wait for a start that failed a minute ago.
        return Pass(75 * Clock.Second);
    }

    private static bool IsAsWanted(Service service, bool up)
    {
        RunActor? run = service.Runs.FirstOrDefault();
        return up ? run != null : run == null && !service.Finishes.Any();
    }

    private bool StayQuiet()
    {
        Dictionary<Process, long> calls = Machine.Processes.Values
            .Where(process => process.Executable is OwnExecutable && IsIdle(process))
            .ToDictionary(process => process, process => process.CallsEver);
        if (!Pass(3600 * Clock.Second))
        {
            return false;
        }
        foreach ((Process process, long before) in calls)
        {
            if (process.CallsEver != before)
            {
                Machine.Fail($"{process.Name}[{process.Pid.Value}] made {process.CallsEver - before} calls in an idle hour");
            }
        }
        Checkers.ForEach(checker => checker.CheckQuiet());
        return !Machine.Failed;
    }
}
