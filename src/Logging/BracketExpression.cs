using System;

namespace Sestet.Logging;

/// <summary>
/// Bracket expressions of regular expressions, [a-z[:digit:]_] and the like, for bytes in the C locale, as musl reads them.
/// </summary>
internal static class BracketExpression
{
    /// <summary>
    /// Reads one, from behind its [ to behind its ]. False where it is wrong, or has something in it that is not known
    /// here.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> pattern, ref int at, out ByteSet set)
    {
        set = default;
        bool inverted = at < pattern.Length && pattern[at] == '^';
        at += inverted ? 1 : 0;
        for (int start = at; at < pattern.Length && (pattern[at] != ']' || at == start);)
        {
            bool isClass = pattern[at] == '[' && at + 1 < pattern.Length && ".=:"u8.Contains(pattern[at + 1]);
            if (!(isClass ? TryClass(pattern, ref at, ref set) : TryRange(pattern, ref at, start, ref set)))
            {
                return false;
            }
        }
        if (at >= pattern.Length)
        {
            return false;
        }
        at++;
        if (inverted)
        {
            set.Invert();
        }
        return true;
    }

    /// <summary>A byte, or two and what is between them.</summary>
    private static bool TryRange(ReadOnlySpan<byte> pattern, ref int at, int start, ref ByteSet set)
    {
        byte first = pattern[at];
        bool ranges = at + 2 < pattern.Length && pattern[at + 1] == '-' && pattern[at + 2] != ']';
        byte last = ranges ? pattern[at + 2] : first;
        // Of a bare minus inside, and of a class as a range's end, implementations think differently.
        bool isBare = first == '-' && at != start && at + 1 < pattern.Length && pattern[at + 1] != ']';
        if (isBare || last < first || (ranges && last is (byte)'[' or (byte)'-'))
        {
            return false;
        }
        set.AddRange(first, last);
        at += ranges ? 3 : 1;
        return true;
    }

    /// <summary>[:alpha:] and the like.</summary>
    private static bool TryClass(ReadOnlySpan<byte> pattern, ref int at, ref ByteSet set)
    {
        ReadOnlySpan<byte> rest = pattern[(at + 2)..];
        int length = rest.IndexOf(":]"u8);
        if (pattern[at + 1] != ':' || length < 0 || !TryAdd(rest[..length], ref set))
        {
            return false;
        }
        at += length + 4;
        return true;
    }

    private static bool TryAdd(ReadOnlySpan<byte> name, ref ByteSet set)
    {
        bool alpha = name.SequenceEqual("alpha"u8) || name.SequenceEqual("alnum"u8);
        bool graph = name.SequenceEqual("graph"u8) || name.SequenceEqual("print"u8);
        bool xdigit = name.SequenceEqual("xdigit"u8);
        bool known = AddIf(alpha || name.SequenceEqual("upper"u8), (byte)'A', (byte)'Z', ref set)
            | AddIf(alpha || name.SequenceEqual("lower"u8), (byte)'a', (byte)'z', ref set)
            | AddIf(name.SequenceEqual("alnum"u8) || name.SequenceEqual("digit"u8) || xdigit, (byte)'0', (byte)'9', ref set)
            | AddIf(xdigit, (byte)'A', (byte)'F', ref set)
            | AddIf(xdigit, (byte)'a', (byte)'f', ref set)
            | AddIf(graph, (byte)'!', (byte)'~', ref set)
            | AddIf(name.SequenceEqual("print"u8), (byte)' ', (byte)' ', ref set)
            | AddIf(name.SequenceEqual("cntrl"u8), 0, 31, ref set)
            | AddIf(name.SequenceEqual("cntrl"u8), 127, 127, ref set)
            | AddIf(name.SequenceEqual("space"u8), (byte)'\t', (byte)'\r', ref set)
            | AddIf(name.SequenceEqual("space"u8) || name.SequenceEqual("blank"u8), (byte)' ', (byte)' ', ref set)
            | AddIf(name.SequenceEqual("blank"u8), (byte)'\t', (byte)'\t', ref set);
        bool punct = name.SequenceEqual("punct"u8);
        return known | AddIf(punct, (byte)'!', (byte)'/', ref set)
            | AddIf(punct, (byte)':', (byte)'@', ref set)
            | AddIf(punct, (byte)'[', (byte)'`', ref set)
            | AddIf(punct, (byte)'{', (byte)'~', ref set);
    }

    private static bool AddIf(bool wanted, byte first, byte last, ref ByteSet set)
    {
        if (wanted)
        {
            set.AddRange(first, last);
        }
        return wanted;
    }
}
