using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>Knows which supervisor of a service is the newest, and remembers which ones were told to leave.</summary>
internal sealed class SupervisorWatcher(Machine machine, List<Service> services) : Checker(machine, services)
{
    private readonly HashSet<Process> _told = [];

    /// <summary>Services whose supervisor was told to leave, and ended before it had.</summary>
    private readonly HashSet<Service> _inherited = [];

    private readonly HashSet<Process> _heirs = [];

    /// <summary>An earlier supervisor of the same service was told, and ended before: it may have passed that on, or not.</summary>
    public bool MayHaveInherited(Process supervisor) => _heirs.Contains(supervisor);

    public bool WasTold(Process supervisor) => _told.Contains(supervisor);

    public override void Executed(Process process, IReadOnlyList<byte[]> arguments)
    {
        if (process is { Executable: OwnExecutable, Name: "s6-supervise" })
        {
            string name = Encoding.Latin1.GetString(arguments[1]);
            if (Services.FirstOrDefault(service => service.Name == name) is { } service)
            {
                if (_inherited.Remove(service))
                {
                    _heirs.Add(process);
                }
                service.Newest = process;
            }
        }
    }

    public override void Ended(Process process)
    {
        // One that meets a fault as it begins leaves what it was to take over to the next.
        bool before = process.ExitStatus.IsSignaled || process.ExitStatus.ExitCode != 0;
        if ((_told.Contains(process) || _heirs.Contains(process)) && before && SupervisedBy(process) is { } told)
        {
            _inherited.Add(told);
        }
        if (Services.FirstOrDefault(service => service.Newest == process) is { } service)
        {
            service.Newest = null;
        }
    }

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
