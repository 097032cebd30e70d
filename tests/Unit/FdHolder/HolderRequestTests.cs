using System;
using CsCheck;
using Sestet.Base;
using Sestet.FdHolder;
using Sestet.Linux;
using Xunit;

namespace Sestet.Tests.FdHolder;

/// <summary>What comes from peers may be anything: it is understood or refused, and never more.</summary>
public class HolderRequestTests
{
    private static readonly Gen<byte[]> s_id = Gen.Byte[1, 255].Array[1, 255];

    /// <summary>What is written is read again.</summary>
    [Fact]
    public void EntriesComeBack() => Gen.Select(s_id, Gen.ULong, Gen.UInt).Sample((id, seconds, nanoseconds) =>
    {
        byte[] bytes = new byte[DumpEntries.EntryLengthMax];
        int length = DumpEntries.Write(bytes, new Tai(seconds, nanoseconds), id);
        Assert.Equal(DumpEntries.LengthOf(id.Length), length);
        Assert.True(DumpEntries.AreValid(bytes.AsSpan(0, length), 1));
        Assert.False(DumpEntries.AreValid(bytes.AsSpan(0, length), 2));
        Assert.False(DumpEntries.AreValid(bytes.AsSpan(0, length - 1), 1));
        DumpEntries entries = new(bytes.AsSpan(0, length));
        Assert.True(entries.Next(out Tai limit, out ReadOnlySpan<byte> idZ));
        Assert.Equal((seconds, nanoseconds), (limit.Seconds, limit.Nanoseconds));
        Assert.True(idZ[..^1].SequenceEqual(id));
    });

    /// <summary>Random messages, and right ones with some bytes changed or missing.</summary>
    [Fact]
    public void GarbageIsRefused() => Gen.Select(
        Gen.Byte.Array[0, 300], Gen.Char["SDRL?!.Z"], Gen.Int[0, 3]).Sample((bytes, letter, descriptors) =>
    {
        byte[] message = [(byte)letter, .. bytes];
        if (HolderRequest.TryParse(message, descriptors, out HolderRequest request))
        {
            Assert.True(request.IdZ.IsEmpty || request.IdZ[^1] == 0);
            Assert.True(request.IdZ.Length <= Limits.HeldIdLengthMax + 1);
        }
    });

    [Fact]
    public void MutatedRequestsAreRefusedOrUnderstood() => Gen.Select(s_id, Gen.Int[0, 1000], Gen.Byte, Gen.Int[0, 3]).Sample(
        (id, at, value, cut) =>
        {
            byte[] message = new byte[1 + DumpEntries.EntryLengthMax];
            message[0] = (byte)'S';
            int length = 1 + DumpEntries.Write(message.AsSpan(1), new Tai(1, 2), id);
            Assert.True(HolderRequest.TryParse(message.AsSpan(0, length), 1, out HolderRequest whole));
            Assert.True(whole.IdZ[..^1].SequenceEqual(id));
            message[at % length] = value;
            _ = HolderRequest.TryParse(message.AsSpan(0, Math.Max(length - cut, 0)), 1, out HolderRequest request);
            Assert.True(request.IdZ.Length <= Limits.HeldIdLengthMax + 1);
        });

    /// <summary>Parts are within what the kernel takes, and as many as the reference expects where that can be.</summary>
    [Fact]
    public void PartsHoldAll() => Gen.Int[0, 100_000].Sample(count =>
    {
        int parts = DumpParts.Count(count);
        int left = count;
        for (int part = parts; part > 0; part--)
        {
            int length = DumpParts.LengthOfNext(left, part);
            Assert.InRange(length, 1, Limits.DescriptorsPerMessage);
            left -= length;
        }
        Assert.Equal(0, left);
        Assert.True(parts == DumpParts.ExpectedOf(count) || DumpParts.ExpectedOf(count) * Limits.DescriptorsPerMessage < count);
    });
}
