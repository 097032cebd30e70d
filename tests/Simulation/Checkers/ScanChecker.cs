using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// How s6-svscan treats others: one supervisor a service, not more often than once a second, with the descriptors that it
/// is to have and no others; signals for its own children only. It ends only when it is told to.
/// </summary>
internal sealed class ScanChecker(Machine machine, List<Service> services) : Checker(machine, services)
{
    /// <summary>A second is counted from the beginning of the turn, and a start is some calls later.</summary>
    private const long CallsOfATurn = 20 * Clock.Millisecond;

    /// <summary>The first scan takes that at most.</summary>
    private const long BeginningMax = 100 * Clock.Millisecond;

    /// <summary>What a scan could not see for a shortage is looked at again after that at most.</summary>
    private const long RescanMax = (5 * Clock.Second) + BeginningMax;

    /// <summary>Until when a scanner may still lack what was there before it.</summary>
    private readonly Dictionary<Process, long> _beginnings = [];

    private readonly Dictionary<(Process Scanner, string Name), long> _starts = [];

    private readonly HashSet<Process> _scanners = [];

    private readonly HashSet<Process> _supervisors = [];

    /// <summary>Those that are killed, now or in a while.</summary>
    private readonly HashSet<Process> _killed = [];

    /// <summary>It was told to end.</summary>
    public bool MayEnd { get; set; }

    /// <summary>A service that was taken out of the scan directory is a new one when it comes back.</summary>
    public void Forget(string service)
    {
        foreach ((Process Scanner, string Name) start in _starts.Keys.ToArray())
        {
            if (start.Name == service || start.Name == service + "/log")
            {
                _starts.Remove(start);
            }
        }
    }

    /// <summary>The supervisor is a child of that s6-svscan, or adopted.</summary>
    public static bool IsKept(Process? scanner, Process? supervisor) =>
        scanner != null && supervisor != null && (supervisor.Parent == scanner || IsAdopted(scanner, supervisor));

    private static bool IsAdopted(Process scanner, Process? supervisor) =>
        supervisor != null && scanner.Files.Descriptors.All().Any(entry => entry.Value.Process == supervisor);

    /// <summary>Somebody kills it.</summary>
    public void Killed(Process scanner) => _killed.Add(scanner);

    public override void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
        ForgivePipes();
        if (process.Executable is NoteExecutable { Name: "crash" })
        {
            Require(false, "s6-svscan has executed crash");
        }
        if (process.Executable is NoteExecutable { Name: "finish" })
        {
            Require(MayEnd, "s6-svscan has executed finish, and nobody asked for it");
        }
        if (process is { Executable: OwnExecutable, Name: "s6-svscan" } && !_scanners.Add(process))
        {
            Machine.Statistics.ScannerUpgrades++;
        }
        // One that goes on in a new program has what it had.
        bool first = process.Executable is OwnExecutable && _supervisors.Add(process);
        if (first && process is { Name: "s6-supervise", Parent: { Name: "s6-svscan" } scanner })
        {
            CheckSupervisor(process, scanner, Encoding.Latin1.GetString(arguments[1]));
        }
    }

    private void CheckSupervisor(Process process, Process scanner, string name)
    {
        Service? service = Services.FirstOrDefault(service => service.Name == name);
        Require(service != null, $"s6-svscan starts a supervisor for {name}");
        bool other = scanner.Children.Any(child => child != process && child.IsAlive && service != null
            && child.Name == "s6-supervise" && child.Files.Directory == service.Directory);
        Require(!other, $"{name}: s6-svscan starts a second supervisor");
        if (_starts.TryGetValue((scanner, name), out long last))
        {
            long passed = Machine.Clock.Now - last;
            Require(passed >= Clock.Second - CallsOfATurn, $"{name}: its supervisor is started again after {passed} ns");
        }
        _starts[(scanner, name)] = Machine.Clock.Now;
        foreach ((int number, OpenFile file) in process.Files.Descriptors.All())
        {
            Require(number <= 2, $"{name}: its supervisor inherits descriptor {number}");
            bool log = number == 1 && service?.Logger != null;
            bool input = number == 0 && service?.Producer != null;
            Require(file.Pipe == null ? !log && !input : log || input, $"{name}: descriptor {number} is not what it should be");
        }
    }

    /// <summary>Nothing is left open: 0, 1, 2, the lock, signals, control, and two ends for each logger.</summary>
    public override void CheckQuiet()
    {
        foreach (Process process in Machine.Processes.Values.Where(process => process is { IsAlive: true, Name: "s6-svscan" }))
        {
            int loggers = Services.Count(service => service.Producer != null && IsKept(process, service.Supervisor));
            int adopted = Services.Count(service => IsAdopted(process, service.Supervisor));
            int count = process.Files.Descriptors.Count;
            Require(
                count == 6 + 2 * loggers + adopted,
                $"s6-svscan has {count} descriptors open for {loggers} loggers and {adopted} adopted supervisors");
        }
    }

    public override void Killed(Process sender, Pid target, Signal signal, KillTarget kind)
    {
        if (sender is { Executable: OwnExecutable, Name: "s6-svscan" })
        {
            bool known = sender.Children.Any(child => child.Pid.Value == target.Value)
                || Services.Any(service => service.Supervisor?.Pid.Value == target.Value && IsAdopted(sender, service.Supervisor));
            Require(known, $"s6-svscan signals {target.Value}, neither a child of it nor adopted");
        }
    }

    public override void Ended(Process process)
    {
        ForgivePipes();
        if (process is { Executable: OwnExecutable, Name: "s6-svscan" } && !Machine.IsRebooting)
        {
            Machine.Statistics.ScannerKills += process.ExitStatus.IsSignaled ? 1 : 0;
            bool fine = (process.ExitStatus is { IsExited: true, ExitCode: 0 } && MayEnd)
                || (process.ExitStatus.SignalNumber == Signal.SIGKILL.Number && _killed.Contains(process));
            // Before it has set itself up it may fail, or die of a signal.
            bool started = _starts.Keys.Any(start => start.Scanner == process);
            Require(fine || !started, $"s6-svscan ended with wait status {process.ExitStatus.Bits:x}");
        }
    }

    private long EndOfBeginning(Process scanner) => _beginnings.GetValueOrDefault(scanner, scanner.Born + BeginningMax);

    /// <summary>A shortage in its beginning makes it longer.</summary>
    public override void Faulted(Process process, SystemCall call, string? path, Errno error)
    {
        if (_scanners.Contains(process) && Machine.Clock.SinceBoot <= EndOfBeginning(process))
        {
            _beginnings[process] = Machine.Clock.SinceBoot + RescanMax;
        }
    }

    private static bool IsUnsure(Service service) => service.Excused || service.RecordLost;

    /// <summary>
    /// s6-svscan keeps the pipes to loggers. While there is none, or none yet, a pipe is gone when all others who have it are;
    /// and the next one finds pipes by the records of services, where no supervisor lives that has one.
    /// </summary>
    private void ForgivePipes()
    {
        if (!_scanners.Any(scanner => scanner.IsAlive && Machine.Clock.SinceBoot > EndOfBeginning(scanner)))
        {
            foreach (Service service in Services.Where(service => service.Logger != null))
            {
                service.Log.MayLose |= service.Log.HasForgotten || IsUnsure(service) || IsUnsure(service.Logger!);
            }
        }
    }
}
