using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>./finish.</summary>
internal sealed class FinishActor : ServiceActor
{
    private const int GivesUp = 125;

    public FinishActor(Process process, Service service)
        : base(process, service)
    {
        if (service.Calm)
        {
            BecomeCalm();
            return;
        }
        ServicePlan plan = service.Plan;
        if (!Dice.OneIn(plan.FinishHangsOneIn))
        {
            In(Dice.Between(0, plan.FinishMax), Dice.OneIn(plan.FinishGivesUpOneIn) ? () => Exit(GivesUp) : Die);
        }
    }

    public override void BecomeCalm()
    {
        Cancel();
        In(Dice.Between(0, 100 * Clock.Millisecond), () => Exit(0));
    }
}
