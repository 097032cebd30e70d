using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Sestet.Base;
using Sestet.Logging;
using Sestet.Logging.Host;
using Xunit;

namespace Sestet.Tests;

public class ArchiveBatchTests
{
    /// <summary>However many archives there are, and in whatever order they are shown, each is taken once, in order.</summary>
    [Fact, Trait("Category", "Property")]
    public void AllAreTakenInOrder() => Gen.Select(Gen.UInt[0, 1000].Array[0, 300], Gen.Bool).Sample((numbers, newestFirst) =>
    {
        uint[] distinct = [.. numbers.Distinct()];
        ArchiveBatch batch = default;
        batch.Begin(newestFirst);
        List<uint> taken = [];
        do
        {
            batch.Forget();
            foreach (uint number in distinct)
            {
                batch.Add(NameZ(number));
            }
            while (batch.HasNext)
            {
                taken.Add(NumberOf(batch.Take()));
            }
        }
        while (taken.Count < distinct.Length);
        return taken.SequenceEqual(newestFirst ? distinct.OrderDescending() : distinct.Order());
    });

    [Fact]
    public void WhatIsPassedOverIsNotTaken()
    {
        ArchiveBatch batch = default;
        batch.Begin(newestFirst: false);
        batch.SkipTo(NameZ(5));
        foreach (uint number in new uint[] { 7, 5, 6, 4 })
        {
            batch.Add(NameZ(number));
        }
        Assert.Equal(6u, NumberOf(batch.Take()));
        Assert.Equal(NameZ(6), batch.LastZ.ToArray());
        Assert.Equal(7u, NumberOf(batch.Take()));
        Assert.False(batch.HasNext);
    }

    private static byte[] NameZ(uint number)
    {
        byte[] nameZ = new byte[ArchiveName.Length + 1];
        ArchiveName.FormatZ(new Tai(1UL << 62, number), (byte)'s', nameZ);
        return nameZ;
    }

    private static uint NumberOf(ReadOnlySpan<byte> nameZ)
    {
        Assert.True(Tai.TryParse(nameZ, out Tai time));
        return time.Nanoseconds;
    }
}
