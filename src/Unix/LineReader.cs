using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Lines of any length from a descriptor through a fixed buffer. A line comes whole where it fits the buffer, and else in
/// pieces, as they arrive. Reading is a step of its own (<see cref="Fill"/>), so that a filter can flush its output first.
/// Where it is asked for, a NUL ends a line too.
/// </summary>
internal ref struct LineReader
{
    private readonly Fd _input;
    private readonly Span<byte> _buffer;
    private readonly bool _nulEndsLine;
    private int _start;
    private int _searched;
    private int _end;
    private bool _insideLine;
    private bool _ended;

    public LineReader(Fd input, Span<byte> buffer, bool nulEndsLine = false)
    {
        Assert.That(buffer.Length > 0);
        _input = input;
        _buffer = buffer;
        _nulEndsLine = nulEndsLine;
        _start = 0;
        _searched = 0;
        _end = 0;
        _insideLine = false;
        _ended = false;
    }

    /// <summary>
    /// The next line or piece of one, with what ends it, which the last of the input may lack; false where the buffer has
    /// none. The bytes are good until Fill.
    /// </summary>
    public bool Next(out ReadOnlySpan<byte> piece, out bool beginsLine)
    {
        beginsLine = !_insideLine;
        ReadOnlySpan<byte> rest = _buffer[_searched.._end];
        int newline = _nulEndsLine ? IndexOfEnd(rest) : rest.IndexOf((byte)'\n');
        int end = newline < 0 ? _end : _searched + newline + 1;
        bool isFull = _start == 0 && _end == _buffer.Length;
        bool isPiece = newline >= 0 || (end > _start && (_insideLine || isFull || _ended));
        _searched = end;
        if (!isPiece)
        {
            piece = default;
            return false;
        }
        piece = _buffer[_start..end];
        _start = end;
        _insideLine = newline < 0;
        return true;
    }

    /// <summary>
    /// Reads once, which may block: the number of bytes, 0 at the end. What is left of the last line may then come.
    /// </summary>
    public Result<int> Fill()
    {
        Assert.That(_searched == _end && !_ended);
        if (_start > 0)
        {
            // Only the part of a line that has not ended yet is left.
            _buffer[_start.._end].CopyTo(_buffer);
            _end -= _start;
            _searched = _end;
            _start = 0;
        }
        Assert.That(_end < _buffer.Length);
        Result<int> read = Kernel.Read(_input, _buffer[_end..]);
        if (read.Ok)
        {
            _end += read.Value;
            _ended = read.Value == 0;
        }
        return read;
    }

    private static int IndexOfEnd(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] is (byte)'\n' or 0)
            {
                return i;
            }
        }
        return -1;
    }
}
