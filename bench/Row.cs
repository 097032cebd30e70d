using System;
using System.Collections.Generic;
using System.Linq;

namespace Sestet.Bench;

/// <summary>One figure of both suites, in every round. Index 0 is ours, 1 the reference.</summary>
internal sealed class Row(string name, string unit)
{
    private readonly List<(int Round, double Value)>[] _values = [[], []];

    public string Name { get; } = name;

    public string Unit { get; } = unit;

    public void Add(int suite, int round, double value) => _values[suite].Add((round, value));

    /// <summary>The median over the rounds; null where the suite was not measured.</summary>
    public double? Median(int suite) => _values[suite].Count == 0 ? null : MedianOf(_values[suite].Select(v => v.Value));

    /// <summary>The ratios ours / reference of the rounds that both have, ascending.</summary>
    public IReadOnlyList<double> Ratios() =>
    [
        .. from ours in _values[0]
           join theirs in _values[1] on ours.Round equals theirs.Round
           where theirs.Value > 0
           let ratio = ours.Value / theirs.Value
           orderby ratio
           select ratio,
    ];

    public static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
