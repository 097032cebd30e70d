using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Xunit;

namespace Sestet.Tests;

public class RangeListTests
{
    private static readonly Gen<(uint First, uint Last)> s_range =
        Gen.Select(Gen.UInt[1, 40], Gen.UInt[0, 12], (first, more) => (first, first + more));

    private static readonly Gen<((uint First, uint Last)[] Ranges, string[] Separators)> s_list =
        Gen.Select(s_range.Array[1, 6], Gen.OneOf(",", " ", "\t").Array[6]);

    /// <summary>Numbers are in a list that are in one of its ranges, and LastAlike is the last before that changes.</summary>
    [Fact, Trait("Category", "Property")]
    public void NumbersAreInTheListAsInItsRanges() => Gen.Select(s_list, Gen.UInt[1, 70]).Sample((list, number) =>
    {
        string text = string.Concat(list.Ranges.Select((range, i) => (i == 0 ? "" : list.Separators[i]) + Write(range)));
        bool Holds(ulong value) => list.Ranges.Any(range => value >= range.First && value <= range.Last);
        if (!RangeList.TryParse(Encoding.ASCII.GetBytes(text), out RangeList parsed) || parsed.Contains(number) != Holds(number))
        {
            return false;
        }
        ulong until = parsed.LastAlike(number, out bool contained);
        ulong last = until > 1000 ? 1000 : until;
        bool alike = Enumerable.Range((int)number, (int)(last - number) + 1).All(value => Holds((ulong)value) == contained);
        return contained == Holds(number) && until >= number && alike;
    });

    [Theory]
    [InlineData("1", 1, true)]
    [InlineData("1", 2, false)]
    [InlineData("3-", 2, false)]
    [InlineData("3-", ulong.MaxValue, true)]
    [InlineData("-3", 1, true)]
    [InlineData("-3", 4, false)]
    [InlineData("-", 7, true)]
    [InlineData("5,1 3", 3, true)]
    [InlineData("5,1 3", 4, false)]
    [InlineData("18446744073709551615", ulong.MaxValue, true)]
    public void NumbersAre(string text, ulong number, bool expected)
    {
        Assert.True(RangeList.TryParse(Encoding.ASCII.GetBytes(text), out RangeList list));
        Assert.Equal(expected, list.Contains(number));
    }

    [Theory]
    [InlineData("2-4,6", 1, 1, false)]
    [InlineData("2-4,6", 2, 4, true)]
    [InlineData("2-4,6", 5, 5, false)]
    [InlineData("2-4,6", 7, ulong.MaxValue, false)]
    [InlineData("2-", 9, ulong.MaxValue, true)]
    public void AlikeIsUpTo(string text, ulong number, ulong expected, bool contained)
    {
        Assert.True(RangeList.TryParse(Encoding.ASCII.GetBytes(text), out RangeList list));
        Assert.Equal(expected, list.LastAlike(number, out bool actual));
        Assert.Equal(contained, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0-2")]
    [InlineData("3-2")]
    [InlineData("1,,2")]
    [InlineData(",1")]
    [InlineData("1-2-3")]
    [InlineData("a")]
    [InlineData("1 - 2x")]
    [InlineData("18446744073709551616")]
    public void OthersAreNone(string text) => Assert.False(RangeList.TryParse(Encoding.ASCII.GetBytes(text), out _));

    private static string Write((uint First, uint Last) range) => range.First == range.Last && range.First % 2 == 0
        ? $"{range.First}"
        : range.First == 1 ? $"-{range.Last}" : $"{range.First}-{range.Last}";
}
