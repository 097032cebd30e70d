using Sestet.Bench.Harness;

namespace Sestet.Bench;

/// <summary>One suite's turn in one round of a measurement.</summary>
internal sealed class Turn(Sheet sheet, Settings settings, Suite suite, int suiteIndex, int round, bool hasDensity)
{
    public Settings Settings { get; } = settings;

    public Suite Suite { get; } = suite;

    public bool IsOurs => suiteIndex == 0;

    /// <summary>Our suite can be measured in density mode.</summary>
    public bool HasDensity { get; } = hasDensity;

    /// <summary>The number of the round, from 0.</summary>
    public int Round { get; } = round;

    public void Add(string row, string unit, double value) => sheet.Add(row, unit, suiteIndex, Round, value);

    public void Note(string text) => sheet.Note(text);
}
