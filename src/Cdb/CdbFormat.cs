using System;
using Sestet.Base;

namespace Sestet.Cdb;

/// <summary>
/// A constant database (cr.yp.to/cdb/cdb.txt): a table of 256 hash tables, records one behind the other, the hash tables. All
/// numbers have 32 bits, the lowest byte first.
/// <code>
/// offset  size  what
///      0  2048  for each table: its place in the file, how many slots it has
///   2048        records: length of the key, length of the data, key, data
///               tables; a slot: the key's hash, the record's place in the file, 0 where it is empty
/// </code>
/// A key's table is that of the lowest byte of its hash; the rest of the hash tells the slot where looking begins, which
/// goes on to the next, and behind the last to the first, until a slot is empty.
/// </summary>
internal static class CdbFormat
{
    public const int TableCount = 256;

    /// <summary>Two numbers: of a table, a record or a slot.</summary>
    public const int PairLength = 8;

    public const int HeaderLength = TableCount * PairLength;

    public static int TableOf(uint hash) => (int)(hash % TableCount);

    /// <summary>The slot of a table of so many where looking begins.</summary>
    public static uint FirstSlotOf(uint hash, uint slots) => (hash >> 8) % slots;

    public static uint Hash(ReadOnlySpan<byte> key)
    {
        uint hash = 5381;
        foreach (byte letter in key)
        {
            // Arithmetic of 32 bits, by the format.
            hash = unchecked((hash + (hash << 5)) ^ letter);
        }
        return hash;
    }
}
