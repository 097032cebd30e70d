using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// How a supervisor treats others: it signals only its own children, hands them no descriptor they do not need, and
/// tells finish the truth about run. It exits for a reason.
/// </summary>
internal sealed class ConductChecker(Machine machine, List<Service> services) : Checker(machine, services)
{
    private readonly Dictionary<Process, (Pid Pid, WaitStatus Status)> _lastRuns = [];

    /// <summary>Calls may fail in this run: a supervisor may fail to start.</summary>
    public bool AllowsFailures { get; init; }

    public override void Killed(Process sender, Pid target, Signal signal, KillTarget kind)
    {
        if (SupervisedBy(sender) is { } service)
        {
            bool own = sender.Children.Any(child => child.Pid.Value == target.Value);
            Require(own, $"{service.Name}: the supervisor signals {target.Value}, which is no child of it");
            Require(!signal.IsNone, $"{service.Name}: the supervisor sends no signal");
        }
    }

    public override void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
        if (!TryGetProgram(process, out Service service, out ServiceProgram program))
        {
            return;
        }
        CheckDescriptors(process, service, program);
        string name = Text(arguments[program == ServiceProgram.Run ? 1 : 3]);
        Require(name == service.Name, $"{service.Name}: {program} is told that it is {name}");
        if (program == ServiceProgram.Finish && process.Parent is { } supervisor)
        {
            CheckFinish(service, supervisor, arguments);
        }
    }

    private void CheckDescriptors(Process process, Service service, ServiceProgram program)
    {
        foreach ((int number, OpenFile file) in process.Files.Descriptors.All())
        {
            bool notification = program == ServiceProgram.Run && file is { Pipe: not null, CanWrite: true, Node: null };
            bool locks = program == ServiceProgram.Run && number == service.Plan.LockFd;
            Require(number <= 2 || notification || locks, $"{service.Name}: {program} inherits descriptor {number}");
        }
    }

    private void CheckFinish(Service service, Process supervisor, IReadOnlyList<byte[]> arguments)
    {
        Require(arguments.Count == 5, $"{service.Name}: finish has {arguments.Count} arguments");
        Require(_lastRuns.TryGetValue(supervisor, out (Pid Pid, WaitStatus Status) run), $"{service.Name}: finish without a run");
        string code = run.Status.IsSignaled ? "256" : Number(run.Status.ExitCode);
        Require(Text(arguments[1]) == code, $"{service.Name}: finish is told the exit code {Text(arguments[1])}, not {code}");
        bool signal = !run.Status.IsSignaled || Text(arguments[2]) == Number(run.Status.SignalNumber);
        Require(signal, $"{service.Name}: finish is told the signal {Text(arguments[2])}");
        Require(Text(arguments[4]) == Number(run.Pid.Value), $"{service.Name}: finish is told the group {Text(arguments[4])}");
    }

    public override void Ended(Process process)
    {
        bool isFinish = TryGetProgram(process, out _, out ServiceProgram program) && program == ServiceProgram.Finish;
        if (process.Parent is { } supervisor && SupervisedBy(supervisor) != null && !isFinish)
        {
            _lastRuns[supervisor] = (process.Pid, process.ExitStatus);
        }
        if (process is { Executable: OwnExecutable, Name: "s6-supervise" })
        {
            WaitStatus status = process.ExitStatus;
            // Until it has set up its signals, they do what they do to any program.
            bool mayDie = status.SignalNumber == 9 || process.Signals.Blocked == 0;
            bool gone = SupervisedBy(process) == null;
            bool mayExit = status.ExitCode is 0 || ((AllowsFailures || gone) && status.ExitCode == 111);
            Require(status.IsSignaled ? mayDie : mayExit, $"a supervisor ended with wait status {status.Bits:x}");
        }
    }

    /// <summary>Nothing is left open: 0, 1, 2, the lock, signals, control, and at most one readiness pipe.</summary>
    public override void CheckQuiet()
    {
        foreach (Service service in Services)
        {
            int count = service.Supervisor?.Files.Descriptors.Count ?? 6;
            bool waits = service.Runs.Any(run => run.Process.Parent == service.Supervisor && run.HadNotification && run.ReadyAt == Clock.Never);
            Require(count == 6 || (waits && count == 7), $"{service.Name}: its supervisor has {count} descriptors open");
        }
    }

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
