using System;
using Sestet.Base;

namespace Sestet.Execline;

/// <summary>
/// Where the keys of a long list are, by their names: a hash table of places, with open addressing and linear probing, in
/// memory of the caller, at most half of which is used. Of a name that is there twice, the first is found. One that is not
/// made looks through the list.
/// </summary>
internal readonly ref struct KeyIndex
{
    /// <summary>Places plus one; 0 is free.</summary>
    private readonly Span<int> _places;

    /// <summary>The memory must be zeroed, and its length what CapacityFor says.</summary>
    public KeyIndex(Span<int> places)
    {
        Assert.That(places.Length > 1 && (places.Length & (places.Length - 1)) == 0);
        _places = places;
    }

    public bool IsMade => !_places.IsEmpty;

    /// <summary>Slots for that many keys.</summary>
    public static int CapacityFor(int keys)
    {
        int capacity = 2;
        while (capacity / 2 < keys)
        {
            capacity = checked(capacity * 2);
        }
        return capacity;
    }

    public bool HasRoomFor(int keys) => keys <= _places.Length / 2;

    /// <summary>Adds the keys from that one on; those before it are there.</summary>
    public void AddAll(ReadOnlySpan<SubstitutionKey> keys, int from)
    {
        Assert.That(HasRoomFor(keys.Length) && from <= keys.Length);
        int mask = _places.Length - 1;
        for (int i = from; i < keys.Length; i++)
        {
            int at = Home(keys[i].Name.Text);
            while (_places[at] != 0)
            {
                at = (at + 1) & mask;
            }
            _places[at] = i + 1;
        }
    }

    /// <summary>The first place of a name in the list, or -1.</summary>
    public int Find(ReadOnlySpan<SubstitutionKey> keys, scoped ReadOnlySpan<byte> name)
    {
        if (!IsMade)
        {
            return Search(keys, name);
        }
        int mask = _places.Length - 1;
        for (int at = Home(name); _places[at] != 0; at = (at + 1) & mask)
        {
            int place = _places[at] - 1;
            if (keys[place].Name.Text.SequenceEqual(name))
            {
                return place;
            }
        }
        return -1;
    }

    private static int Search(ReadOnlySpan<SubstitutionKey> keys, scoped ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (keys[i].Name.Text.SequenceEqual(name))
            {
                return i;
            }
        }
        return -1;
    }

    private int Home(ReadOnlySpan<byte> name)
    {
        uint hash = Text.Hash(name);
        return (int)((hash ^ (hash >> 15)) & (uint)(_places.Length - 1));
    }
}
