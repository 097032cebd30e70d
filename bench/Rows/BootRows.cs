using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// CPU time of a whole tree, the services' included: from the start of s6-svscan until all run and all is written, and
/// then of s6-svscanctl -t until all are gone. Without a control group only the sum of the two is known. In density mode
/// ours is compared with the reference's processes.
/// </summary>
internal static class BootRows
{
    private const int Services = 1000;

    public static void Run(Turn turn)
    {
        (double boot, double shutdown, bool isLive) = Measure(turn, density: false);
        Add(turn, boot, shutdown, isLive, RowNames.BootCpu, RowNames.ShutdownCpu);
        if (turn.HasDensity)
        {
            (boot, shutdown, isLive) = turn.IsOurs ? Measure(turn, density: true) : (boot, shutdown, isLive);
            Add(turn, boot, shutdown, isLive, RowNames.DensityBootCpu, RowNames.DensityShutdownCpu);
        }
        else
        {
            turn.Note($"{RowNames.DensityBootCpu}: left out: s6-svscan does not know --density");
        }
    }

    private static void Add(Turn turn, double boot, double shutdown, bool isLive, string bootRow, string shutdownRow)
    {
        if (isLive)
        {
            turn.Add(bootRow, "µs", boot);
            turn.Add(shutdownRow, "µs", shutdown);
        }
        else
        {
            turn.Add($"{bootRow}, shutdown included", "µs", boot + shutdown);
            turn.Note("boot and shutdown apart: left out: they need a control group, which takes root");
        }
    }

    /// <summary>Microseconds for each service. Where they are not known apart, all of it is the shutdown's.</summary>
    private static (double Boot, double Shutdown, bool IsLive) Measure(Turn turn, bool density)
    {
        using Tree tree = new(turn.Suite, turn.Settings, Services, readiness: false, density);
        _ = tree.Start();
        tree.Settle();
        long boot = tree.Account.Read();
        tree.Stop();
        long all = tree.Account.Read();
        return (boot / 1e3 / Services, (all - boot) / 1e3 / Services, tree.Account.IsLive);
    }
}
