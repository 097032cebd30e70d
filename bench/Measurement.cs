using System;

namespace Sestet.Bench;

/// <summary>How often a measurement is repeated.</summary>
internal enum Repetition
{
    /// <summary>It counts, and counts the same every time.</summary>
    Once,

    /// <summary>Three times Settings.Rounds: what takes a second, and is the more exact the finer the turns.</summary>
    Brief,

    /// <summary>Settings.Rounds.</summary>
    Short,

    /// <summary>Settings.LongRounds.</summary>
    Long,
}

/// <summary>Something measured on both suites in turn; its name is what ONLY takes.</summary>
internal sealed record Measurement(string Name, Repetition Repetition, Action<Turn> Run)
{
    public int Rounds(Settings settings) => Repetition switch
    {
        Repetition.Once => 1,
        Repetition.Brief => settings.Rounds * 3,
        Repetition.Short => settings.Rounds,
        Repetition.Long => settings.LongRounds,
        _ => throw new InvalidOperationException(),
    };
}
