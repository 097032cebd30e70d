using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// The whole tree: s6-svscan, started by a stand-in for init, with services that come and go and loggers beside some of
/// them. When all is quiet the tree is taken down, and no record is lost on the way.
/// </summary>
internal sealed class ScanScenario : ServiceScenario
{
    private readonly string[] _options;
    private InitActor _init = null!;
    private readonly ScanChecker _scanChecker;

    /// <summary>Directories that are out of the scan directory for the time being, with their names in it.</summary>
    private readonly Dictionary<string, Node> _away = [];

    /// <summary>Names of those that were.</summary>
    private readonly HashSet<string> _returned = [];

    public ScanScenario(ulong seed)
        : base(seed)
    {
        Machine.Tree.MakeDirectory(Machine.Tree.Root, "away");
        int count = 1 + Dice.Below(3);
        for (int i = 0; i < count; i++)
        {
            ServicePlan plan = ServicePlan.Choose($"service{i}", Dice);
            if (!Dice.OneIn(2))
            {
                AddService(Directory, plan);
                continue;
            }
            // Standard output is the logger's.
            plan.NotificationFd = plan.NotificationFd == 1 ? 3 : plan.NotificationFd;
            Service producer = AddService(Directory, plan);
            AddService(producer.Directory, ChooseLogger(producer), producer);
        }
        _scanChecker = new ScanChecker(Machine, Services);
        Add(_scanChecker);
        InstallPrograms();
        _options = Dice.OneIn(4) ? ["-t", "5000"] : [];
        Boot();
    }

    protected override void Boot()
    {
        Services.ForEach(service => service.Log.MayLose |= _init != null);
        _init = new InitActor(Machine, "/" + ScanDirectory, _options);
    }

    protected override IEnumerable<Service> Wanted =>
        Services.Where(service => !_away.ContainsKey((service.Producer ?? service).Name));

    /// <summary>It scans by itself, so it never sleeps for an hour.</summary>
    private bool Rescans => _init.Options.Count > 0;

    protected override bool IsIdle(Process process) => !Rescans || process.Name != "s6-svscan";

    /// <summary>A logger lives as long as it is let, most of the time.</summary>
    private ServicePlan ChooseLogger(Service producer)
    {
        ServicePlan plan = ServicePlan.Choose(producer.Name + "/log", Dice);
        plan.Down = false;
        plan.NotificationFd = plan.NotificationFd == 1 ? 3 : plan.NotificationFd;
        return plan;
    }

    private void InstallPrograms()
    {
        Node control = Machine.Tree.MakeDirectory(Directory, ".s6-svscan");
        if (Dice.OneIn(2))
        {
            Machine.Tree.MakeFile(control, "finish", default, new NoteExecutable("finish"));
        }
        Machine.Tree.MakeFile(control, "crash", default, new NoteExecutable("crash"));
        if (Dice.OneIn(3))
        {
            Machine.Tree.MakeFile(control, "SIGUSR1", default, new NoteExecutable("SIGUSR1"));
        }
    }

    protected override ChaosActor StartChaos()
    {
        ChaosActor chaos = new(Machine, Services, HasFaults);
        chaos.Add(Remove, 3);
        chaos.Add(_ => Bring(), 3);
        chaos.Add(_ => ControlScanner("zaaanNh"), 2);
        chaos.Add(_ => SignalScanner(), 3);
        chaos.Add(KillLogger, 3);
        chaos.Add(_ => RebootSeldom(), 6);
        // Without descriptors of processes the next s6-svscan cannot wait for supervisors that are not its children.
        if (HasFaults && Machine.Features.CanAdopt)
        {
            chaos.Add(_ => KillScanner(), 2);
            chaos.Add(_ => KillScannerInACall(), 2);
            chaos.Add(_ => SendScanner("E"u8.ToArray()), 2);
        }
        return chaos;
    }

    private void Remove(Service service)
    {
        Service top = service.Producer ?? service;
        if (Directory.Entries.ContainsKey(top.Name))
        {
            Machine.Note(top.Name, "is taken away");
            Machine.Tree.Remove(Directory, top.Name);
            Machine.Tree.Add(Machine.Tree.Find("/away")!, top.Name, top.Directory);
            _away.Add(top.Name, top.Directory);
            top.Log.MayLose = true;
        }
    }

