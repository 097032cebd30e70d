using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>A stand-in for init: starts s6-svscan, and again a second after it has ended.</summary>
internal sealed class InitActor : Actor
{
    private readonly Process _process;
    private readonly string _directory;
    private bool _childDied;
    private bool _retired;

    public InitActor(Machine machine, string directory, IReadOnlyList<string> options)
    {
        _directory = directory;
        Options = options;
        _process = machine.Boot("init");
        Bench.OpenStandardStreams(_process);
        _ = _process.Signals.SetAction(Signal.SIGCHLD, SignalAction.Caught);
        _process.Adopt(this);
        WakeAt = machine.Clock.Now;
    }

    public IReadOnlyList<string> Options { get; }

    /// <summary>s6-svscan, while it lives.</summary>
    public Process? Scanner => _process.Children.FirstOrDefault(child => child.IsAlive);

    /// <summary>Starts nothing any more.</summary>
    public void Retire() => _retired = true;

    public override void OnSignal(Signal signal)
    {
        _childDied = true;
        WakeAt = _process.Machine.Clock.Now;
    }

    public override void Act()
    {
        WakeAt = Clock.Never;
        if (_childDied)
        {
            _childDied = false;
            while (_process.WaitFor(new Pid(-1), wait: false) is { Ok: true, Value.Pid.IsNone: false })
            {
                WakeAt = _process.Machine.Clock.Now + Clock.Second;
            }
        }
        else if (Scanner == null && !_retired)
        {
            string[] words = ["s6-svscan", .. Options, _directory];
            List<byte[]> arguments = [.. words.Select(Encoding.Latin1.GetBytes)];
            Launch launch = new("/bin/s6-svscan", arguments, ["PATH=/bin"u8.ToArray()], [], NewSession: false);
            Result<Pid> pid = _process.Spawn(launch);
            Assert.That(pid.Ok);
        }
    }
}
