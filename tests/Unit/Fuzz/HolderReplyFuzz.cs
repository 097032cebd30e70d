using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Sestet.Base;
using Sestet.FdHolder;
using Sestet.Linux;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>What clients of a fd-holder make of what they are sent, in pieces: right answers, changed ones and garbage.</summary>
public class HolderReplyFuzz(ITestOutputHelper output)
{
    private const int BufferLength = 200;
    private const int DescriptorRoom = 6;
    private const int GrownLength = 400;

    private sealed record Case(byte[][] Bodies, int[] Descriptors, int[] Cuts, int ChangedAt, byte Changed);

    private static readonly Gen<byte[]> s_body = Gen.OneOf(
        Gen.Byte[0, 40].Select(status => new byte[] { status }),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], List),
        Gen.Select(Gen.Byte[0, 3], Gen.Byte[0, 3], (parts, count) => new byte[] { 0, 0, 0, 0, parts, 0, 0, 0, count }),
        Gen.Byte[1, 255].Array[1, 60].Array[1, 3].Select(
            ids => ids.SelectMany(id => HolderModel.Entry(new Tai(1, 2), id)).ToArray()),
        Gen.Byte.Array[0, 300]);

    private static readonly Gen<Case> s_case = Gen.Select(
        s_body.Array[1, 6],
        Gen.Int[0, 3].Array[6],
        Gen.Frequency((1, Gen.Int[1, 9]), (2, Gen.Int[1, 400])).Array[1, 20],
        Gen.Frequency((1, Gen.Const(-1)), (1, Gen.Int[0, 400])),
        Gen.Byte,
        (bodies, descriptors, cuts, at, value) => new Case(bodies, descriptors, cuts, at, value));

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "fdholder")]
    public void MessagesAreReadAsTheyWereSent() => s_case.Fuzz(
        output,
        Holds,
        item => $"{string.Join(' ', item.Bodies.Select(Convert.ToHexString))} {string.Join(' ', item.Descriptors)} "
            + $"in {string.Join(' ', item.Cuts)}, {item.ChangedAt} is {item.Changed}");

    private static byte[] List(int claimed, int count) =>
        [0, 0, 0, 0, (byte)claimed, .. Enumerable.Range(0, count).SelectMany(i => new byte[] { (byte)('a' + i), 0 })];

    private static bool Holds(Case item)
    {
        byte[] bytes = [.. item.Bodies.Zip(item.Descriptors, HolderModel.Framed).SelectMany(framed => framed)];
        // The descriptors come with the first byte of their message.
        Dictionary<int, int> attached = [];
        int at = 0;
        foreach ((byte[] body, int count) in item.Bodies.Zip(item.Descriptors))
        {
            attached[at] = count;
            at += Frame.HeaderLength + body.Length;
        }
        if (item.ChangedAt >= 0)
        {
            bytes[item.ChangedAt % bytes.Length] = item.Changed;
        }
        List<(byte[] Message, int[] Descriptors)> got = Read(bytes, attached, item.Cuts, out bool isWhole);
        foreach ((byte[] message, int[] descriptors) in got)
        {
            Interpret(message, descriptors.Length);
        }
        // Each is what was sent, and its own descriptors are with it.
        int next = 100;
        for (int i = 0; item.ChangedAt < 0 && i < got.Count; i++)
        {
            Assert.Equal(item.Bodies[i], got[i].Message);
            Assert.Equal(Enumerable.Range(next, item.Descriptors[i]), got[i].Descriptors);
            next += item.Descriptors[i];
        }
        return item.ChangedAt >= 0 || got.Count == item.Bodies.Length || !isWhole;
    }

    /// <summary>What comes of the bytes in pieces of these lengths, over and over; isWhole: nothing was refused.</summary>
    private static List<(byte[] Message, int[] Descriptors)> Read(
        byte[] bytes, Dictionary<int, int> attached, int[] cuts, out bool isWhole)
    {
        MessageReader reader = new(new byte[BufferLength], new Fd[DescriptorRoom]);
        List<(byte[] Message, int[] Descriptors)> got = [];
        int next = 100;
        int at = 0;
        isWhole = true;
        for (int turn = 0; ; turn++)
        {
            MessageState state = reader.Next(out ReadOnlySpan<byte> message, out ReadOnlySpan<Fd> descriptors);
            if (state == MessageState.Whole)
            {
                got.Add((message.ToArray(), descriptors.ToArray().Select(descriptor => descriptor.Value).ToArray()));
            }
            else if (state == MessageState.TooLong && reader.LengthWanted <= GrownLength)
            {
                reader.Grow(new byte[GrownLength]);
            }
            else if (state != MessageState.Missing)
            {
                isWhole = false;
                return got;
            }
            else if (at == bytes.Length)
            {
                return got;
            }
            else
            {
                int length = Math.Min(Math.Min(cuts[turn % cuts.Length], bytes.Length - at), reader.Room.Length);
                // As the kernel has it: no bytes from behind the next descriptors once some have come.
                int count = 0;
                for (int i = 0; i < length; i++)
                {
                    int come = attached.GetValueOrDefault(at + i);
                    if (come > 0 && i > 0)
                    {
                        length = i;
                        break;
                    }
                    count += come;
                }
                count = Math.Min(count, reader.DescriptorRoom.Length);
                for (int i = 0; i < count; i++)
                {
                    reader.DescriptorRoom[i] = new Fd(next++);
                }
                bytes.AsSpan(at, length).CopyTo(reader.Room);
                reader.Take(length, count);
                at += length;
            }
        }
    }

    /// <summary>Whatever it is, it is understood or refused; and what is understood is in keeping.</summary>
    private static void Interpret(byte[] message, int descriptors)
    {
        Errno status = HolderReply.Status(message, descriptors);
        Assert.True(status.Failed || (message.Length == 1 && descriptors == 0));
        Assert.True(HolderReply.Descriptor(message, descriptors).Failed || descriptors == 1);
        if (HolderReply.List(message, descriptors, out ReadOnlySpan<byte> ids).IsNone)
        {
            Assert.Equal(message.Length - 5, ids.Length);
            Assert.True(ids.IsEmpty || ids[^1] == 0);
        }
        if (HolderReply.DumpBegin(message, descriptors, out uint parts, out uint count).IsNone)
        {
            Assert.True(parts <= count && message.Length == 9);
        }
        if (HolderReply.DumpPart(message, descriptors, 2).IsNone)
        {
            Assert.True(descriptors <= 2 && message.Length >= descriptors * (Tai.PackedLength + 3));
        }
        Assert.True(HolderReply.SetDumpBegin(message, descriptors).Failed || message.Length == 5);
        Assert.True(HolderReply.SetDumpPart(message, descriptors, isLast: true) != Errno.EAGAIN);
    }
}
