using System.Collections.Generic;
using System.Linq;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>Which of a service's two programs.</summary>
internal enum ServiceProgram
{
    Run,
    Finish,
}

/// <summary>./run or ./finish of a service: executing it starts a scripted actor.</summary>
internal sealed class ServiceExecutable(Service service, ServiceProgram program) : Executable
{
    public Service Service => service;

    public ServiceProgram Program => program;

    public override Participant Start(Process process)
    {
        if (program == ServiceProgram.Finish)
        {
            return service.Add(new FinishActor(process, service));
        }
        return service.Add(service.Producer == null ? new RunActor(process, service) : new LoggerActor(process, service));
    }
}

/// <summary>A service: its directory, and its processes that live.</summary>
internal sealed class Service(ServicePlan plan)
{
    private readonly List<ServiceActor> _actors = [];

    public ServicePlan Plan => plan;

    /// <summary>As s6-svscan knows it: "foo" or "foo/log".</summary>
    public string Name => plan.Name;

    public Node Directory { get; set; } = null!;

    /// <summary>Its programs behave from now on: run stays and gets ready, finish ends.</summary>
    public bool Calm { get; private set; }

    /// <summary>The supervisor that has set itself up on the directory: the one that holds its lock.</summary>
    public Process? Supervisor => Directory.Entries.TryGetValue("supervise", out Node? supervise)
        && supervise.Entries.TryGetValue("lock", out Node? file) && file.Locks.Count > 0
        ? file.Locks[0].Owner
        : null;

    /// <summary>The supervisor that was started last and lives; it may not hold the lock yet.</summary>
    public Process? Newest { get; set; }

    /// <summary>Its record could not be written, and has not been since.</summary>
    public bool RecordLost { get; set; }

    /// <summary>
    /// Its record was tampered with, or lost together with who knew what is true: another instance may be started.
    /// </summary>
    public bool Excused { get; set; }

    /// <summary>A call of its supervisor failed: what a service said of its readiness may have been missed.</summary>
    public bool Mishaps { get; set; }

    /// <summary>The service that logs what this one writes.</summary>
    public Service? Logger { get; set; }

    /// <summary>The service that this one logs.</summary>
    public Service? Producer { get; set; }

    public LogChannel Log { get; } = new();

    public IEnumerable<RunActor> Runs => _actors.OfType<RunActor>().Where(actor => actor.Process.IsAlive);

    public IEnumerable<FinishActor> Finishes => _actors.OfType<FinishActor>().Where(actor => actor.Process.IsAlive);

    public T Add<T>(T actor)
        where T : ServiceActor
    {
        _actors.RemoveAll(old => !old.Process.IsAlive);
        _actors.Add(actor);
        return actor;
    }

    public void BecomeCalm()
    {
        Calm = true;
        foreach (ServiceActor actor in _actors.Where(actor => actor.Process.IsAlive).ToArray())
        {
            actor.BecomeCalm();
        }
    }

    /// <summary>Sends its supervisor letters; false where there is none that listens.</summary>
    public bool Send(Machine machine, byte[] letters)
    {
        if (!Client.Control(machine, Directory.Path() + "/supervise/control", letters))
        {
            return false;
        }
        machine.Note(Name, "is asked for " + System.Text.Encoding.Latin1.GetString(letters));
        machine.Tell(watcher => (watcher as Checker)?.Asked(this, letters));
        return true;
    }

    /// <summary>A file in its directory as it is now; null where there is none.</summary>
    public byte[]? Read(FileTree tree, string name) =>
        tree.Walk(Directory, name, follow: true, out FileTree.Place place).Failed ? null : place.Node?.Data;
}
