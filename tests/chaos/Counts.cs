namespace Sestet.Chaos;

/// <summary>What has been done.</summary>
internal sealed class Counts
{
    public int Supervisors { get; set; }

    /// <summary>Those among them that had just been started.</summary>
    public int Starting { get; set; }

    public int Scanners { get; set; }

    public int Services { get; set; }

    public int Stops { get; set; }

    public int Restarts { get; set; }

    public int Upgrades { get; set; }

    public int TreeUpgrades { get; set; }

    /// <summary>Commands that a supervisor's death has swallowed, and that were given again.</summary>
    public int Repeated { get; set; }

    public override string ToString() =>
        $"kills: {Supervisors} of s6-supervise ({Starting} while it starts), {Scanners} of s6-svscan, {Services} of services; "
        + $"{Stops} stops, {Restarts} restarts, {Upgrades} upgrades of s6-supervise, {TreeUpgrades} of the tree; "
        + $"{Repeated} commands given again";
}
