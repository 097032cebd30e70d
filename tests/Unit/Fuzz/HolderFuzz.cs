using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Sestet.Base;
using Sestet.FdHolder;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>
/// A fd-holder's state machine beside a model of dictionaries: clients that send right requests, changed ones and garbage, in
/// pieces, with descriptors that belong to them or not, read their answers or do not, and go at any moment.
/// </summary>
public class HolderFuzz(ITestOutputHelper output)
{
    private static readonly Gen<byte[]> s_id = Gen.Frequency(
        (12, Gen.OneOf("a", "b", "c", "dd").Select(text => text.Select(letter => (byte)letter).ToArray())),
        (2, Gen.Byte[1, 255].Array[1, 255]),
        (1, Gen.Const(Enumerable.Repeat((byte)'i', 255).ToArray())));

    private static readonly Gen<Tai> s_limit = Gen.OneOf(
        Gen.Const(new Tai(HolderModel.WallSeconds + (1UL << 61), 0)),
        Gen.Select(Gen.ULong[HolderModel.WallSeconds - 3, HolderModel.WallSeconds + 30], Gen.UInt[0, 999_999_999], (s, n) => new Tai(s, n)),
        Gen.Select(Gen.ULong, Gen.UInt, (s, n) => new Tai(s, n)));

    private static readonly Gen<(byte[] Body, int Descriptors)> s_request = Gen.Frequency(
        (6, Gen.Select(s_limit, s_id, (limit, id) => (Body('S', HolderModel.Entry(limit, id)), 1))),
        (2, s_id.Select(id => (Body('D', HolderModel.Id(id)), 0))),
        (3, Gen.Select(Gen.Byte[0, 2], s_id, (flag, id) => (Body('R', [flag, .. HolderModel.Id(id)]), 0))),
        (2, Gen.Const((Body('L', []), 0))),
        (3, Gen.Const((Body('?', []), 0))),
        (2, Gen.UInt[0, 5].Select(count => (Body('!', [0, 0, 0, (byte)count]), 0))),
        (1, Gen.Byte.Array[4].Select(count => (Body('!', count), 0))),
        (3, Gen.Select(s_limit, s_id).Array[1, 4].Select(
            all => (Body('.', [.. all.SelectMany(entry => HolderModel.Entry(entry.Item1, entry.Item2))]), all.Length))),
        (1, Gen.Byte.Array[0, 40].Select(bytes => (bytes, 0))));

    /// <summary>What is sent at once: frames, some of them not right.</summary>
    private static readonly Gen<(byte[] Bytes, int Descriptors)> s_sending = Gen.Frequency(
        (20, s_request.Select(request => (HolderModel.Framed(request.Body, request.Descriptors), request.Descriptors))),
        (3, s_request.Array[2, 4].Select(all => (
            all.SelectMany(request => HolderModel.Framed(request.Body, request.Descriptors)).ToArray(),
            all.Sum(request => request.Descriptors)))),
        (2, Gen.Select(s_request, Gen.Int[0, 3], (request, claimed) => (HolderModel.Framed(request.Body, claimed), request.Descriptors))),
        (2, Gen.Select(s_request, Gen.Int[0, 300], Gen.Byte, Gen.Int[0, 3], Change)),
        (1, Gen.Select(Gen.Byte.Array[0, 60], Gen.Int[0, 253], (bytes, descriptors) => (bytes, descriptors))));

    private static readonly Gen<HolderStep> s_step = Gen.Frequency(
        (3, Gen.Int[0, 2].Select(client => new HolderStep(HolderEvent.Join, client))),
        (16, Gen.Select(Gen.Int[0, 2], s_sending, Gen.Int[0, 20], Gen.Bool, Gen.Int[0, 30], (client, sending, cut, allowed, odd) =>
            new HolderStep(HolderEvent.Send, client)
            {
                Bytes = sending.Bytes, Descriptors = sending.Descriptors, Amount = cut, IsAllowed = allowed || odd > 5, IsLost = odd == 0,
            })),
        (10, Gen.Select(Gen.Int[0, 2], Gen.Int[1, 100_000], (client, room) => new HolderStep(HolderEvent.Drain, client) { Amount = room })),
        (2, Gen.Select(Gen.Int[0, 2], Gen.Int[1, 9], (client, room) => new HolderStep(HolderEvent.Drain, client) { Amount = room })),
        (2, Gen.Int[1, 9000].Select(milliseconds => new HolderStep(HolderEvent.PassTime, 0) { Amount = milliseconds })),
        (1, Gen.Int[1, 400].Select(count => new HolderStep(HolderEvent.Fill, 0) { Amount = count })),
        (1, Gen.Int[0, 2].Select(client => new HolderStep(HolderEvent.Leave, client))));

    private static readonly Gen<(int Room, uint TimeoutMs, HolderStep[] Steps)> s_case =
        Gen.Select(Gen.OneOf(1, 2, 4, 8, 600), Gen.OneOf(0u, 3000u), s_step.Array[1, 80]);

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "fdholder")]
    public void HoldsWhatTheModelHolds() => s_case.Fuzz(
        output,
        item => HolderModel.Run(item.Room, item.TimeoutMs, item.Steps),
        item => $"{item.Room} {item.TimeoutMs} {string.Join(", ", item.Steps.Select(step => step.ToString()))}");

    private static byte[] Body(char letter, byte[] rest) => [(byte)letter, .. rest];

    private static (byte[] Bytes, int Descriptors) Change((byte[] Body, int Descriptors) request, int at, byte value, int cut)
    {
        byte[] bytes = HolderModel.Framed(request.Body, request.Descriptors);
        bytes[at % bytes.Length] = value;
        return (bytes[..Math.Max(bytes.Length - cut, 0)], request.Descriptors);
    }
}
