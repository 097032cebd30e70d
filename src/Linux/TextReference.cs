using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Sestet.Linux;

/// <summary>
/// A text kept beyond the call that gave it, which a span cannot be. The text must be a literal, an argument of the
/// program, or lie in static memory.
/// </summary>
internal readonly unsafe struct TextReference
{
    private readonly byte* _start;
    private readonly int _length;

    public TextReference(ReadOnlySpan<byte> text)
    {
        // SAFETY: see the type; the address does not move.
        _start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));
        _length = text.Length;
    }

    public ReadOnlySpan<byte> Text => new(_start, _length);
}
