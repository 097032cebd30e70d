using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// What the supervisors of an idle tree hold, divided by the number of services. User: the proportional set size of
/// smaps_rollup (shared pages count in parts), and the page tables, VmPTE of proc(5)'s status. Kernel: by how much its memory
/// grows with the tree, less by how much it grows with as many of the services without a supervisor. The services' own
/// processes are in none of it; they are the same under every suite.
/// </summary>
internal static class MemoryRows
{
    private const int Services = 500;
    private const int TimeoutMs = 30_000;
    private const int Attempts = 6;

    /// <summary>Other programs may change the kernel's memory by that much meanwhile, in KiB: 1 for each service.</summary>
    private const double Disturbance = Services;

    /// <summary>The services without supervisors, in each round.</summary>
    private static readonly Dictionary<int, KernelMemory> s_bare = [];

    public static void Run(Turn turn)
    {
        double processes = Measure(turn, density: false);
        if (!KernelMemory.IsKnown)
        {
            turn.Note("memory of the kernel: left out: /proc/slabinfo takes root");
        }
        else if (turn.HasDensity)
        {
            double all = turn.IsOurs ? Measure(turn, density: true) : processes;
            turn.Add(RowNames.DensityMemory, "KiB", all);
        }
        else
        {
            turn.Note($"{RowNames.DensityMemory}: left out: s6-svscan does not know --density");
        }
    }

    /// <summary>All that a service costs, in KiB. The parts are rows where the supervisors are processes.</summary>
    private static double Measure(Turn turn, bool density)
    {
        KernelMemory bare = BareServices(turn);
        (KernelMemory kernel, double[] user) = Undisturbed(() => MeasureTree(turn, density));
        kernel = (kernel - bare) / Services;
        double proportional = user[0] / Services;
        double tables = user[1] / Services;
        double files = user[2] / Services;
        double all = proportional + kernel.Total + files;
        if (!density)
        {
            turn.Add(RowNames.ProportionalMemory, "KiB", proportional);
            turn.Add(RowNames.PageTables, "KiB", tables);
            turn.Add(RowNames.Memory, "KiB", proportional + tables);
        }
        if (!density && KernelMemory.IsKnown)
        {
            turn.Add("memory per service: kernel's stacks", "KiB", kernel.Stacks);
            turn.Add("memory per service: kernel's page tables", "KiB", kernel.PageTables);
            turn.Add("memory per service: kernel's objects", "KiB", kernel.Slabs);
            turn.Add("memory per service: files", "KiB", files);
            turn.Add(RowNames.AllMemory, "KiB", all);
        }
        return all;
    }

    private static KernelMemory BareServices(Turn turn)
    {
        if (!s_bare.TryGetValue(turn.Round, out KernelMemory bare))
        {
            bare = Undisturbed(() => MeasureBare(turn)).Grown;
            s_bare[turn.Round] = bare;
        }
        return bare;
    }

    /// <summary>
    /// Measures until the kernel's stacks and page tables are afterwards what they were before: else something else has
    /// changed them.
    /// </summary>
    private static (KernelMemory Grown, double[] User) Undisturbed(Func<(KernelMemory Grown, double[] User)> measure)
    {
        for (int i = 0; i < Attempts; i++)
        {
            KernelMemory before = KernelMemory.ReadSettled();
            (KernelMemory Grown, double[] User) result = measure();
            KernelMemory left = KernelMemory.ReadSettled() - before;
            bool settled = left.IsSettled && result.Grown.IsSettled;
            if (settled && Math.Abs(left.Stacks) + Math.Abs(left.PageTables) < Disturbance)
            {
                return result;
            }
        }
        throw new LeftOutException($"in each of {Attempts} attempts other programs changed the kernel's memory by too much");
    }

    private static (KernelMemory Grown, double[] User) MeasureBare(Turn turn)
    {
        using Scratch scratch = new();
        using StampFifo fifo = new(scratch["fifo"]);
        Dictionary<string, string> environment = new(turn.Suite.Environment) { ["BENCH_FIFO"] = fifo.Path };
        KernelMemory before = KernelMemory.ReadSettled();
        string[] words = [turn.Settings.Helper, "crowd", Services.ToString(CultureInfo.InvariantCulture)];
        int crowd = Processes.Start(words, environment);
        if (fifo.Read(Services, TimeoutMs).Count != Services)
        {
            throw new TimeoutException("the services without supervisors do not come up");
        }
        KernelMemory grown = KernelMemory.ReadSettled() - before;
        _ = Native.Kill(crowd, Native.SIGKILL);
        Processes.KillAll();
        return (grown, []);
    }

    /// <summary>What the kernel holds more; PSS, page tables and files of the supervisors.</summary>
    private static (KernelMemory Grown, double[] User) MeasureTree(Turn turn, bool density)
    {
        using Tree tree = new(turn.Suite, turn.Settings, Services, readiness: false, density);
        double files = KibibytesBelow(tree.ScanDirectory);
        KernelMemory before = KernelMemory.ReadSettled();
        _ = tree.Start();
        tree.Settle();
        KernelMemory grown = KernelMemory.ReadSettled() - before;
        files = KibibytesBelow(tree.ScanDirectory) - files;
        List<int> supervisors = density ? [] : Processes.ChildrenOf(tree.MainPid);
        if (supervisors.Count != Services && !density)
        {
            throw new InvalidOperationException($"s6-svscan has {supervisors.Count} children, not {Services}");
        }
        supervisors.Add(tree.MainPid);
        double proportional = supervisors.Sum(pid => KibibytesOf(pid, "smaps_rollup", "Pss:"));
        double tables = supervisors.Sum(pid => KibibytesOf(pid, "status", "VmPTE:"));
        tree.Stop();
        return (grown, [proportional, tables, files]);
    }

    private static double KibibytesBelow(string directory) =>
        Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Sum(Native.KibibytesOf);

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
