using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Sestet.Base;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class MergeOrderTests
{
    /// <summary>Sources whose times never go back come out as one list sorted by time, and by source where times are equal.</summary>
    [Fact, Trait("Category", "Property")]
    public void SortedSourcesAreSorted() => Sources.Sample(sources =>
    {
        ulong[][] sorted = [.. sources.Select(s => s.Order().ToArray())];
        IEnumerable<(ulong, int, int)> expected = sorted
            .SelectMany((times, source) => times.Select((time, line) => (time, source, line)))
            .Order();
        return Merge(sorted).SequenceEqual(expected);
    });

    /// <summary>Where times go back, the source's own order holds: a line counts as no earlier than those before it.</summary>
    [Fact, Trait("Category", "Property")]
    public void TheOrderOfASourceHolds() => Sources.Sample(sources =>
    {
        ulong[][] held = [.. sources.Select(s => s.Select((_, i) => s[..(i + 1)].Max()).ToArray())];
        IEnumerable<(int, int)> expected = Merge(held).Select(l => (l.Source, l.Line));
        return Merge(sources).Select(l => (l.Source, l.Line)).SequenceEqual(expected);
    });

    private static Gen<ulong[][]> Sources => Gen.ULong[0, 20].Array[0, 30].Array[0, 5];

    private static List<(ulong Time, int Source, int Line)> Merge(ulong[][] sources)
    {
        List<(ulong, int, int)> merged = [];
        int[] next = new int[sources.Length];
        MergeHead[] heads = new MergeHead[sources.Length];
        for (int i = 0; i < sources.Length; i++)
        {
            Load(sources, next, heads, i);
        }
        MergeOrder.Find(heads, out int first, out int second);
        while (first >= 0)
        {
            merged.Add((heads[first].Time.Seconds, first, next[first] - 1));
            Load(sources, next, heads, first);
            if (!MergeOrder.StaysFirst(heads, first, second))
            {
                MergeOrder.Find(heads, out first, out second);
            }
        }
        return merged;
    }

    private static void Load(ulong[][] sources, int[] next, MergeHead[] heads, int source)
    {
        heads[source].IsThere = next[source] < sources[source].Length;
        if (heads[source].IsThere)
        {
            heads[source].Time = new Tai(sources[source][next[source]++], 0);
        }
    }
}
