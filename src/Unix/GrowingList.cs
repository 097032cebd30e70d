using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Values in mapped memory, which is doubled as often as it takes. Room is made first (Reserve), which may fail; adding then
/// does not. Spans of what is in it are good until the next Reserve.
/// </summary>
internal struct GrowingList<T>
    where T : unmanaged
{
    private const int FirstLength = 65536;
    private const int LengthMax = 1 << 30;

    private MemoryRegion _memory;

    public int Count { get; private set; }

    public readonly Span<T> Items => _memory.Length == 0 ? default : _memory.As<T>()[..Count];

    /// <summary>Makes room for that many more values.</summary>
    public Errno Reserve(int more)
    {
        Assert.That(more >= 0);
        long wanted = ((long)Count + more) * Unsafe.SizeOf<T>();
        if (wanted <= _memory.Length)
        {
            return Errno.None;
        }
        if (wanted > LengthMax)
        {
            return Errno.ENOMEM;
        }
        int length = Math.Max(FirstLength, _memory.Length);
        while (length < wanted)
        {
            length *= 2;
        }
        if (_memory.Length == 0)
        {
            return ChainMemory.TryMap(length, out _memory);
        }
        Result<MemoryRegion> larger = Kernel.ResizeMemory(_memory, length);
        _memory = larger.Ok ? larger.Value : _memory;
        return larger.Error;
    }

    /// <summary>Adds a value, which room was made for: its index.</summary>
    public int Add(T value)
    {
        Span<T> room = _memory.As<T>();
        room[Count] = value;
        return Count++;
    }

    public void Add(scoped ReadOnlySpan<T> values)
    {
        if (!values.IsEmpty)
        {
            values.CopyTo(_memory.As<T>()[Count..]);
            Count += values.Length;
        }
    }

    /// <summary>Adds so many values, zeroed, and gives them.</summary>
    public Span<T> AddZeroed(int count)
    {
        if (count == 0)
        {
            return default;
        }
        Span<T> added = _memory.As<T>().Slice(Count, count);
        added.Clear();
        Count += count;
        return added;
    }

    public void Truncate(int count)
    {
        Assert.That(count >= 0 && count <= Count);
        Count = count;
    }
}
