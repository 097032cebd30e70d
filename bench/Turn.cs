using Sestet.Bench.Harness;

namespace Sestet.Bench;

/// <summary>One suite's turn in one round of a measurement.</summary>
internal sealed class Turn(Sheet sheet, Settings settings, Suite suite, int suiteIndex, int round)
{
    public Settings Settings { get; } = settings;

    public Suite Suite { get; } = suite;

    public bool IsOurs => suiteIndex == 0;

    public void Add(string row, string unit, double value) => sheet.Add(row, unit, suiteIndex, round, value);

    public void Note(string text) => sheet.Note(text);
}
