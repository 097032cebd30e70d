namespace Sestet.Simulation;

/// <summary>s6-supervise alone: a few services, each with a supervisor that a stand-in for s6-svscan keeps running.</summary>
internal sealed class SuperviseScenario : ServiceScenario
{
    public SuperviseScenario(ulong seed)
        : base(seed)
    {
        int count = 1 + Dice.Below(3);
        for (int i = 0; i < count; i++)
        {
            AddService(Directory, ServicePlan.Choose($"service{i}", Dice));
        }
        Boot();
    }

    protected override void Boot() => _ = new ScannerActor(Machine, "/" + ScanDirectory, Services);

    protected override ChaosActor StartChaos()
    {
        ChaosActor chaos = new(Machine, Services, HasFaults);
        chaos.Add(_ => RebootSeldom(), 6);
        return chaos;
    }
}
