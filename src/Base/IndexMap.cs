using System;

namespace Sestet.Base;

/// <summary>
/// A hash table from a key of two words to an index, with open addressing, in memory of the caller, at most half of
/// which is used. Linear probing; removal moves later entries back, so that no tombstones pile up.
/// </summary>
internal readonly ref struct IndexMap
{
    private readonly Span<Entry> _entries;

    /// <summary>
    /// The memory must be zeroed, and its length a power of two that is at least twice the number of keys.
    /// </summary>
    public IndexMap(Span<Entry> entries)
    {
        Assert.That(entries.Length > 1 && (entries.Length & (entries.Length - 1)) == 0);
        _entries = entries;
    }

    /// <summary>One slot; IndexPlusOne is 0 where it is free.</summary>
    internal struct Entry
    {
        public ulong First;
        public ulong Second;
        public int IndexPlusOne;
    }

    /// <summary>Slots for that many keys.</summary>
    public static int CapacityFor(int keys)
    {
        int capacity = 2;
        while (capacity < keys * 2)
        {
            capacity *= 2;
        }
        return capacity;
    }

    /// <summary>The index under the key, or -1.</summary>
    public int Find(ulong first, ulong second)
    {
        int slot = FindSlot(first, second);
        return _entries[slot].IndexPlusOne - 1;
    }

    public void Add(ulong first, ulong second, int index)
    {
        int slot = FindSlot(first, second);
        Assert.That(index >= 0 && _entries[slot].IndexPlusOne == 0);
        _entries[slot] = new Entry { First = first, Second = second, IndexPlusOne = index + 1 };
    }

    public void Remove(ulong first, ulong second)
    {
        int hole = FindSlot(first, second);
        Assert.That(_entries[hole].IndexPlusOne != 0);
        int mask = _entries.Length - 1;
        for (int at = (hole + 1) & mask; _entries[at].IndexPlusOne != 0; at = (at + 1) & mask)
        {
            int home = Home(_entries[at].First, _entries[at].Second);
            // It may move back into the hole unless its home lies behind the hole.
            if (((at - home) & mask) >= ((at - hole) & mask))
            {
                _entries[hole] = _entries[at];
                hole = at;
            }
        }
        _entries[hole] = default;
    }

    private int FindSlot(ulong first, ulong second)
    {
        int mask = _entries.Length - 1;
        int slot = Home(first, second);
        while (_entries[slot].IndexPlusOne != 0 && (_entries[slot].First != first || _entries[slot].Second != second))
        {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private int Home(ulong first, ulong second)
    {
        // Fibonacci hashing; the product is meant to wrap around.
        ulong hash = unchecked((first ^ (second * 0x9e3779b97f4a7c15)) * 0xff51afd7ed558ccd);
        return (int)((hash >> 33) & (ulong)(_entries.Length - 1));
    }
}
