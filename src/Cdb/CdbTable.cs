using System;
using Sestet.Base;

namespace Sestet.Cdb;

/// <summary>A record's hash and its place in the file, as a slot has them; place 0 is an empty slot.</summary>
internal struct CdbSlot
{
    public uint Hash;
    public uint Position;
}

/// <summary>Makes hash tables: each has twice as many slots as records, which are put in in their order.</summary>
internal static class CdbTable
{
    /// <summary>How many slots a table has.</summary>
    public static int SlotCount(ReadOnlySpan<CdbSlot> records, int table)
    {
        int count = 0;
        foreach (CdbSlot record in records)
        {
            count += CdbFormat.TableOf(record.Hash) == table ? 2 : 0;
        }
        return count;
    }

    /// <summary>Fills the slots of a table.</summary>
    public static void Fill(ReadOnlySpan<CdbSlot> records, int table, Span<CdbSlot> slots)
    {
        slots.Clear();
        foreach (CdbSlot record in records)
        {
            if (CdbFormat.TableOf(record.Hash) != table)
            {
                continue;
            }
            Assert.That(record.Position >= CdbFormat.HeaderLength);
            int slot = (int)CdbFormat.FirstSlotOf(record.Hash, (uint)slots.Length);
            // Half of them stay empty.
            while (slots[slot].Position != 0)
            {
                slot = slot + 1 == slots.Length ? 0 : slot + 1;
            }
            slots[slot] = record;
        }
    }
}
