using System.Linq;
using CsCheck;
using Sestet.Base;
using Xunit;

namespace Sestet.Tests;

/// <summary>DeadlineHeap against a plain array of times.</summary>
public sealed class DeadlineHeapTests
{
    private const int Indices = 12;

    /// <summary>An index, and a time of few values, so that there are equal ones; 0 stands for never.</summary>
    private static readonly Gen<(int Index, int Time)[]> s_changes =
        Gen.Select(Gen.Int[0, Indices - 1], Gen.Int[0, 9], (index, time) => (index, time)).Array[0, 60];

    [Fact]
    [Trait("Category", "Property")]
    public void TheFirstIsAlwaysTheEarliest() => s_changes.Sample(changes =>
    {
        DeadlineHeap heap = new(new DeadlineHeap.Entry[Indices], new int[Indices]);
        Instant[] model = [.. Enumerable.Repeat(Instant.Infinite, Indices)];
        foreach ((int index, int time) in changes)
        {
            Instant instant = time == 0 ? Instant.Infinite : new Instant(time);
            heap.Set(index, instant);
            model[index] = instant;
            long earliest = model.Min(i => i.Nanoseconds);
            Xunit.Assert.Equal(earliest, heap.First.Nanoseconds);
            Xunit.Assert.True(heap.First.IsInfinite || model[heap.FirstIndex].Nanoseconds == earliest);
        }
    });

    /// <summary>Taken out one by one, they come in order.</summary>
    [Fact]
    [Trait("Category", "Property")]
    public void TheyComeInOrder() => Gen.Int[1, 1000].Array[Indices].Sample(times =>
    {
        DeadlineHeap heap = new(new DeadlineHeap.Entry[Indices], new int[Indices]);
        for (int i = 0; i < Indices; i++)
        {
            heap.Set(i, new Instant(times[i]));
        }
        foreach (int time in times.Order())
        {
            Xunit.Assert.Equal(time, heap.First.Nanoseconds);
            heap.Set(heap.FirstIndex, Instant.Infinite);
        }
        Xunit.Assert.True(heap.First.IsInfinite);
    });
}
