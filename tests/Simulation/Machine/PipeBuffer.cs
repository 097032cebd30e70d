using System;
using Sestet.Base;

namespace Sestet.Simulation;

/// <summary>What is inside a pipe or FIFO, and who has its ends open (pipe(7), fifo(7)).</summary>
internal sealed class PipeBuffer
{
    /// <summary>Writes of up to this length are never mixed or cut.</summary>
    public const int AtomicLength = 4096;

    private readonly byte[] _ring = new byte[65536];
    private int _start;

    public int Length { get; private set; }

    public int Readers { get; set; }

    public int Writers { get; set; }

    /// <summary>
    /// How often an end for writing was opened: who opened the FIFO for reading since then sees no hangup yet.
    /// </summary>
    public int WriterGeneration { get; set; }

    public int Room => _ring.Length - Length;

    public bool CanTake(int count) => count <= AtomicLength ? Room >= count : Room > 0;

    /// <summary>Puts in what fits, all or part; the caller has asked CanTake.</summary>
    public int Put(ReadOnlySpan<byte> data)
    {
        int count = Math.Min(data.Length, Room);
        Assert.That(count == data.Length || data.Length > AtomicLength);
        for (int i = 0; i < count; i++)
        {
            _ring[(_start + Length + i) % _ring.Length] = data[i];
        }
        Length += count;
        return count;
    }

    /// <summary>Nobody has it open any more, and something was left in it.</summary>
    public bool WasForgotten { get; private set; }

    /// <summary>What nobody has open any more is forgotten (fifo(7)).</summary>
    public void Clear()
    {
        WasForgotten |= Length > 0;
        Length = 0;
    }

    public int Take(Span<byte> data)
    {
        int count = Math.Min(data.Length, Length);
        for (int i = 0; i < count; i++)
        {
            data[i] = _ring[(_start + i) % _ring.Length];
        }
        _start = (_start + count) % _ring.Length;
        Length -= count;
        return count;
    }
}
