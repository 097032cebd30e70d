using System.Collections.Generic;
using System.Linq;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// Never are two instances of a service alive, be they run or finish, whatever becomes of its supervisors. Only where
/// nothing can prove what an earlier supervisor has left may there be others, but never beside one of the same supervisor.
/// </summary>
internal sealed class SingleRunChecker(Machine machine, List<Service> services) : Checker(machine, services)
{
    private readonly List<Entry> _alive = [];
    private readonly HashSet<Process> _toldToLeave = [];

    private sealed record Entry(Process Process, Service Service, ServiceProgram Program, Process? Supervisor);

    public override void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
        if (!TryGetProgram(process, out Service service, out ServiceProgram program))
        {
            return;
        }
        foreach (Entry other in _alive.Where(other => other.Service == service))
        {
            bool same = other.Supervisor == process.Parent && process.Parent != null;
            Require(!same || service.Excused, $"{service.Name}: {program} starts beside {other.Program}[{other.Process.Pid.Value}] of the same supervisor");
            bool locked = service.Plan.LockFd != 0 && program == ServiceProgram.Run && other.Program == ServiceProgram.Run;
            Require(!locked, $"{service.Name}: two runs hold the lock");
        }
        Process? instance = InstancesOf(service).FirstOrDefault(one => one != process);
        Require(
            instance == null || IsExcused(service),
            $"{service.Name}: {program} starts while {instance?.Name}[{instance?.Pid.Value}] lives");
        _alive.Add(new Entry(process, service, program, process.Parent));
    }

    public override void Ended(Process process)
    {
        _alive.RemoveAll(entry => entry.Process == process);
        if (process.Executable is not OwnExecutable)
        {
            return;
        }
        bool killed = process.ExitStatus.IsSignaled;
        bool toldToLeave = _toldToLeave.Remove(process);
        if (killed || toldToLeave)
        {
            return;
        }
        foreach (Entry entry in _alive)
        {
            Require(entry.Supervisor != process, $"{entry.Service.Name}: the supervisor left its {entry.Program} behind");
        }
    }

    public override void Signaled(Process process, Signal signal)
    {
        if (process.Executable is OwnExecutable && signal.Number is 2 or 3)
        {
            _toldToLeave.Add(process);
        }
    }

    public override void CheckQuiet()
    {
        foreach (Service service in Services)
        {
            int runs = service.Runs.Count();
            int finishes = service.Finishes.Count();
            Require(runs + finishes <= 1, $"{service.Name}: {runs} runs and {finishes} finishes");
        }
    }
}
