using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

/// <summary>
/// The descriptors that are held, by identifier and by when they expire, in memory of the caller. It opens and closes nothing:
/// what is to be closed is given back.
/// </summary>
internal ref struct FdTable
{
    private const uint HashStart = 2166136261;
    private const uint HashFactor = 16777619;

    private readonly Span<HeldFd> _places;
    private readonly Span<int> _bucketsPlusOne;
    private DeadlineHeap _deadlines;
    private int _freePlusOne;
    private int _used;

    /// <summary>Zeroed memory: a place for each descriptor, and as many of the rest.</summary>
    public FdTable(
        Span<HeldFd> places, Span<int> bucketsPlusOne, Span<DeadlineHeap.Entry> deadlines, Span<int> deadlinePlaces)
    {
        Assert.That(places.Length > 0 && bucketsPlusOne.Length == places.Length && deadlines.Length == places.Length);
        _places = places;
        _bucketsPlusOne = bucketsPlusOne;
        _deadlines = new DeadlineHeap(deadlines, deadlinePlaces);
        _freePlusOne = 0;
        _used = 0;
        Count = 0;
        Room = places.Length;
    }

    /// <summary>How many are held.</summary>
    public int Count { get; private set; }

    /// <summary>How many more there is room for: what is deleted but on its way takes room, too.</summary>
    public int Room { get; private set; }

    /// <summary>When the first of them expires.</summary>
    public readonly Instant FirstDeadline => _deadlines.First;

    public readonly ref HeldFd this[int place] => ref _places[place];

    public readonly int PlaceCount => _used;

    /// <summary>The place of an identifier, without its NUL, or -1.</summary>
    public readonly int Find(ReadOnlySpan<byte> id)
    {
        int place = _bucketsPlusOne[BucketOf(id)] - 1;
        while (place >= 0 && !HeldFd.IdOf(_places[place]).SequenceEqual(id))
        {
            place = _places[place].Next;
        }
        return place;
    }

    /// <summary>Holds a descriptor under an identifier that is not there yet.</summary>
    public void Add(Fd descriptor, ReadOnlySpan<byte> idZ, Tai limit, Instant deadline)
    {
        Assert.That(descriptor.IsOpen && Find(idZ[..^1]) < 0);
        int place = _freePlusOne - 1;
        if (place >= 0)
        {
            _freePlusOne = _places[place].Next + 1;
        }
        else
        {
            place = _used++;
        }
        ref HeldFd held = ref _places[place];
        Assert.That(!held.IsHeld && held.Pins == 0);
        held.Descriptor = descriptor;
        held.Limit = limit;
        held.IsHeld = true;
        held.SetId(idZ);
        ref int bucket = ref _bucketsPlusOne[BucketOf(idZ[..^1])];
        held.Next = bucket - 1;
        bucket = place + 1;
        _deadlines.Set(place, deadline);
        Count++;
        Room--;
    }

    /// <summary>Forgets what is held there: the descriptor to close, unless it is on its way to somebody.</summary>
    public Fd Remove(int place)
    {
        ref HeldFd held = ref _places[place];
        Assert.That(held.IsHeld);
        Unlink(place);
        _deadlines.Set(place, Instant.Infinite);
        held.IsHeld = false;
        Count--;
        Fd closed = Fd.None;
        if (held.SendingPins == 0)
        {
            closed = held.Descriptor;
            held.Descriptor = Fd.None;
        }
        FreeUnused(place);
        return closed;
    }

    /// <summary>Forgets the first that has expired by now; false where none has.</summary>
    public bool TryRemoveExpired(Instant now, out Fd closed)
    {
        closed = Fd.None;
        if (_deadlines.First.IsAfter(now))
        {
            return false;
        }
        closed = Remove(_deadlines.FirstIndex);
        return true;
    }

    /// <summary>An answer names it from now on, and may send it.</summary>
    public readonly void Pin(int place, bool sends)
    {
        ref HeldFd held = ref _places[place];
        Assert.That(held.IsHeld);
        held.Pins++;
        held.SendingPins += sends ? 1 : 0;
    }

    /// <summary>The answer has gone: the descriptor to close, where it was deleted meanwhile.</summary>
    public Fd Unpin(int place, bool sends)
    {
        ref HeldFd held = ref _places[place];
        Assert.That(held.Pins > 0 && (!sends || held.SendingPins > 0));
        held.Pins--;
        held.SendingPins -= sends ? 1 : 0;
        Fd closed = Fd.None;
        if (!held.IsHeld && held.SendingPins == 0 && held.Descriptor.IsOpen)
        {
            closed = held.Descriptor;
            held.Descriptor = Fd.None;
        }
        FreeUnused(place);
        return closed;
    }

    private void FreeUnused(int place)
    {
        ref HeldFd held = ref _places[place];
        if (held.IsHeld || held.Pins > 0)
        {
            return;
        }
        Assert.That(!held.Descriptor.IsOpen);
        held.Next = _freePlusOne - 1;
        _freePlusOne = place + 1;
        Room++;
    }

    private readonly void Unlink(int place)
    {
        ref int bucket = ref _bucketsPlusOne[BucketOf(HeldFd.IdOf(_places[place]))];
        int next = _places[place].Next;
        if (bucket == place + 1)
        {
            bucket = next + 1;
            return;
        }
        int before = bucket - 1;
        while (_places[before].Next != place)
        {
            before = _places[before].Next;
        }
        _places[before].Next = next;
    }

    /// <summary>FNV-1a. Who may store can make long chains, but of no more than there are descriptors.</summary>
    private readonly int BucketOf(ReadOnlySpan<byte> id)
    {
        uint hash = HashStart;
        foreach (byte value in id)
        {
            // It is meant to wrap around.
            hash = unchecked((hash ^ value) * HashFactor);
        }
        return (int)(hash % (uint)_bucketsPlusOne.Length);
    }
}
