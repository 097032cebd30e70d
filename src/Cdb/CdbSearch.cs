using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Cdb;

/// <summary>Looks keys up. Nothing in the file is believed: what cannot be is EINVAL.</summary>
internal static class CdbSearch
{
    private const int KeyPartLength = 64;

    /// <summary>
    /// Where the data of the first record with that key is, and how long; length -1 where there is none.
    /// </summary>
    public static Errno Find<TSource>(ref TSource source, scoped ReadOnlySpan<byte> key, out long position, out long length)
        where TSource : struct, ICdbSource, allows ref struct
    {
        Assert.That(!key.IsEmpty);
        position = 0;
        length = -1;
        uint hash = CdbFormat.Hash(key);
        Errno error = ReadPair(ref source, CdbFormat.TableOf(hash) * CdbFormat.PairLength, out uint table, out uint slots);
        if (error.Failed || slots == 0)
        {
            return error;
        }
        uint slot = CdbFormat.FirstSlotOf(hash, slots);
        // Each slot is looked at once at most; one behind the end of the file ends it before.
        for (uint i = 0; i < slots; i++)
        {
            error = ReadPair(ref source, table + (long)slot * CdbFormat.PairLength, out uint slotHash, out uint record);
            if (error.Failed || record == 0)
            {
                return error;
            }
            if (slotHash == hash)
            {
                error = Compare(ref source, record, key, out bool equal, out uint dataLength);
                if (error.Failed || equal)
                {
                    position = (long)record + CdbFormat.PairLength + key.Length;
                    length = error.Failed ? -1 : dataLength;
                    return error;
                }
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
        return Errno.None;
    }

    public static Errno ReadPair<TSource>(ref TSource source, long position, out uint first, out uint second)
        where TSource : struct, ICdbSource, allows ref struct
    {
        Span<byte> pair = stackalloc byte[CdbFormat.PairLength];
        Errno error = source.Read(position, pair);
        first = error.Failed ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(pair);
        second = error.Failed ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(pair[4..]);
        return error;
    }

    private static Errno Compare<TSource>(
        ref TSource source, uint record, scoped ReadOnlySpan<byte> key, out bool equal, out uint dataLength)
        where TSource : struct, ICdbSource, allows ref struct
    {
        equal = false;
        Errno error = ReadPair(ref source, record, out uint keyLength, out dataLength);
        if (error.Failed || keyLength != key.Length)
        {
            return error;
        }
        Span<byte> part = stackalloc byte[KeyPartLength];
        long position = (long)record + CdbFormat.PairLength;
        while (!key.IsEmpty)
        {
            Span<byte> there = part[..Math.Min(key.Length, KeyPartLength)];
            error = source.Read(position, there);
            if (error.Failed || !key[..there.Length].SequenceEqual(there))
            {
                return error;
            }
            key = key[there.Length..];
            position += there.Length;
        }
        equal = true;
        return Errno.None;
    }
}
