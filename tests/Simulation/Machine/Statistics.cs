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

    /// <summary>kill -9 of an s6-supervise.</summary>
    public long SupervisorKills { get; set; }

    /// <summary>Of these, while it waited for a child to execute its program.</summary>
    public long BirthKills { get; set; }

    /// <summary>Living processes that another s6-supervise took over.</summary>
    public long Adoptions { get; set; }

    /// <summary>Times that an s6-supervise went on in a new program.</summary>
    public long Upgrades { get; set; }

    /// <summary>Times that it could not.</summary>
    public long FailedUpgrades { get; set; }

    /// <summary>kill -9 of an s6-svscan.</summary>
    public long ScannerKills { get; set; }

    /// <summary>Times that an s6-svscan went on in a new program.</summary>
    public long ScannerUpgrades { get; set; }

    public long Reboots { get; set; }

    /// <summary>Records of services that were damaged or exchanged.</summary>
    public long Tamperings { get; set; }

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
        SupervisorKills += other.SupervisorKills;
        BirthKills += other.BirthKills;
        Adoptions += other.Adoptions;
        Upgrades += other.Upgrades;
        FailedUpgrades += other.FailedUpgrades;
        ScannerKills += other.ScannerKills;
        ScannerUpgrades += other.ScannerUpgrades;
        Reboots += other.Reboots;
        Tamperings += other.Tamperings;
    }

    public override string ToString() =>
        $"{Calls} calls, {Spawns} spawns, {FailedSpawns} failed spawns, {Deaths} deaths, {Faults} faults, {Kills} signals from outside, "
        + $"{Commands} control letters, {ClockSteps} clock steps, {Letters} event letters;\n"
        + $"{SupervisorKills} supervisors killed, {BirthKills} of them while a child was born, {Adoptions} processes adopted, "
        + $"{Upgrades} upgrades, {FailedUpgrades} failed, {Reboots} reboots, {Tamperings} records tampered with;\n"
        + $"{ScannerKills} times s6-svscan killed, {ScannerUpgrades} upgrades of it";
}
