using System.Collections.Generic;
using System.Linq;

namespace Sestet.Simulation;

/// <summary>A watcher that knows what must never happen, and what must be true when all is quiet.</summary>
internal abstract class Checker(Machine machine, List<Service> services) : Watcher
{
    protected Machine Machine => machine;

    protected IReadOnlyList<Service> Services => services;

    /// <summary>A user wrote letters into the service's control FIFO.</summary>
    public virtual void Asked(Service service, byte[] letters)
    {
    }

    /// <summary>Nothing moves, and nothing is about to.</summary>
    public virtual void CheckQuiet()
    {
    }

    protected void Require(bool condition, string message)
    {
        if (!condition)
        {
            machine.Fail(message);
        }
    }

    /// <summary>The service whose program a process runs, if it does.</summary>
    protected static bool TryGetProgram(Process process, out Service service, out ServiceProgram program)
    {
        ServiceExecutable? executable = process.Executable as ServiceExecutable;
        service = executable?.Service!;
        program = executable?.Program ?? default;
        return executable != null;
    }

    /// <summary>The service whose run or finish a process is, or is about to be.</summary>
    protected Service? InstanceOf(Process process) => process.Executable is ServiceExecutable program
        ? program.Service
        : process.Body is BirthActor || process is { Executable: OwnExecutable, Name: "s6-setlock" }
        ? services.FirstOrDefault(service => service.Directory == process.Files.Directory)
        : null;

    /// <summary>All that lives of a service but its supervisor.</summary>
    protected IEnumerable<Process> InstancesOf(Service service) =>
        machine.Processes.Values.Where(process => process.IsAlive && InstanceOf(process) == service);

    /// <summary>The service in whose directory a process is.</summary>
    protected Service? ServiceAt(Process process) =>
        services.FirstOrDefault(service => service.Directory == process.Files.Directory);

    /// <summary>Nobody can know for sure what an earlier supervisor has left of the service.</summary>
    protected bool IsExcused(Service service) => service.Excused || !machine.Features.CanAdopt;

    /// <summary>The service whose supervisor a process is, if it is.</summary>
    protected Service? SupervisedBy(Process process) => process is { Executable: OwnExecutable, Name: "s6-supervise" }
        ? services.FirstOrDefault(service => service.Directory == process.Files.Directory)
        : null;
}
