using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Cdb;
using Xunit;

namespace Sestet.Tests;

/// <summary>Constant databases in memory: what is put in is found; garbage is an error at most.</summary>
public class CdbTests
{
    private static readonly Gen<(string Key, string Data)[]> s_records =
        Gen.Select(Gen.String[Gen.Char["uid/0127"], 1, 80], Gen.String[Gen.Char.AlphaNumeric, 0, 20]).Array[0, 60];

    [Theory]
    [InlineData("", 5381)]
    [InlineData("a", 177604)]
    public void Hashes(string key, uint hash) => Assert.Equal(hash, CdbFormat.Hash(Encoding.ASCII.GetBytes(key)));

    [Fact, Trait("Category", "Property")]
    public void WhatIsPutInIsFound() => s_records.Sample(records =>
    {
        CdbImage file = new(CdbImage.Build(records));
        foreach ((string key, _) in records)
        {
            string first = records.First(r => r.Key == key).Data;
            Assert.Equal(first, Find(file, key));
        }
        Assert.Null(Find(file, "never"));
        Assert.Equal(records, Traverse(file));
    });

    /// <summary>No byte of a file is believed: looking up and going through it end, without a failed assertion.</summary>
    [Fact, Trait("Category", "Property")]
    public void GarbageIsAnErrorAtMost() => Gen.Select(
        s_records,
        Gen.Select(Gen.Int[0, 4000], Gen.Byte).Array[0, 30],
        Gen.Int[0, 4000]).Sample((records, changes, length) =>
    {
        byte[] file = CdbImage.Build(records);
        foreach ((int at, byte value) in changes)
        {
            file[at % file.Length] = value;
        }
        CdbImage source = new(file[..Math.Min(length, file.Length)]);
        foreach ((string key, _) in records.Append(("uid/0", "")))
        {
            Errno error = CdbSearch.Find(ref source, Encoding.ASCII.GetBytes(key), out _, out long found);
            Assert.True(error.IsNone || error == Errno.EINVAL);
            Assert.True(error.IsNone || found < 0);
        }
        AssertThatItEnds(source);
    });

    private static void AssertThatItEnds(CdbImage source)
    {
        Errno error = CdbTraversal.Begin(ref source, out CdbTraversal traversal);
        // Each record takes 8 bytes of a file of at most 2^32; this one is shorter than 10,000.
        int count = 0;
        for (bool found = true; error.IsNone && found; count++)
        {
            error = traversal.Next(ref source, out found);
        }
        Assert.InRange(count, 0, 2000);
    }

    private static string? Find(CdbImage file, string key)
    {
        Errno error = CdbSearch.Find(ref file, Encoding.ASCII.GetBytes(key), out long position, out long length);
        Assert.True(error.IsNone);
        return length < 0 ? null : Read(file, position, length);
    }

    private static string Read(CdbImage file, long position, long length)
    {
        byte[] data = new byte[length];
        Assert.True(file.Read(position, data).IsNone);
        return Encoding.ASCII.GetString(data);
    }

    private static List<(string Key, string Data)> Traverse(CdbImage file)
    {
        List<(string Key, string Data)> records = [];
        Assert.True(CdbTraversal.Begin(ref file, out CdbTraversal traversal).IsNone);
        Assert.True(traversal.Next(ref file, out bool found).IsNone);
        while (found)
        {
            records.Add((
                Read(file, traversal.KeyPosition, traversal.KeyLength), Read(file, traversal.DataPosition, traversal.DataLength)));
            Assert.True(traversal.Next(ref file, out found).IsNone);
        }
        return records;
    }
}
