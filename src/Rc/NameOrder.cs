using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>The order of names that are parts of a text: by their bytes.</summary>
internal readonly ref struct NameOrder(ReadOnlySpan<byte> text) : IOrder<TextPart>
{
    private readonly ReadOnlySpan<byte> _text = text;

    public bool IsBefore(in TextPart left, in TextPart right) =>
        _text.Slice(left.Start, left.Length).SequenceCompareTo(_text.Slice(right.Start, right.Length)) < 0;
}
