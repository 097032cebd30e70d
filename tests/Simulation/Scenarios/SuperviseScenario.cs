using System.Collections.Generic;
using System.Linq;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// s6-supervise alone: a few services, each with a supervisor that a stand-in for s6-svscan keeps running. First chaos;
/// then the faults end, users say what they want, and it must come to be. At last nothing moves for an hour.
/// </summary>
internal sealed class SuperviseScenario : Scenario
{
    private const string ScanDirectory = "service";

    private readonly List<Service> _services = [];
    private readonly List<Checker> _checkers = [];
    private readonly StatusChecker _statusChecker;
    private readonly LetterChecker _letterChecker;
    private readonly LeavingWatcher _leaving;
    private readonly bool _hasFaults;

    public SuperviseScenario(ulong seed)
        : base(seed)
    {
        _hasFaults = Dice.Below(4) > 0;
        Machine.Scheduler.PreemptOneIn = Dice.Pick(1, 2, 5, 20);
        Machine.Scheduler.CallCostMax = Dice.Pick(0, 2_000, 200_000);
        Node parent = Machine.Tree.MakeDirectory(Machine.Tree.Root, ScanDirectory);
        Bench.Install(Machine);
        int count = 1 + Dice.Below(3);
        for (int i = 0; i < count; i++)
        {
            AddService(parent, $"service{i}");
        }
        _statusChecker = new StatusChecker(Machine, _services);
        _letterChecker = new LetterChecker(Machine, _services);
        _leaving = new LeavingWatcher(Machine, _services);
        _checkers.Add(_statusChecker);
        _checkers.Add(_letterChecker);
        _checkers.Add(_leaving);
        _checkers.Add(new SingleRunChecker(Machine, _services));
        _checkers.Add(new DelayChecker(Machine, _services));
        _checkers.Add(new ConductChecker(Machine, _services) { AllowsFailures = _hasFaults });
        _checkers.ForEach(Machine.Watch);
        AddListeners();
        _ = new ScannerActor(Machine, "/" + ScanDirectory, _services);
    }

    private void AddService(Node parent, string name)
    {
        Service service = new(ServicePlan.Choose(name, Dice));
        service.Directory = service.Plan.Install(Machine, parent, service);
        _services.Add(service);
    }

    /// <summary>Most services have a fifodir from the start, and somebody who listens.</summary>
    private void AddListeners()
    {
        foreach (Service service in _services.Where(_ => !Dice.OneIn(4)))
        {
            Machine.Tree.MakeDirectory(service.Directory, "event");
            ListenerActor listener = new(Machine, $"/{ScanDirectory}/{service.Name}/event");
            _letterChecker.Listen(listener.Fifo, service);
        }
    }

    protected override void Play()
    {
        if (_hasFaults)
        {
            SetFaults();
        }
        ChaosActor chaos = new(Machine, _services, _hasFaults);
        if (Pass(Dice.Pick(5, 30, 120) * Clock.Second))
        {
            chaos.Stop();
            BecomeCalm();
            _ = LetLeave() && LetUsersDecide() && StayQuiet();
        }
    }

    private void SetFaults()
    {
        SystemCall[] calls =
        [
            SystemCall.Spawn, SystemCall.Open, SystemCall.Create, SystemCall.Write, SystemCall.Rename, SystemCall.Pipe,
            SystemCall.Poll, SystemCall.Stat, SystemCall.Lock, SystemCall.OpenSignals,
        ];
        foreach (SystemCall call in calls)
        {
            Machine.Faults.Set(call, Dice.Pick(0, 0, 0, 300, 50, 8));
        }
        Machine.Faults.DelaySignalOneIn = Dice.Pick(0, 2, 10);
    }

    /// <summary>The world becomes friendly.</summary>
    private void BecomeCalm()
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
        foreach (Service service in _services)
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

    /// <summary>Programs of supervisors that are no more, and those that wait for such a one's lock.</summary>
    private void KillOrphans()
    {
        foreach (Process process in Machine.Processes.Values.ToArray())
        {
            bool waits = process is { Executable: OwnExecutable, Name: "s6-setlock" };
            if ((waits || process.Executable is ServiceExecutable) && process.Parent == null)
            {
                Client.Kill(process, Signal.SIGKILL);
            }
        }
    }

    /// <summary>A supervisor that was told to leave does so when its service is down, and another one comes.</summary>
    private bool LetLeave()
    {
        foreach (Service service in _services)
        {
            if (service.Supervisor is { } supervisor && _leaving.WasTold(supervisor))
            {
                service.Send(Machine, "cd"u8.ToArray());
                string complaint = $"{service.Name}: the supervisor was told to leave and stays";
                if (!Await(() => !supervisor.IsAlive, 20 * Clock.Second, () => complaint))
                {
                    return false;
                }
            }
        }
        return Pass(5 * Clock.Second);
    }

    private bool LetUsersDecide()
    {
        Dictionary<Service, bool> wishes = [];
        foreach (Service service in _services)
        {
            int wish = Dice.Below(3);
            byte[] letters = wish == 0 ? "c"u8.ToArray() : wish == 1 ? "cu"u8.ToArray() : "cd"u8.ToArray();
            bool sent = Await(() => service.Send(Machine, letters), 5 * Clock.Second, () => $"{service.Name}: nobody listens");
            if (!sent)
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
        RunActor? run = service.Runs.FirstOrDefault(run => run.Process.Parent == service.Supervisor);
        bool down = run == null && !service.Finishes.Any();
        return up ? run != null : down;
    }

    private bool StayQuiet()
    {
        Dictionary<Process, long> calls = Machine.Processes.Values
            .Where(process => process.Executable is OwnExecutable).ToDictionary(process => process, process => process.CallsEver);
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
        _checkers.ForEach(checker => checker.CheckQuiet());
        return !Machine.Failed;
    }
}
