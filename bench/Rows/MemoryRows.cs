using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// What the supervisors of an idle tree hold, divided by the number of services: the proportional set size of
/// smaps_rollup (shared pages count in parts), and the page tables, VmPTE of proc(5)'s status. The services' own
/// processes are not in it; they are the same under every suite.
/// </summary>
internal static class MemoryRows
{
    private const int Services = 500;

    public static void Run(Turn turn)
    {
        using Tree tree = new(turn.Suite, turn.Settings, Services, readiness: false);
        _ = tree.Start();
        tree.Settle();
        List<int> supervisors = Processes.ChildrenOf(tree.MainPid);
        if (supervisors.Count != Services)
        {
            throw new InvalidOperationException($"s6-svscan has {supervisors.Count} children, not {Services}");
        }
        supervisors.Add(tree.MainPid);
        double proportional = supervisors.Sum(pid => KibibytesOf(pid, "smaps_rollup", "Pss:")) / (double)Services;
        double tables = supervisors.Sum(pid => KibibytesOf(pid, "status", "VmPTE:")) / (double)Services;
        tree.Stop();
        turn.Add(RowNames.ProportionalMemory, "KiB", proportional);
        turn.Add(RowNames.PageTables, "KiB", tables);
        turn.Add(RowNames.Memory, "KiB", proportional + tables);
    }

    /// <summary>PSS and page tables of all these processes.</summary>
    public static long KibibytesOf(IReadOnlyCollection<int> pids) =>
        pids.Sum(pid => KibibytesOf(pid, "smaps_rollup", "Pss:") + KibibytesOf(pid, "status", "VmPTE:"));

    private static long KibibytesOf(int pid, string file, string field)
    {
        string[] lines = Processes.ReadProcFile(pid, file).Split('\n');
        string line = lines.FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal))
            ?? throw new LeftOutException($"there is no {field} in /proc/PID/{file}");
        // "VmPTE:\t      24 kB"
        string number = line[field.Length..].Trim().Split(' ')[0];
        return long.Parse(number, CultureInfo.InvariantCulture);
    }
}
