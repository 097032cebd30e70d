using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class OldestArchivesTests
{
    [Fact, Trait("Category", "Property")]
    public void KeepsTheOldest() => Gen.UInt[0, 300].Array[0, 60].Sample(numbers =>
    {
        uint[] distinct = [.. numbers.Distinct()];
        OldestArchives oldest = default;
        foreach (uint number in distinct)
        {
            oldest.Add(NameZ(number), number);
        }
        List<uint> kept = [];
        byte[] nameZ = new byte[ArchiveName.Length + 1];
        for (int i = 0; i < oldest.Count; i++)
        {
            oldest.CopyNameZ(i, nameZ);
            Assert.Equal(NameZ((uint)oldest.SizeAt(i)), nameZ);
            kept.Add((uint)oldest.SizeAt(i));
        }
        return kept.SequenceEqual(distinct.Order().Take(Limits.ArchivesRemovedAtOnce))
            && oldest.LeftSome == distinct.Length > Limits.ArchivesRemovedAtOnce;
    });

    [Theory]
    [InlineData("@4000000000000000000000aF.s", true)]
    [InlineData("@400000000000000000000000.u", true)]
    [InlineData("@400000000000000000000000.t", false)]
    [InlineData("@40000000000000000000000g.s", false)]
    [InlineData("@400000000000000000000000_s", false)]
    [InlineData("@40000000000000000000000.s", false)]
    [InlineData("@4000000000000000000000000.s", false)]
    [InlineData("x400000000000000000000000.s", false)]
    [InlineData("", false)]
    public void NamesOfArchives(string name, bool matches) =>
        Assert.Equal(matches, ArchiveName.Matches(Encoding.ASCII.GetBytes(name)));

    [Fact, Trait("Category", "Property")]
    public void NamesAreInTheOrderOfTime() => Gen.Select(Gen.ULong, Gen.UInt[0, 999_999_999], Gen.ULong, Gen.UInt[0, 999_999_999]).Sample(
        (seconds, nanoseconds, otherSeconds, otherNanoseconds) =>
        {
            Tai a = new(seconds, nanoseconds);
            Tai b = new(otherSeconds, otherNanoseconds);
            byte[] nameOfA = new byte[ArchiveName.Length + 1];
            byte[] nameOfB = new byte[ArchiveName.Length + 1];
            ArchiveName.FormatZ(a, (byte)'s', nameOfA);
            ArchiveName.FormatZ(b, (byte)'s', nameOfB);
            return Math.Sign(a.CompareTo(b)) == Math.Sign(nameOfA.AsSpan().SequenceCompareTo(nameOfB));
        });

    private static byte[] NameZ(uint number) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"@{number:d24}.s\0"));
}
