using System;

namespace Sestet.Base;

/// <summary>
/// A list of ranges as cut(1) has it: numbers N, and ranges N-M, N- or -M, with commas or blanks between them. Numbers begin
/// at 1.
/// </summary>
internal readonly ref struct RangeList
{
    private readonly ReadOnlySpan<byte> _text;

    private RangeList(ReadOnlySpan<byte> text) => _text = text;

    /// <summary>Takes a list; false where it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out RangeList list)
    {
        list = new RangeList(text);
        ReadOnlySpan<byte> rest = text;
        while (!rest.IsEmpty)
        {
            if (!TryTake(ref rest, out _, out _))
            {
                return false;
            }
        }
        return !text.IsEmpty;
    }

    /// <summary>Whether a number is in one of the ranges.</summary>
    public bool Contains(ulong number)
    {
        ReadOnlySpan<byte> rest = _text;
        while (!rest.IsEmpty)
        {
            bool valid = TryTake(ref rest, out ulong first, out ulong last);
            Assert.That(valid);
            if (number >= first && number <= last)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Up to where all is as it is for a number: in the list or not.</summary>
    public ulong LastAlike(ulong number, out bool contained)
    {
        ulong until = ulong.MaxValue;
        contained = Contains(number);
        ReadOnlySpan<byte> rest = _text;
        while (!rest.IsEmpty)
        {
            bool valid = TryTake(ref rest, out ulong first, out ulong last);
            Assert.That(valid);
            if (first > number)
            {
                until = Math.Min(until, first - 1);
            }
            if (last >= number)
            {
                until = Math.Min(until, last);
            }
        }
        return until;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out ulong first, out ulong last)
    {
        first = 1;
        last = ulong.MaxValue;
        int length = 0;
        while (length < rest.Length && rest[length] is not ((byte)',' or (byte)' ' or (byte)'\t'))
        {
            length++;
        }
        ReadOnlySpan<byte> range = rest[..length];
        rest = length == rest.Length ? default : rest[(length + 1)..];
        int dash = range.IndexOf((byte)'-');
        if (dash < 0)
        {
            bool valid = Text.TryParse(range, out first) && first > 0;
            last = first;
            return valid;
        }
        ReadOnlySpan<byte> from = range[..dash];
        ReadOnlySpan<byte> to = range[(dash + 1)..];
        return (from.IsEmpty || Text.TryParse(from, out first))
            && (to.IsEmpty || Text.TryParse(to, out last))
            && first > 0 && first <= last;
    }
}
