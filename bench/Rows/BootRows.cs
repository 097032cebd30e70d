using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// CPU time of a whole tree, the services' included: from the start of s6-svscan until all run and all is written, and
/// then of s6-svscanctl -t until all are gone. Without a control group only the sum of the two is known.
/// </summary>
internal static class BootRows
{
    private const int Services = 1000;

    public static void Run(Turn turn)
    {
        using Tree tree = new(turn.Suite, turn.Settings, Services, readiness: false);
        _ = tree.Start();
        tree.Settle();
        long boot = tree.Account.Read();
        tree.Stop();
        long all = tree.Account.Read();
        if (tree.Account.IsLive)
        {
            turn.Add(RowNames.BootCpu, "µs", boot / 1e3 / Services);
            turn.Add("shutdown of 1000 services: CPU per service", "µs", (all - boot) / 1e3 / Services);
        }
        else
        {
            turn.Add("boot and shutdown of 1000 services: CPU per service", "µs", all / 1e3 / Services);
            turn.Note("boot and shutdown apart: left out: they need a control group, which takes root");
        }
    }
}
