using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>The time of the line that a source has to show next.</summary>
internal struct MergeHead
{
    public Tai Time;

    /// <summary>Whether there is such a line.</summary>
    public bool IsThere;
}

/// <summary>
/// The order of lines of several sources. Each source's own order stays as it is, whatever the times say; of those that
/// wait, the earliest comes first, and of those of the same time the one of the first source.
/// </summary>
internal static class MergeOrder
{
    /// <summary>The source that is next, and the one that would be without it; -1 for none.</summary>
    public static void Find(ReadOnlySpan<MergeHead> heads, out int first, out int second)
    {
        first = -1;
        second = -1;
        for (int i = 0; i < heads.Length; i++)
        {
            if (!heads[i].IsThere)
            {
                continue;
            }
            if (first < 0 || heads[i].Time.CompareTo(heads[first].Time) < 0)
            {
                second = first;
                first = i;
            }
            else if (second < 0 || heads[i].Time.CompareTo(heads[second].Time) < 0)
            {
                second = i;
            }
        }
    }

    /// <summary>Whether the source that was first still is, with a new line.</summary>
    public static bool StaysFirst(ReadOnlySpan<MergeHead> heads, int first, int second)
    {
        Assert.That(first >= 0 && first != second);
        if (!heads[first].IsThere || second < 0)
        {
            return heads[first].IsThere;
        }
        int order = heads[first].Time.CompareTo(heads[second].Time);
        return order < 0 || (order == 0 && first < second);
    }
}
