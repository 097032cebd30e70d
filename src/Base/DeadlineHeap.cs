using System;

namespace Sestet.Base;

/// <summary>
/// The moments at which many things are due, each known by an index: a binary heap in memory of the caller, with the place
/// of each index in it.
/// </summary>
internal ref struct DeadlineHeap
{
    private readonly Span<Entry> _entries;
    private readonly Span<int> _placesPlusOne;
    private int _count;

    /// <summary>Zeroed memory, as many of both as there can be indices.</summary>
    public DeadlineHeap(Span<Entry> entries, Span<int> placesPlusOne)
    {
        Assert.That(entries.Length == placesPlusOne.Length);
        _entries = entries;
        _placesPlusOne = placesPlusOne;
        _count = 0;
    }

    internal struct Entry
    {
        public Instant Time;
        public int Index;
    }

    /// <summary>When the first of them is due.</summary>
    public readonly Instant First => _count == 0 ? Instant.Infinite : _entries[0].Time;

    /// <summary>Which that is.</summary>
    public readonly int FirstIndex
    {
        get
        {
            Assert.That(_count > 0);
            return _entries[0].Index;
        }
    }

    /// <summary>From now on the index is due at that time; never, where that is infinite.</summary>
    public void Set(int index, Instant time)
    {
        int place = _placesPlusOne[index] - 1;
        if (time.IsInfinite)
        {
            if (place >= 0)
            {
                Remove(place);
            }
            return;
        }
        if (place < 0)
        {
            place = _count++;
        }
        Put(place, new Entry { Time = time, Index = index });
        Down(Up(place));
    }

    private void Remove(int place)
    {
        _placesPlusOne[_entries[place].Index] = 0;
        _count--;
        if (place < _count)
        {
            Put(place, _entries[_count]);
            Down(Up(place));
        }
    }

    private readonly void Put(int place, in Entry entry)
    {
        _entries[place] = entry;
        _placesPlusOne[entry.Index] = place + 1;
    }

    private readonly int Up(int place)
    {
        Entry entry = _entries[place];
        while (place > 0 && _entries[(place - 1) / 2].Time.IsAfter(entry.Time))
        {
            Put(place, _entries[(place - 1) / 2]);
            place = (place - 1) / 2;
        }
        Put(place, entry);
        return place;
    }

    private readonly void Down(int place)
    {
        Entry entry = _entries[place];
        while (place * 2 + 1 < _count)
        {
            int child = place * 2 + 1;
            if (child + 1 < _count && _entries[child].Time.IsAfter(_entries[child + 1].Time))
            {
                child++;
            }
            if (!entry.Time.IsAfter(_entries[child].Time))
            {
                break;
            }
            Put(place, _entries[child]);
            place = child;
        }
        Put(place, entry);
    }
}
