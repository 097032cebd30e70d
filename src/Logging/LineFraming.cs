using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>A line, or the part of a long one that is dealt with at once.</summary>
internal readonly struct LinePiece(int length, int taken, bool begins, bool ends)
{
    /// <summary>Bytes of the line, which stand where the input begins.</summary>
    public int Length { get; } = length;

    /// <summary>
    /// Bytes of the input that are dealt with: one more than Length where the newline stands behind them.
    /// </summary>
    public int Taken { get; } = taken;

    /// <summary>It is the start of its line.</summary>
    public bool Begins { get; } = begins;

    /// <summary>It is the end of its line.</summary>
    public bool Ends { get; } = ends;

    /// <summary>The line ends with a newline of the input, not with one that is to be added.</summary>
    public bool HasNewline => Taken > Length;
}

/// <summary>
/// Cuts input into lines. A line longer than the limit is cut behind the limit's last byte, and what is left of it is a
/// line again (s6-log.html, -l). Input holds no NULs: they end lines too, and have been made newlines.
/// </summary>
internal struct LineFraming(uint lengthMax)
{
    private readonly uint _lengthMax = lengthMax;
    private long _begun;
    private bool _inside;

    /// <summary>The input begins inside a line, whose first bytes have been dealt with.</summary>
    public readonly bool IsInside => _inside;

    /// <summary>Bytes that a line which begins with the input can have: what is beyond them is another line.</summary>
    private readonly int Room(int inputLength)
    {
        if (_lengthMax == 0)
        {
            return inputLength;
        }
        Assert.That(_begun <= _lengthMax);
        return (int)Math.Min(_lengthMax - _begun, inputLength);
    }

    /// <summary>
    /// The line at the start of the input; false where its end is not there yet. searched: bytes known to hold no
    /// newline.
    /// </summary>
    public readonly bool TryNext(ReadOnlySpan<byte> input, int searched, out LinePiece piece)
    {
        int room = Room(input.Length);
        // One byte more: a newline right behind a line of the greatest length is its end.
        int end = Math.Min(room + 1, input.Length);
        int newline = searched < end ? input[searched..end].IndexOf((byte)'\n') : -1;
        if (newline >= 0)
        {
            int length = searched + newline;
            piece = new LinePiece(length, length + 1, !_inside, ends: true);
            return true;
        }
        piece = new LinePiece(room, room, !_inside, ends: true);
        return room < input.Length;
    }

    /// <summary>The input as a part of a line whose end is not there yet.</summary>
    public readonly LinePiece Part(int inputLength) => new(inputLength, inputLength, !_inside, ends: false);

    /// <summary>The input as the end of the line, though no newline has come.</summary>
    public readonly LinePiece Last(int inputLength) => new(inputLength, inputLength, !_inside, ends: true);

    /// <summary>
    /// Bytes at the start of the input that are whole lines within the limit, as many as end before stop; 0 where the
    /// first one does not. searched: bytes known to hold no newline.
    /// </summary>
    public readonly int WholeLines(ReadOnlySpan<byte> input, int searched, int stop)
    {
        Assert.That(!_inside && stop <= input.Length);
        int start = 0;
        while (start < stop)
        {
            // All the lines in a stretch of the limit's length and a newline are within the limit.
            int end = _lengthMax == 0 || _lengthMax >= stop - start ? stop : start + (int)_lengthMax + 1;
            int from = Math.Max(start, searched);
            int newline = from < end ? input[from..end].LastIndexOf((byte)'\n') : -1;
            if (newline < 0)
            {
                break;
            }
            start = from + newline + 1;
            if (end == stop)
            {
                break;
            }
        }
        return start;
    }

    /// <summary>Whether that many bytes more make the line as long as it can be.</summary>
    public readonly bool ReachesLimit(int more) => _lengthMax > 0 && _begun + more >= _lengthMax;

    /// <summary>The piece has been dealt with.</summary>
    public void Take(in LinePiece piece)
    {
        _inside = !piece.Ends;
        _begun = piece.Ends ? 0 : _begun + piece.Length;
    }
}
