using System.Collections.Generic;
using System.Linq;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>Remembers which supervisors were told to leave.</summary>
internal sealed class LeavingWatcher(Machine machine, List<Service> services) : Checker(machine, services)
{
    private readonly HashSet<Process> _told = [];

    public bool WasTold(Process supervisor) => _told.Contains(supervisor);

    public override void Signaled(Process process, Signal signal)
    {
        if (process.Executable is OwnExecutable && signal.Number is 1 or 2 or 3 or 15)
        {
            _told.Add(process);
        }
    }

    public override void Asked(Service service, byte[] letters)
    {
        if (letters.Contains((byte)'x') && service.Supervisor is { } supervisor)
        {
            _told.Add(supervisor);
        }
    }
}
