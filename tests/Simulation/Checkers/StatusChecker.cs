using System;
using System.Collections.Generic;
using System.Linq;
using Sestet.Linux;
using Sestet.Supervision;

namespace Sestet.Simulation;

/// <summary>
/// supervise/status always decodes, names only a child that was not yet waited for or what was adopted, and tells the truth when all is
/// quiet. The pid of a run that was waited for would be somebody else's soon.
/// </summary>
internal sealed class StatusChecker(Machine machine, List<Service> services, DeathBook deaths) : Checker(machine, services)
{
    private readonly HashSet<Process> _starters = [];

    /// <summary>When the faults ended.</summary>
    public long TruthFrom { get; set; }

    public override void Renamed(Process process, Node directory, string name, Node node)
    {
        Service? service = SupervisedBy(process);
        if (service == null || name != "status")
        {
            return;
        }
        ServiceStatus status = Decode(service, node.Data);
        bool child = process.Children.Any(child => child.Pid.Value == status.Pid.Value);
        bool adopted = process.Files.Descriptors.All().Any(entry => entry.Value.Process is { } held
            && held.Pid.Value == status.Pid.Value && InstanceOf(held) == service);
        Require(status.Pid.IsNone || child || adopted, $"{service.Name}: the status names {status.Pid.Value}, which is another's");
        Require(!status.Finishing || !status.Pid.IsNone, $"{service.Name}: finishing without a finish");
        Require(!status.Ready || !status.Finishing, $"{service.Name}: ready and finishing");
    }

    public override void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
        if (process.Parent is { } parent && SupervisedBy(parent) != null)
        {
            _starters.Add(parent);
        }
    }

    public override void CheckQuiet()
    {
        foreach (Service service in Services.Where(service => service.Supervisor != null && !IsExcused(service)))
        {
            byte[]? bytes = service.Read(Machine.Tree, "supervise/status");
            Require(bytes != null, $"{service.Name}: there is no status");
            if (bytes != null)
            {
                CheckTruth(service, Decode(service, bytes));
            }
        }
    }

    private void CheckTruth(Service service, in ServiceStatus status)
    {
        RunActor? run = service.Runs.FirstOrDefault();
        int pid = run?.Process.Pid.Value ?? 0;
        Require(status.Pid.Value == pid, $"{service.Name}: the status names {status.Pid.Value}, but {pid} is true");
        Require(!status.Finishing, $"{service.Name}: still finishing");
        bool untouched = run == null && !_starters.Contains(service.Supervisor!);
        Require(!status.Paused || untouched, $"{service.Name}: paused is {status.Paused}, not started yet is {untouched}");
        bool ready = run == null || (run.HadNotification && run.ReadyAt != Clock.Never);
        // A readiness that faults have swallowed is no lie.
        bool swallowed = run != null && run.StartedAt < TruthFrom && (run.HasPipe || run.HasClosed || run.SupervisorGuesses || service.Mishaps);
        Require(status.Ready == ready || swallowed, $"{service.Name}: the status says ready {status.Ready}, but {ready} is true");
        // Not the other way round: a run that was wanted once stays when it is no longer.
        Require(!status.WantedUp || run != null, $"{service.Name}: wanted up, but it is down");
        // One who has seen no death may have none to tell of.
        if (deaths.TryGet(service, out Death death) && death.Witness == service.Supervisor)
        {
            int bits = status.WaitStatus.Bits;
            Require(
                death.MayBe(status.WaitStatus, service.Supervisor),
                $"{service.Name}: wait status {bits:x} instead of {death.Status.Bits:x}");
        }
    }

    private ServiceStatus Decode(Service service, ReadOnlySpan<byte> bytes)
    {
        bool whole = ServiceStatus.TryUnpack(bytes, out ServiceStatus status) && bytes.Length == ServiceStatus.Length;
        Require(whole, $"{service.Name}: a status of {bytes.Length} bytes does not decode");
        return status;
    }
}
