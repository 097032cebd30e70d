using System.Collections.Generic;
using System.Text;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>A stand-in for s6-svscan: keeps an s6-supervise on every service, restarting it after a second.</summary>
internal sealed class ScannerActor : Actor
{
    private readonly Process _process;
    private readonly List<Service> _services;
    private readonly Dictionary<Service, long> _starts = [];
    private readonly Dictionary<int, Service> _children = [];
    private bool _childDied;

    public ScannerActor(Machine machine, string directory, List<Service> services)
    {
        _services = services;
        _process = machine.Boot("scanner");
        Bench.OpenStandardStreams(_process);
        Errno error = _process.Files.ChangeDirectory(directory);
        Assert.That(error.IsNone);
        _ = _process.Signals.SetAction(Signal.SIGCHLD, SignalAction.Caught);
        foreach (Service service in services)
        {
            _starts.Add(service, machine.Clock.Now);
        }
        _process.Adopt(this);
        WakeAt = machine.Clock.Now;
    }

    private Machine Machine => _process.Machine;

    public override void OnSignal(Signal signal)
    {
        _childDied = true;
        WakeAt = Machine.Clock.Now;
    }

    public override void Act()
    {
        if (_childDied)
        {
            _childDied = false;
            Reap();
        }
        WakeAt = Clock.Never;
        foreach (Service service in _services)
        {
            if (!_children.ContainsValue(service) && _starts[service] <= Machine.Clock.Now)
            {
                Start(service);
            }
            if (!_children.ContainsValue(service))
            {
                WakeAt = long.Min(WakeAt, _starts[service]);
            }
        }
    }

    private void Reap()
    {
        while (_process.WaitFor(new Pid(-1), wait: false) is { Ok: true, Value.Pid.IsNone: false } child)
        {
            bool known = _children.Remove(child.Value.Pid.Value, out Service? service);
            Assert.That(known);
            _starts[service!] = Machine.Clock.Now + Clock.Second;
        }
    }

    private void Start(Service service)
    {
        List<byte[]> arguments = ["s6-supervise"u8.ToArray(), Encoding.Latin1.GetBytes(service.Name)];
        Launch launch = new("/bin/s6-supervise", arguments, ["PATH=/bin"u8.ToArray()], [], NewSession: false);
        Result<Pid> pid = _process.Spawn(launch);
        _children.Add(pid.Value.Value, service);
    }
}
