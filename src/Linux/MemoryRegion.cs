using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>
/// Static or mapped memory that is never given back. It can be kept beyond the call that gave it, which a span cannot.
/// </summary>
internal readonly unsafe struct MemoryRegion
{
    private readonly nint _start;

    public MemoryRegion(nint start, int length)
    {
        Assert.That(start != 0 && length >= 0);
        _start = start;
        Length = length;
    }

    /// <summary>The memory of static words.</summary>
    public MemoryRegion(Span<ulong> words)
        : this((nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(words)), words.Length * sizeof(ulong))
    {
    }

    /// <summary>Mapped bytes.</summary>
    public MemoryRegion(Span<byte> bytes)
        : this((nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)), bytes.Length)
    {
    }

    /// <summary>Where it is.</summary>
    public nint Start => _start;

    /// <summary>Bytes.</summary>
    public int Length { get; }

    // SAFETY: whoever made the region vouches that it is there for the rest of the process.
    public Span<byte> Bytes => new((void*)_start, Length);

    /// <summary>The same memory as slots for pointers.</summary>
    public Span<nint> Slots
    {
        get
        {
            Assert.That((_start & (sizeof(nint) - 1)) == 0);
            // SAFETY: as above, and it is aligned.
            return new Span<nint>((void*)_start, Length / sizeof(nint));
        }
    }

    /// <summary>The same memory as values without references, whose alignment is that of a word at most.</summary>
    public Span<T> As<T>()
        where T : unmanaged
    {
        Assert.That((_start & (sizeof(nint) - 1)) == 0);
        // SAFETY: as above, and it is aligned.
        return new Span<T>((void*)_start, Length / sizeof(T));
    }

    public MemoryRegion Slice(int start, int length)
    {
        Assert.That(start >= 0 && length >= 0 && length <= Length - start);
        return new MemoryRegion(_start + start, length);
    }
}