    private void Bring()
    {
        if (_away.Count > 0)
        {
            (string name, Node directory) = _away.First();
            _away.Remove(name);
            _returned.Add(name);
            Machine.Note(name, "comes back");
            Machine.Tree.Remove(Machine.Tree.Find("/away")!, name);
            Machine.Tree.Add(Directory, name, directory);
            _scanChecker.Forget(name);
        }
    }

    private void ControlScanner(string letters) => SendScanner([(byte)letters[Dice.Below(letters.Length)]]);

    private bool SendScanner(byte[] letters)
    {
        Machine.Note("s6-svscan", "is asked for " + Encoding.Latin1.GetString(letters));
        return Client.Control(Machine, $"/{ScanDirectory}/.s6-svscan/control", letters);
    }

    private void SignalScanner()
    {
        if (_init.Scanner is { } scanner)
        {
            Client.Kill(scanner, Dice.Pick(Signal.SIGALRM, Signal.SIGHUP, Signal.SIGUSR1, Signal.SIGUSR2, Signal.SIGWINCH));
        }
    }

    private void KillScanner()
    {
        if (_init.Scanner is { } scanner)
        {
            _scanChecker.Killed(scanner);
            Client.Kill(scanner, Signal.SIGKILL);
        }
    }

    private void KillScannerInACall()
    {
        if (_init.Scanner is { } scanner)
        {
            _scanChecker.Killed(scanner);
            scanner.KillAfterCalls = Dice.Pick(1, 2, 3, 1 + Dice.Below(10), 1 + Dice.Below(100), 1 + Dice.Below(1000));
        }
    }

    private void KillLogger(Service service)
    {
        if ((service.Logger ?? service).Runs.FirstOrDefault() is { } run)
        {
            Client.Kill(run.Process, Signal.SIGKILL);
        }
    }

    protected override void BecomeCalm()
    {
        base.BecomeCalm();
        EndLeft();
        // What is away stays away, and its supervisors are to go.
        _ = SendScanner("an"u8.ToArray());
    }

    /// <summary>
    /// What lost its supervisor while it was away, or was left by it, gets no other; and an s6-svscan that began in the
    /// meantime knows nothing of it. One that came back waits for its old logger to end, which reads what it writes.
    /// </summary>
    private void EndLeft()
    {
        foreach (Service service in Services.Except(Wanted.Where(one => !_returned.Contains(one.Name))))
        {
            if (ScanChecker.IsKept(_init.Scanner, service.Supervisor))
            {
                continue;
            }
            foreach (Process process in Machine.Processes.Values.Where(one => one.Files.Directory == service.Directory).ToArray())
            {
                Client.Kill(process, Signal.SIGKILL);
            }
        }
    }

    protected override bool Conclude()
    {
        foreach (Service service in Wanted)
        {
            if (!ScanChecker.IsKept(_init.Scanner, service.Supervisor))
            {
                Machine.Fail($"{service.Name}: no supervisor of s6-svscan's");
            }
        }
        foreach (Service service in Services.Except(Wanted))
        {
            if (service.Supervisor != null)
            {
                Machine.Fail($"{service.Name}: is not in the scan directory, and still has a supervisor");
            }
        }
        return !Machine.Failed && TakeDown();
    }

    /// <summary>The end of the tree, in one of the ways there are.</summary>
    private bool TakeDown()
    {
        Process scanner = _init.Scanner!;
        _init.Retire();
        EndLeft();
        Service[] loggers = [.. Wanted.Where(service => service.Producer != null && service.Runs.Any())];
        bool gentle = Dice.OneIn(2);
        _scanChecker.MayEnd = true;
        if (Dice.OneIn(2))
        {
            Client.Kill(scanner, gentle ? Dice.Pick(Signal.SIGTERM, Signal.SIGINT) : Signal.SIGQUIT);
        }
        else
        {
            _ = SendScanner(gentle ? "t"u8.ToArray() : "q"u8.ToArray());
        }
        if (!Await(() => !scanner.IsAlive, 60 * Clock.Second, () => "s6-svscan was told to end and stays"))
        {
            return false;
        }
        foreach (Service service in Services)
        {
            if (service.Supervisor != null || service.Runs.Any() || service.Finishes.Any())
            {
                Machine.Fail($"{service.Name}: outlives s6-svscan");
            }
        }
        foreach (Service logger in loggers)
        {
            if (gentle && logger.Producer!.Log is { MayLose: false, UnderWay: > 0 } log)
            {
                Machine.Fail($"{logger.Name}: {log.UnderWay} records were lost at the end");
            }
        }
        return !Machine.Failed;
    }
}
