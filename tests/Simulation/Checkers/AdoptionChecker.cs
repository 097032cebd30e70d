using System.Collections.Generic;
using System.Linq;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;

namespace Sestet.Simulation;

/// <summary>
/// What the loss of a supervisor leaves alive, the next one has: with the stamps and the readiness that it had, and with
/// the time that was left to it. The same holds for a supervisor that goes on in a new program.
/// </summary>
internal sealed class AdoptionChecker(Machine machine, List<Service> services) : Checker(machine, services)
{
    /// <summary>Letters and signals may lie there while the supervisor is stopped or works through others.</summary>
    private const long AskedLately = 6 * Clock.Second;

    private readonly ByService<Past> _pasts = new();

    private readonly HashSet<Process> _supervisors = [];

    private sealed class Past
    {
        /// <summary>The instance that the last supervisor left, and what supervise/status said then.</summary>
        public Process? Left { get; set; }

        public ServiceStatus? Status { get; set; }

        /// <summary>Whom supervise/status named when it was written: the number may be another's next.</summary>
        public Process? Told { get; set; }

        /// <summary>The record, and how many programs supervised the service until it was written.</summary>
        public SupervisorRecord? Record { get; set; }

        public int Generation { get; set; }

        public int RecordedIn { get; set; }

        public long AskedAt { get; set; } = -AskedLately;
    }

    public override void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
        if (process is not { Executable: OwnExecutable, Name: "s6-supervise" })
        {
            return;
        }
        bool again = !_supervisors.Add(process);
        Machine.Statistics.Upgrades += again ? 1 : 0;
        if (Services.FirstOrDefault(one => one.Name == System.Text.Encoding.Latin1.GetString(arguments[1])) is { } service)
        {
            _pasts[service].Generation++;
        }
    }

    public override void Ended(Process process)
    {
        if (!_supervisors.Contains(process) || SupervisedBy(process) is not { } service)
        {
            return;
        }
        Machine.Statistics.SupervisorKills += process.ExitStatus.SignalNumber == 9 && !Machine.IsRebooting ? 1 : 0;
        Past past = _pasts[service];
        past.Left = InstancesOf(service).FirstOrDefault();
        past.Status = ServiceStatus.TryUnpack(service.Read(Machine.Tree, "supervise/status"), out ServiceStatus status)
            ? status
            : null;
        // What was not recorded is lost with who knew it.
        service.Excused |= service.RecordLost;
    }

    public override void Renamed(Process process, Node directory, string name, Node node)
    {
        if (name != "status" || SupervisedBy(process) is not { } service)
        {
            return;
        }
        Past past = _pasts[service];
        Process? left = past.Left;
        Process? told = past.Told;
        past.Left = null;
        past.Told = ServiceStatus.TryUnpack(node.Data, out ServiceStatus now)
            ? Machine.Processes.GetValueOrDefault(now.Pid.Value)
            : null;
        if (left is not { IsAlive: true } || !ServiceStatus.TryUnpack(node.Data, out ServiceStatus status) || IsExcused(service))
        {
            return;
        }
        Machine.Statistics.Adoptions++;
        string who = $"{service.Name}: {left.Name}[{left.Pid.Value}]";
        Require(status.Pid.Value == left.Pid.Value, $"{who} was left alive, and the next supervisor has {status.Pid.Value}");
        if (past.Status is { } before && told == left)
        {
            Require(status.Stamp.CompareTo(before.Stamp) == 0, $"{who} has another stamp since its adoption");
            Require(status.Finishing == before.Finishing, $"{who} has another state since its adoption");
            bool kept = !before.Ready || (status.Ready && status.ReadyStamp.CompareTo(before.ReadyStamp) == 0);
            Require(kept, $"{who} was ready, and is not as it was since its adoption");
        }
    }

    public override void Stored(Process process, Node file)
    {
        if (file.Name != "state" || ServiceAt(process) is not { } service)
        {
            return;
        }
        bool whole = SupervisorRecord.TryUnpack(file.Data, out SupervisorRecord record);
        Require(whole || service.RecordLost || IsExcused(service), $"{service.Name}: a record that is not understood is written");
        service.RecordLost &= !whole;
        Past past = _pasts[service];
        if (past.Record is { } before && past.RecordedIn != past.Generation && !IsExcused(service))
        {
            CompareDeadlines(service, past, before, record);
        }
        past.Record = record;
        past.RecordedIn = past.Generation;
    }

    private void CompareDeadlines(Service service, Past past, in SupervisorRecord before, in SupervisorRecord record)
    {
        bool same = before.Status.Pid.Value == record.Status.Pid.Value && !before.Status.Pid.IsNone
            && before.Status.Finishing == record.Status.Finishing && before.Born == record.Born;
        bool due = before.Deadline.Nanoseconds <= Machine.Clock.Monotonic;
        if (same && !due && past.AskedAt + AskedLately < Machine.Clock.Now)
        {
            Require(
                before.Deadline.Nanoseconds == record.Deadline.Nanoseconds && before.Dying == record.Dying,
                $"{service.Name}: had time until {before.Deadline.Nanoseconds}, and {record.Deadline.Nanoseconds} since its adoption");
        }
    }

    public override void Faulted(Process process, SystemCall call, string? path, Errno error)
    {
        Machine.Statistics.FailedUpgrades += call == SystemCall.Execute && _supervisors.Contains(process) ? 1 : 0;
        if (ServiceAt(process) is { } troubled && call is SystemCall.Write or SystemCall.Open or SystemCall.Create or SystemCall.Read)
        {
            troubled.Mishaps = true;
        }
        bool record = path is "state" or "supervise/state" && call is SystemCall.Write or SystemCall.Create;
        if (record && ServiceAt(process) is { } service)
        {
            service.RecordLost = true;
            // A child whose parent did not live to hear of it.
            service.Excused |= process is { Body: BirthActor, Parent: null };
        }
    }

    public override void Signaled(Process process, Signal signal)
    {
        if (signal.Number is 1 or 2 or 3 or 15 && SupervisedBy(process) is { } service)
        {
            _pasts[service].AskedAt = Machine.Clock.Now;
        }
    }

    public override void Asked(Service service, byte[] letters) => _pasts[service].AskedAt = Machine.Clock.Now;
}
