using System.Collections.Generic;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// s6-svscan --density beside the other suite's s6-svscan with its supervisors: CPU time as in BootRows, and the memory of
/// the supervising processes as in MemoryRows.
/// </summary>
internal static class DensityRows
{
    private const int Services = 1000;

    public static void Run(Turn turn)
    {
        using Tree tree = new(turn.Suite, turn.Settings, Services, readiness: false, turn.IsOurs ? ["--density"] : []);
        _ = tree.Start();
        tree.Settle();
        long boot = tree.Account.Read();
        List<int> supervisors = [tree.MainPid];
        if (!turn.IsOurs)
        {
            supervisors.AddRange(Processes.ChildrenOf(tree.MainPid));
        }
        double memory = MemoryRows.KibibytesOf(supervisors) / (double)Services;
        long before = tree.Account.Read();
        tree.Stop();
        long shutdown = tree.Account.Read() - before;
        turn.Add(RowNames.DensityMemory, "KiB", memory);
        if (tree.Account.IsLive)
        {
            turn.Add(RowNames.DensityBootCpu, "µs", boot / 1e3 / Services);
            turn.Add(RowNames.DensityStopCpu, "µs", shutdown / 1e3 / Services);
        }
        else
        {
            turn.Note("density, boot and shutdown: left out: they need a control group, which takes root");
        }
    }
}
