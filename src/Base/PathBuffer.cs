using System;

namespace Sestet.Base;

/// <summary>
/// A path put together in a caller's buffer, always NUL-terminated. What does not fit sets <see cref="Overflowed"/>
/// instead of being cut short, and the kernel's ENAMETOOLONG is what the user hears.
/// </summary>
internal ref struct PathBuffer
{
    private readonly Span<byte> _buffer;
    private int _length;

    public PathBuffer(Span<byte> buffer)
    {
        Assert.That(buffer.Length > 1);
        _buffer = buffer;
        _buffer[0] = 0;
        _length = 0;
        Overflowed = false;
    }

    public bool Overflowed { get; private set; }

    public readonly int Length => _length;

    /// <summary>The path with its NUL.</summary>
    public readonly ReadOnlySpan<byte> TextZ => _buffer[..(_length + 1)];

    public readonly ReadOnlySpan<byte> Text => _buffer[.._length];

    public void Append(scoped ReadOnlySpan<byte> text)
    {
        if (_length + text.Length + 1 > _buffer.Length)
        {
            Overflowed = true;
            return;
        }
        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
        _buffer[_length] = 0;
    }

    /// <summary>Appends a number in decimal.</summary>
    public void Append(ulong number)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        Append(digits[..Base.Text.Format(number, digits)]);
    }

    /// <summary>Cuts the path back to an earlier length.</summary>
    public void Truncate(int length)
    {
        Assert.That(length <= _length);
        _length = length;
        _buffer[length] = 0;
        Overflowed = false;
    }
}
