using System.Collections.Generic;
using System.Linq;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// One supervisor never has two runs alive, nor a run beside a finish. Runs of an earlier supervisor may be there only if
/// that one was killed or told to leave the service alone, and never beside another run where a lock forbids it.
/// </summary>
internal sealed class SingleRunChecker(Machine machine, List<Service> services) : Checker(machine, services)
{
    private readonly List<Entry> _alive = [];
    private readonly HashSet<Process> _abandoned = [];
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
            Require(!same, $"{service.Name}: {program} starts beside {other.Program}[{other.Process.Pid.Value}] of the same supervisor");
            bool locked = service.Plan.LockFd != 0 && program == ServiceProgram.Run && other.Program == ServiceProgram.Run;
            Require(!locked, $"{service.Name}: two runs hold the lock");
            // What waited for a lock may outlive the supervisor that started it.
            bool abandoned = process.Parent == null || other.Supervisor == null || _abandoned.Contains(other.Supervisor);
            Require(same || abandoned, $"{service.Name}: {program} starts while {other.Program} of a living supervisor lives");
        }
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
            _abandoned.Add(process);
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
            int runs = service.Runs.Count(run => run.Process.Parent == service.Supervisor);
            int finishes = service.Finishes.Count(finish => finish.Process.Parent == service.Supervisor);
            Require(runs + finishes <= 1, $"{service.Name}: {runs} runs and {finishes} finishes");
        }
    }
}
