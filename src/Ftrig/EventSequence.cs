using System;
using Sestet.Base;

namespace Sestet.Ftrig;

/// <summary>
/// The events one listener has read so far, as a text that regular expressions are matched against. When the memory is
/// full the older half is forgotten.
/// </summary>
internal ref struct EventSequence
{
    private readonly Span<byte> _events;
    private int _length;

    /// <summary>Goes on with the events that the memory holds already.</summary>
    public EventSequence(Span<byte> memory, int length)
    {
        Assert.That(memory.Length >= 4 && length < memory.Length);
        _events = memory;
        _events[length] = 0;
        _length = length;
    }

    public readonly int Length => _length;

    /// <summary>The events with a NUL behind them.</summary>
    public readonly ReadOnlySpan<byte> TextZ => _events[..(_length + 1)];

    public void Append(byte letter)
    {
        if (_length + 1 == _events.Length)
        {
            int kept = _length / 2;
            _events.Slice(_length - kept, kept).CopyTo(_events);
            _length = kept;
        }
        _events[_length++] = letter;
        _events[_length] = 0;
    }
}
