using System;
using Sestet.Base;

namespace Sestet.Execline;

/// <summary>How many letters must be changed, put in or taken out to make one word of another.</summary>
internal static class EditDistance
{
    /// <summary>The longest word that is looked at.</summary>
    public const int LengthMax = 64;

    /// <summary>The distance; LengthMax for a word that is too long.</summary>
    public static int Between(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.Length >= LengthMax || other.Length >= LengthMax)
        {
            return LengthMax;
        }
        // Distances of what is looked at of one from every start of the other.
        Span<int> row = stackalloc int[LengthMax];
        for (int j = 0; j <= other.Length; j++)
        {
            row[j] = j;
        }
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        Assert.That(row[other.Length] < LengthMax);
        return row[other.Length];
    }
}
