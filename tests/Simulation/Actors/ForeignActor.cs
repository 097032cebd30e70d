using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>A process that has nothing to do with services, under a number that a service may have had.</summary>
internal sealed class ForeignActor : Actor
{
    private readonly Process _process;

    public ForeignActor(Machine machine)
    {
        _process = machine.Boot("foreign");
        _process.Adopt(this);
        WakeAt = machine.Clock.Now + machine.Dice.Between(0, 20 * Clock.Second);
    }

    public override void Act() => _process.Terminate(WaitStatus.Exited(0));
}
