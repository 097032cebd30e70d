using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Where the variables of a long list are, by their names: a hash table of places, with open addressing and linear probing,
/// in <see cref="ChainMemory"/>. At most half of it is used; removal moves later entries back, so that no tombstones pile up.
/// </summary>
internal ref struct EnvironmentIndex
{
    private Span<Entry> _entries;
    private int _count;

    /// <summary>One slot; PlacePlusOne is 0 where it is free.</summary>
    private struct Entry
    {
        public uint Hash;
        public int PlacePlusOne;
    }

    public readonly bool IsMade => !_entries.IsEmpty;

    public readonly bool IsFull => _count >= _entries.Length / 2;

    /// <summary>Makes the index of a list, with room for as many variables again. ENOMEM: it is none then.</summary>
    public Errno TryMake(EnvironmentBlock variables, int count)
    {
        int capacity = 2;
        // Twice for the room, and twice for at most half of the table is used.
        while (capacity / 4 < count)
        {
            capacity = checked(capacity * 2);
        }
        Errno error = ChainMemory.TryAllocateArray(capacity, out _entries);
        _count = 0;
        for (int i = 0; i < count && error.IsNone; i++)
        {
            Add(NameOf(variables.AtZ(i)), i);
        }
        return error;
    }

    /// <summary>The first place of a variable, or -1.</summary>
    public readonly int Find(EnvironmentBlock variables, scoped ReadOnlySpan<byte> name)
    {
        uint hash = Text.Hash(name);
        int mask = _entries.Length - 1;
        int first = int.MaxValue;
        for (int at = Home(hash); _entries[at].PlacePlusOne != 0; at = (at + 1) & mask)
        {
            int place = _entries[at].PlacePlusOne - 1;
            if (_entries[at].Hash == hash && place < first && IsCalled(variables.AtZ(place), name))
            {
                first = place;
            }
        }
        return first == int.MaxValue ? -1 : first;
    }

    public void Add(scoped ReadOnlySpan<byte> name, int place)
    {
        Assert.That(!IsFull && place >= 0);
        int mask = _entries.Length - 1;
        uint hash = Text.Hash(name);
        int at = Home(hash);
        while (_entries[at].PlacePlusOne != 0)
        {
            at = (at + 1) & mask;
        }
        _entries[at] = new Entry { Hash = hash, PlacePlusOne = place + 1 };
        _count++;
    }

    /// <summary>The variable of that name is no longer at that place.</summary>
    public void Remove(scoped ReadOnlySpan<byte> name, int place)
    {
        int mask = _entries.Length - 1;
        int hole = SlotOf(name, place);
        for (int at = (hole + 1) & mask; _entries[at].PlacePlusOne != 0; at = (at + 1) & mask)
        {
            // It may move back into the hole unless its home lies behind the hole.
            if (((at - Home(_entries[at].Hash)) & mask) >= ((at - hole) & mask))
            {
                _entries[hole] = _entries[at];
                hole = at;
            }
        }
        _entries[hole] = default;
        _count--;
    }

    /// <summary>The variable of that name has moved.</summary>
    public readonly void Move(scoped ReadOnlySpan<byte> name, int from, int to) =>
        _entries[SlotOf(name, from)].PlacePlusOne = to + 1;

    /// <summary>The name of a variable; all of it where it has no equals sign.</summary>
    public static ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> definitionZ)
    {
        int equals = definitionZ.IndexOf((byte)'=');
        return equals < 0 ? definitionZ[..^1] : definitionZ[..equals];
    }

    private static bool IsCalled(ReadOnlySpan<byte> definitionZ, ReadOnlySpan<byte> name) =>
        definitionZ.Length > name.Length && definitionZ[name.Length] == '=' && definitionZ.StartsWith(name);

    private readonly int Home(uint hash) => (int)((hash ^ (hash >> 15)) & (uint)(_entries.Length - 1));

    private readonly int SlotOf(ReadOnlySpan<byte> name, int place)
    {
        int mask = _entries.Length - 1;
        int at = Home(Text.Hash(name));
        while (_entries[at].PlacePlusOne != place + 1)
        {
            Assert.That(_entries[at].PlacePlusOne != 0);
            at = (at + 1) & mask;
        }
        return at;
    }
}
