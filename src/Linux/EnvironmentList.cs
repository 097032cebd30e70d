using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>
/// A list of environment variables in a caller's slots: one for each, and one for the null pointer at the end. The
/// strings ("NAME=value" with a NUL) stay where they are, so they must outlive the list.
/// </summary>
internal unsafe ref struct EnvironmentList
{
    private readonly Span<nint> _slots;

    /// <summary>Starts with the variables of a block, which must fit.</summary>
    public EnvironmentList(Span<nint> slots, EnvironmentBlock block, int blockCount)
    {
        Assert.That(blockCount < slots.Length);
        _slots = slots;
        // SAFETY: the caller counted the block.
        new ReadOnlySpan<nint>(block.Pointer, blockCount).CopyTo(slots);
        _slots[blockCount] = 0;
        Count = blockCount;
    }

    public int Count { get; private set; }

    public readonly bool IsFull => Count + 1 >= _slots.Length;

    public readonly EnvironmentBlock Block
    {
        get
        {
            // SAFETY: see the type; a null pointer stands behind the last.
            return new EnvironmentBlock((byte**)Unsafe.AsPointer(ref MemoryMarshal.GetReference(_slots)));
        }
    }

    /// <summary>Adds a variable at the end.</summary>
    public void Append(ReadOnlySpan<byte> definitionZ)
    {
        Assert.That(!IsFull && definitionZ[^1] == 0);
        // SAFETY: see the type; the address does not move.
        _slots[Count++] = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(definitionZ));
        _slots[Count] = 0;
    }

    /// <summary>Takes a variable out; the last one gets its place.</summary>
    public void RemoveAt(int index)
    {
        Assert.That((uint)index < (uint)Count);
        _slots[index] = _slots[--Count];
        _slots[Count] = 0;
    }
}
