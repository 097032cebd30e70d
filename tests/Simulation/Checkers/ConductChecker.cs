using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// How a supervisor treats others: it signals only its own children and what it has adopted, hands them no descriptor they do not need, and
/// tells finish the truth about run. It exits for a reason.
/// </summary>
internal sealed class ConductChecker(Machine machine, List<Service> services, DeathBook deaths) : Checker(machine, services)
{
    /// <summary>Calls may fail in this run: a supervisor may fail to start.</summary>
    public bool AllowsFailures { get; init; }

    public override void Killed(Process sender, Pid target, Signal signal, KillTarget kind)
    {
        if (SupervisedBy(sender) is { } service)
        {
            bool own = sender.Children.Any(child => child.Pid.Value == target.Value) || IsAdopted(sender, target, kind);
            Require(own, $"{service.Name}: the supervisor signals {target.Value}, which is no child of it");
            Require(!signal.IsNone, $"{service.Name}: the supervisor sends no signal");
        }
    }

    /// <summary>It has a descriptor of the process; and whom the number means now is that process or of its session.</summary>
    private bool IsAdopted(Process sender, Pid target, KillTarget kind) =>
        sender.Files.Descriptors.All().Any(entry => entry.Value.Process is { } held && held.Pid.Value == target.Value
            && Machine.FindTargets(target, kind).All(one => one == held || (one.Session == held.Pid.Value && one != sender)));

    public override void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
        if (!TryGetProgram(process, out Service service, out ServiceProgram program))
        {
            return;
        }
        CheckDescriptors(process, service, program);
        string name = Text(arguments[program == ServiceProgram.Run ? 1 : 3]);
        Require(name == service.Name, $"{service.Name}: {program} is told that it is {name}");
        if (program == ServiceProgram.Finish && process.Parent is { } supervisor && !IsExcused(service))
        {
            CheckFinish(service, supervisor, arguments);
        }
    }

    private void CheckDescriptors(Process process, Service service, ServiceProgram program)
    {
        foreach ((int number, OpenFile file) in process.Files.Descriptors.All())
        {
            bool notification = program == ServiceProgram.Run && file is { Pipe: not null, CanWrite: true }
                && (file.Node == null || file.Node.Name == "notification");
            bool locks = program == ServiceProgram.Run && number == service.Plan.LockFd;
            Require(number <= 2 || notification || locks, $"{service.Name}: {program} inherits descriptor {number}");
        }
    }

    private void CheckFinish(Service service, Process supervisor, IReadOnlyList<byte[]> arguments)
    {
        Require(arguments.Count == 5, $"{service.Name}: finish has {arguments.Count} arguments");
        string code = Text(arguments[1]);
        string signal = Text(arguments[2]);
        Pid group = new(int.Parse(Text(arguments[4]), CultureInfo.InvariantCulture));
        if (code == "256" && signal == "0" && deaths.WasStillborn(service, group))
        {
            return;
        }
        Require(deaths.TryGet(service, out Death run), $"{service.Name}: finish without a run");
        bool unknown = code == "256" && signal == "0" && run.MayBe(WaitStatus.Unknown, supervisor);
        string expected = run.Status.IsSignaled ? "256" : Number(run.Status.ExitCode);
        Require(code == expected || unknown, $"{service.Name}: finish is told the exit code {code}, not {expected}");
        bool same = !run.Status.IsSignaled || signal == Number(run.Status.SignalNumber);
        Require(same || unknown, $"{service.Name}: finish is told the signal {signal}");
        Require(group.Value == run.Pid.Value, $"{service.Name}: finish is told the group {group.Value}");
    }

    public override void Ended(Process process)
    {
        if (process is { Executable: OwnExecutable, Name: "s6-supervise" })
        {
            WaitStatus status = process.ExitStatus;
            // Until it has set up its signals, they do what they do to any program.
            bool mayDie = status.SignalNumber == 9 || process.Signals.Blocked == 0;
            bool gone = SupervisedBy(process) == null;
            // An s6-svscan that could not see who supervises the service starts another one.
            bool second = AllowsFailures && ServiceAt(process)?.Supervisor != null;
            bool mayExit = status.ExitCode is 0 || ((AllowsFailures || gone) && status.ExitCode == 111)
                || (second && status.ExitCode == 100);
            Require(status.IsSignaled ? mayDie : mayExit, $"a supervisor ended with wait status {status.Bits:x}");
        }
    }

    /// <summary>
    /// Nothing is left open: 0, 1, 2, the lock, signals, control, the record, at most one end that hears of readiness, and
    /// the service where it was adopted. A logger's supervisor also holds the pipe that the logger reads.
    /// </summary>
    public override void CheckQuiet()
    {
        foreach (Service service in Services.Where(service => service.Supervisor != null))
        {
            List<string> kinds = [.. service.Supervisor!.Files.Descriptors.All().Where(entry => entry.Key > 2)
                .Select(entry => KindOf(entry.Value)).Order(StringComparer.Ordinal)];
            bool adopted = service.Runs.Any(run => run.Process.Parent == null) && !IsExcused(service);
            string open = string.Join(' ', kinds);
            string all = (adopted ? "another " : "") + "control lock notification signals state";
            all = kinds.Contains("input") && service.Producer != null ? all.Replace("lock", "input lock", StringComparison.Ordinal) : all;
            bool none = kinds.Contains("notification");
            string expected = none ? all : all.Replace("notification ", "", StringComparison.Ordinal);
            bool lost = service.RecordLost && open == expected.Replace(" state", "", StringComparison.Ordinal);
            Require(open == expected || lost || IsExcused(service), $"{service.Name}: its supervisor has open: {open}");
        }
    }

    private static string KindOf(OpenFile file)
    {
        string other = file.Pipe == null ? "?" : file.CanRead ? "notification" : "input";
        return file.SignalSet != 0 ? "signals" : file.Process != null ? "another" : file.Node?.Name ?? other;
    }

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
