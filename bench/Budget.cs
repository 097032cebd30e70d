using System;
using System.Collections.Generic;
using System.Linq;

namespace Sestet.Bench;

/// <summary>What a budget is about.</summary>
internal enum BudgetKind
{
    /// <summary>Ours divided by the reference's.</summary>
    Ratio,

    /// <summary>Ours alone.</summary>
    Value,
}

/// <summary>An upper bound that a row has to keep.</summary>
internal sealed record Budget(string RowName, BudgetKind Kind, double Limit, string Text)
{
    /// <summary>System calls of a restart in the C suite s6 2.15.1, the service's own included.</summary>
    private const double RestartCallsOfReference = 109;

    /// <summary>KiB of a service in the C suite s6 2.15.1, the kernel's memory included.</summary>
    private const double MemoryOfReference = 105;

    /// <summary>Row name; what is bounded; the bound; the bound as the table shows it.</summary>
    private static readonly Budget[] All =
    [
        new(RowNames.ProportionalMemory, BudgetKind.Ratio, 1.0, "≤ 1.0"),
        new(RowNames.PageTables, BudgetKind.Ratio, 1.0, "≤ 1.0"),
        new(RowNames.Memory, BudgetKind.Ratio, 1.0, "≤ 1.0"),
        new(RowNames.AllMemory, BudgetKind.Value, MemoryOfReference, "< 105 KiB"),
        new(RowNames.DensityMemory, BudgetKind.Value, 9, "≤ 9 KiB"),
        new(RowNames.BootCpu, BudgetKind.Ratio, 0.7, "≤ 0.7"),
        new(RowNames.DensityBootCpu, BudgetKind.Ratio, 0.45, "≤ 0.45"),
        new(RowNames.ShutdownCpu, BudgetKind.Ratio, 0.7, "≤ 0.7"),
        new(RowNames.DensityShutdownCpu, BudgetKind.Ratio, 0.25, "≤ 0.25"),
        new(RowNames.RestartCpu, BudgetKind.Ratio, 0.8, "≤ 0.8"),
        new(RowNames.RestartCalls, BudgetKind.Value, 0.5 * RestartCallsOfReference, "≤ 54, half of 109"),
        new(RowNames.WaitUpCpu, BudgetKind.Ratio, 0.5, "≤ 0.5"),
        new("s6-svok: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("s6-svstat: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("s6-svc -a: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("s6-svok: system calls", BudgetKind.Ratio, 1.0, "≤ 1.0"),
        new("s6-svstat: system calls", BudgetKind.Ratio, 1.0, "≤ 1.0"),
        new("s6-svc -a: system calls", BudgetKind.Ratio, 1.0, "≤ 1.0"),
        new(RowNames.LoaderChain, BudgetKind.Ratio, 0.12, "≤ 0.12, an eighth"),
        new(RowNames.OwnForegrounds, BudgetKind.Ratio, 0.25, "≤ 0.25"),
        new(RowNames.ForeignForegrounds, BudgetKind.Ratio, 0.6, "≤ 0.6"),
        new(RowNames.OwnLoop, BudgetKind.Ratio, 0.25, "≤ 0.25"),
        new(RowNames.ForeignLoop, BudgetKind.Ratio, 0.6, "≤ 0.6"),
        new(RowNames.OwnConditions, BudgetKind.Ratio, 0.25, "≤ 0.25"),
        new(RowNames.ForeignConditions, BudgetKind.Ratio, 0.6, "≤ 0.6"),
        new(RowNames.OwnPipes, BudgetKind.Ratio, 0.25, "≤ 0.25"),
        new(RowNames.ForeignPipes, BudgetKind.Ratio, 0.6, "≤ 0.6"),
        new(RowNames.OwnBackticks, BudgetKind.Ratio, 0.25, "≤ 0.25"),
        new(RowNames.ForeignBackticks, BudgetKind.Ratio, 0.6, "≤ 0.6"),
        new("execlineb -c: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("s6-setsid: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("s6-envdir: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("s6-softlimit: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("redirfd: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("fdmove: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("export: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("importas: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new("define: instructions", BudgetKind.Ratio, 1.3, "≤ 1.3"),
        new(RowNames.IdleCalls, BudgetKind.Value, 0, "0"),
        new(RowNames.LogPlain, BudgetKind.Ratio, 0.2, "≤ 1/5"),
        new(RowNames.LogTai64n, BudgetKind.Ratio, 0.2, "≤ 1/5"),
        new(RowNames.LogLocalTime, BudgetKind.Ratio, 0.2, "≤ 1/5"),
        new(RowNames.LogSelection, BudgetKind.Ratio, 0.083, "≤ 1/12"),
        new(RowNames.LogTinyLines, BudgetKind.Ratio, 0.167, "≤ 1/6"),
        new(RowNames.OwnHandler, BudgetKind.Ratio, 0.6, "≤ 0.6"),
        new(RowNames.QuickHandler, BudgetKind.Ratio, 0.6, "≤ 0.6"),
        new(RowNames.CheckedHandler, BudgetKind.Ratio, 0.6, "≤ 0.6"),
        new(RowNames.ServerAlone, BudgetKind.Ratio, 0.8, "≤ 0.8"),
        new(RowNames.RcUp, BudgetKind.Ratio, 0.3, "≤ 0.3"),
        new(RowNames.HolderCpu, BudgetKind.Ratio, 0.8, "≤ 0.8"),
        new(RowNames.Stripped, BudgetKind.Value, 300, "≤ 300 kB"),
    ];

    public static Budget? Of(Row row) => All.FirstOrDefault(b => b.RowName == row.Name);

    /// <summary>Whether it is kept by the figure that the table shows; null where that was not measured.</summary>
    public bool? IsMet(Row row)
    {
        IReadOnlyList<double> ratios = row.Ratios();
        double? value = Kind == BudgetKind.Value ? row.Median(0) : ratios.Count == 0 ? null : Math.Round(Row.MedianOf(ratios), 2);
        return value == null ? null : value <= Limit;
    }
}
