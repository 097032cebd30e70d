using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

/// <summary>
/// The descriptors that are held, by identifier and by expiration date, and the walks of answers through them, in memory of the
/// caller. It closes nothing: what is to be closed is given back by TryTakeReleased.
/// </summary>
internal ref partial struct FdTable
{
    private const uint HashStart = 2166136261;
    private const uint HashFactor = 16777619;

    private readonly Span<HeldFd> _places;
    private readonly Span<int> _bucketsPlusOne;
    private readonly Span<FdWalk> _walks;
    private readonly Span<Fd> _released;
    private DeadlineHeap _deadlines;
    private ulong _changes;
    private int _releasedCount;
    private int _freePlusOne;
    private int _used;
    private int _occupied;

    public FdTable(scoped in HolderMemory memory)
    {
        this = default;
        Assert.That(memory.Places.Length > 0 && memory.Buckets.Length == memory.Places.Length);
        _places = memory.Places;
        _bucketsPlusOne = memory.Buckets;
        _walks = memory.Walks;
        _released = memory.Released;
        _deadlines = new DeadlineHeap(memory.Deadlines, memory.DeadlinePlaces);
    }

    /// <summary>How many are held.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of their identifiers, with a NUL behind each.</summary>
    public uint IdsLength { get; private set; }

    /// <summary>How many more may be held. There may be no place for them as long as answers name what is held no more.</summary>
    public readonly int Room => _places.Length - Count;

    public readonly bool HasFreePlace => _occupied < _places.Length;

    /// <summary>When the first of them expires.</summary>
    public readonly Instant FirstDeadline => _deadlines.First;

    public readonly ref readonly HeldFd this[int place] => ref _places[place];

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
    public void Add(Fd descriptor, ReadOnlySpan<byte> id, Tai limit, Instant deadline)
    {
        Assert.That(descriptor.IsOpen && HasFreePlace && Find(id) < 0);
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
        Assert.That(held.Until == 0 && held.Naming == 0);
        held.Descriptor = descriptor;
        held.Limit = limit;
        held.Since = ++_changes;
        held.Until = ulong.MaxValue;
        held.SetId(id);
        ref int bucket = ref _bucketsPlusOne[BucketOf(id)];
        held.Next = bucket - 1;
        bucket = place + 1;
        _deadlines.Set(place, deadline);
        _occupied++;
        Count++;
        IdsLength += (uint)id.Length + 1;
    }

    /// <summary>What is there is held no more; it is closed unless it is on its way to somebody.</summary>
    public void Remove(int place)
    {
        ref HeldFd held = ref _places[place];
        Assert.That(held.IsHeld && held.Naming == 0);
        Unlink(place);
        _deadlines.Set(place, Instant.Infinite);
        foreach (ref readonly FdWalk walk in _walks)
        {
            bool awaits = walk.Awaits(place, held);
            held.Naming += awaits ? 1 : 0;
            held.Sending += awaits && walk.Sends ? 1 : 0;
        }
        held.Until = ++_changes;
        Count--;
        IdsLength -= (uint)held.IdLength + 1;
        LetGo(place);
    }

    /// <summary>What has expired by now is held no more.</summary>
    public void RemoveExpired(Instant now)
    {
        while (!_deadlines.First.IsAfter(now))
        {
            Remove(_deadlines.FirstIndex);
        }
    }

    /// <summary>Has a descriptor closed.</summary>
    public void Release(Fd descriptor)
    {
        Assert.That(descriptor.IsOpen);
        _released[_releasedCount++] = descriptor;
    }

    /// <summary>The next descriptor that is to be closed.</summary>
    public bool TryTakeReleased(out Fd descriptor)
    {
        descriptor = _releasedCount > 0 ? _released[--_releasedCount] : Fd.None;
        return descriptor.IsOpen;
    }

    /// <summary>Closes what no answer will send, and gives a place free that none names.</summary>
    private void LetGo(int place)
    {
        ref HeldFd held = ref _places[place];
        Assert.That(!held.IsHeld && held.Naming >= held.Sending);
        if (held.Sending == 0 && held.Descriptor.IsOpen)
        {
            Release(held.Descriptor);
            held.Descriptor = Fd.None;
        }
        if (held.Naming == 0)
        {
            held.Until = 0;
            held.Next = _freePlusOne - 1;
            _freePlusOne = place + 1;
            _occupied--;
        }
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
