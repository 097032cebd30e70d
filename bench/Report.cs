using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Sestet.Bench;

/// <summary>The sheet as Markdown.</summary>
internal static class Report
{
    public static void Write(TextWriter output, Sheet sheet)
    {
        output.WriteLine("| row | unit | Sestet | reference | ratio | budget | |");
        output.WriteLine("|---|---|--:|--:|--:|---|---|");
        foreach (Row row in sheet.Rows)
        {
            output.WriteLine(
                $"| {row.Name} | {row.Unit} | {Format(row.Median(0))} | {Format(row.Median(1))} | {FormatRatios(row.Ratios())} "
                + $"| {Budget.Of(row)?.Text} | {Verdict(row)} |");
        }
        output.WriteLine();
        foreach (string note in sheet.Notes)
        {
            output.WriteLine($"- {note}");
        }
        WriteSummary(output, sheet);
    }

    private static void WriteSummary(TextWriter output, Sheet sheet)
    {
        List<Row> judged = [.. sheet.Rows.Where(r => Budget.Of(r)?.IsMet(r) != null)];
        List<Row> missed = [.. judged.Where(r => Budget.Of(r)?.IsMet(r) == false)];
        if (judged.Count > 0)
        {
            string which = missed.Count == 0 ? "" : $"; not met: {string.Join(", ", missed.Select(r => r.Name))}";
            output.WriteLine($"- {judged.Count - missed.Count} of {judged.Count} budgets met{which}");
        }
    }

    private static string Verdict(Row row) => Budget.Of(row)?.IsMet(row) switch
    {
        true => "met",
        false => "**not met**",
        null => "",
    };

    /// <summary>The median, and from which to which they go where there are several.</summary>
    private static string FormatRatios(IReadOnlyList<double> ratios) => ratios.Count switch
    {
        0 => "",
        1 => FormatRatio(ratios[0]),
        _ => $"{FormatRatio(Row.MedianOf(ratios))} ({FormatRatio(ratios[0])} to {FormatRatio(ratios[^1])})",
    };

    private static string FormatRatio(double ratio) => Format(ratio, ratio < 0.095 ? 3 : 2);

    /// <summary>Three digits, or all of a whole number.</summary>
    private static string Format(double? value)
    {
        if (value is not { } number)
        {
            return "-";
        }
        bool whole = number == Math.Floor(number) || number >= 100;
        return Format(number, whole ? 0 : number >= 10 ? 1 : 2);
    }

    private static string Format(double value, int decimals) => value.ToString("N" + decimals, CultureInfo.InvariantCulture);
}
