using System.Linq;
using CsCheck;
using Sestet.Base;
using Xunit;

namespace Sestet.Tests;

public class HeapSortTests
{
    [Fact, Trait("Category", "Property")]
    public void SortsAsTheLibraryDoes() => Gen.OneOf(Gen.Int, Gen.Int[-2, 2]).Array[0, 200].Sample(numbers =>
    {
        int[] sorted = [.. numbers];
        HeapSort.Sort(sorted);
        return sorted.SequenceEqual(numbers.Order());
    });

    /// <summary>Orders that quicksorts are slow with, too.</summary>
    [Fact]
    public void ManyAreSorted()
    {
        int[] falling = [.. Enumerable.Range(0, 100_000).Reverse()];
        HeapSort.Sort(falling);
        Assert.Equal(Enumerable.Range(0, 100_000), falling);
        HeapSort.Sort(falling);
        Assert.Equal(Enumerable.Range(0, 100_000), falling);
    }
}
