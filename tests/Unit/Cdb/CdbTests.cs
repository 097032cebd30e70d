using System;
using System.Buffers.Binary;
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
    private readonly struct Bytes(byte[] file) : ICdbSource
    {
        public Errno Read(long position, Span<byte> buffer)
        {
            if (position < 0 || position > file.Length - buffer.Length)
            {
                return Errno.EINVAL;
            }
            file.AsSpan((int)position, buffer.Length).CopyTo(buffer);
            return Errno.None;
        }
    }

    private static readonly Gen<(string Key, string Data)[]> s_records =
        Gen.Select(Gen.String[Gen.Char["uid/0127"], 1, 80], Gen.String[Gen.Char.AlphaNumeric, 0, 20]).Array[0, 60];

    [Theory]
    [InlineData("", 5381)]
    [InlineData("a", 177604)]
    public void Hashes(string key, uint hash) => Assert.Equal(hash, CdbFormat.Hash(Encoding.ASCII.GetBytes(key)));

    [Fact, Trait("Category", "Property")]
    public void WhatIsPutInIsFound() => s_records.Sample(records =>
    {
        Bytes file = new(Build(records));
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
        byte[] file = Build(records);
        foreach ((int at, byte value) in changes)
        {
            file[at % file.Length] = value;
        }
        Bytes source = new(file[..Math.Min(length, file.Length)]);
        foreach ((string key, _) in records.Append(("uid/0", "")))
        {
            Errno error = CdbSearch.Find(ref source, Encoding.ASCII.GetBytes(key), out _, out long found);
            Assert.True(error.IsNone || error == Errno.EINVAL);
            Assert.True(error.IsNone || found < 0);
        }
        AssertThatItEnds(source);
    });

    private static void AssertThatItEnds(Bytes source)
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

    private static string? Find(Bytes file, string key)
    {
        Errno error = CdbSearch.Find(ref file, Encoding.ASCII.GetBytes(key), out long position, out long length);
        Assert.True(error.IsNone);
        return length < 0 ? null : Read(file, position, length);
    }

    private static string Read(Bytes file, long position, long length)
    {
        byte[] data = new byte[length];
        Assert.True(file.Read(position, data).IsNone);
        return Encoding.ASCII.GetString(data);
    }

    private static List<(string Key, string Data)> Traverse(Bytes file)
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

    private static byte[] Build((string Key, string Data)[] records)
    {
        List<byte> file = [.. new byte[CdbFormat.HeaderLength]];
        CdbSlot[] all = new CdbSlot[records.Length];
        for (int i = 0; i < records.Length; i++)
        {
            byte[] key = Encoding.ASCII.GetBytes(records[i].Key);
            all[i] = new CdbSlot { Hash = CdbFormat.Hash(key), Position = (uint)file.Count };
            AddPair(file, (uint)key.Length, (uint)records[i].Data.Length);
            file.AddRange(key);
            file.AddRange(Encoding.ASCII.GetBytes(records[i].Data));
        }
        byte[] header = new byte[CdbFormat.HeaderLength];
        for (int table = 0; table < CdbFormat.TableCount; table++)
        {
            CdbSlot[] slots = new CdbSlot[CdbTable.SlotCount(all, table)];
            CdbTable.Fill(all, table, slots);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(table * 8), (uint)file.Count);
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(table * 8 + 4), (uint)slots.Length);
            foreach (CdbSlot slot in slots)
            {
                AddPair(file, slot.Hash, slot.Position);
            }
        }
        byte[] bytes = [.. file];
        header.CopyTo(bytes, 0);
        return bytes;
    }

    private static void AddPair(List<byte> file, uint first, uint second)
    {
        byte[] pair = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(pair, first);
        BinaryPrimitives.WriteUInt32LittleEndian(pair.AsSpan(4), second);
        file.AddRange(pair);
    }
}
