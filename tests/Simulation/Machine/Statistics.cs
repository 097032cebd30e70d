namespace Sestet.Simulation;

/// <summary>What a run came by, to see that runs are worth something.</summary>
internal sealed class Statistics
{
    public long Calls { get; set; }

    public long Spawns { get; set; }

    public long FailedSpawns { get; set; }

    public long Deaths { get; set; }

    public long Faults { get; set; }

    public long Kills { get; set; }

    public long Commands { get; set; }

    public long ClockSteps { get; set; }

    public long Letters { get; set; }

    public void Add(Statistics other)
    {
        Calls += other.Calls;
        Spawns += other.Spawns;
        FailedSpawns += other.FailedSpawns;
        Deaths += other.Deaths;
        Faults += other.Faults;
        Kills += other.Kills;
        Commands += other.Commands;
        ClockSteps += other.ClockSteps;
        Letters += other.Letters;
    }

    public override string ToString() =>
        $"{Calls} calls, {Spawns} spawns, {FailedSpawns} failed spawns, {Deaths} deaths, {Faults} faults, {Kills} signals from outside, "
        + $"{Commands} control letters, {ClockSteps} clock steps, {Letters} event letters";
}
