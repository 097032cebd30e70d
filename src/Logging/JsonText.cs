using System;
using System.Numerics;
using System.Runtime.Intrinsics;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// Bytes as the content of a JSON string (RFC 8259): quotes, backslashes and control characters are escaped, UTF-8 stays,
/// and what is no UTF-8 becomes U+FFFD, one for each longest part of a character that is not whole (as the Unicode Standard
/// advises, and .NET does).
/// </summary>
internal static class JsonText
{
    /// <summary>Bytes that one byte can become: \u001f.</summary>
    public const int Expansion = 6;

    private const int Width = 16;

    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>
    /// Writes the text at the start of the output, which has room for Expansion times as much; the bytes written.
    /// </summary>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> output)
    {
        Assert.That(output.Length >= (long)text.Length * Expansion);
        int to = 0;
        while (!text.IsEmpty)
        {
            int plain = CopyPlain(text, output[to..]);
            to += plain;
            text = text[plain..];
            if (!text.IsEmpty)
            {
                int taken = 1;
                to += text[0] < 0x80 ? EscapeAscii(text[0], output[to..]) : CopyCharacter(text, output[to..], out taken);
                text = text[taken..];
            }
        }
        return to;
    }

    /// <summary>Bytes at the end of the text that are the start of a character which is not whole.</summary>
    public static int PartAtEnd(ReadOnlySpan<byte> text)
    {
        for (int length = 1; length <= Math.Min(3, text.Length); length++)
        {
            ReadOnlySpan<byte> end = text[^length..];
            if (LengthOf(end[0]) > 1)
            {
                return LengthOf(end[0]) > length && WellFormed(end) == length ? length : 0;
            }
        }
        return 0;
    }

    /// <summary>Copies the bytes at the start that stand for themselves; how many.</summary>
    private static int CopyPlain(ReadOnlySpan<byte> text, Span<byte> output)
    {
        Vector128<byte> quote = Vector128.Create((byte)'"');
        Vector128<byte> backslash = Vector128.Create((byte)'\\');
        Vector128<byte> high = Vector128.Create((byte)0xe0);
        int at = 0;
        // What is copied too much is overwritten: an output is longer than its text.
        for (; at <= text.Length - Width; at += Width)
        {
            Vector128<byte> part = Vector128.Create(text[at..]);
            part.CopyTo(output[at..]);
            Vector128<byte> special = Vector128.Equals(part & high, default) | Vector128.Equals(part, quote)
                | Vector128.Equals(part, backslash) | part;
            uint found = special.ExtractMostSignificantBits();
            if (found != 0)
            {
                return at + BitOperations.TrailingZeroCount(found);
            }
        }
        for (; at < text.Length && text[at] is >= 0x20 and < 0x80 and not (byte)'"' and not (byte)'\\'; at++)
        {
            output[at] = text[at];
        }
        return at;
    }

    private static int EscapeAscii(byte letter, Span<byte> output)
    {
        output[0] = (byte)'\\';
        output[1] = letter switch
        {
            (byte)'\b' => (byte)'b',
            (byte)'\t' => (byte)'t',
            (byte)'\n' => (byte)'n',
            (byte)'\f' => (byte)'f',
            (byte)'\r' => (byte)'r',
            < 0x20 => (byte)'u',
            _ => letter,
        };
        if (output[1] != 'u')
        {
            return 2;
        }
        output[2] = (byte)'0';
        output[3] = (byte)'0';
        output[4] = Text.HexDigit(letter >> 4);
        output[5] = Text.HexDigit(letter & 15);
        return Expansion;
    }

    /// <summary>A character that is not ASCII, or its replacement; taken: the bytes of the text it is.</summary>
    private static int CopyCharacter(ReadOnlySpan<byte> text, Span<byte> output, out int taken)
    {
        int length = LengthOf(text[0]);
        taken = Math.Max(1, WellFormed(text));
        if (length > 1 && taken == length)
        {
            text[..length].CopyTo(output);
            return length;
        }
        Replacement.CopyTo(output);
        return Replacement.Length;
    }

    /// <summary>Bytes of a character that begins with that byte; 0 where none does.</summary>
    private static int LengthOf(byte first) => first switch
    {
        < 0x80 => 1,
        >= 0xc2 and < 0xe0 => 2,
        >= 0xe0 and < 0xf0 => 3,
        >= 0xf0 and < 0xf5 => 4,
        _ => 0,
    };

    /// <summary>
    /// Bytes at the start of the text that are those of one character, or its start (Unicode Standard, table 3-7).
    /// </summary>
    private static int WellFormed(ReadOnlySpan<byte> text)
    {
        int length = LengthOf(text[0]);
        (byte low, byte high) = text[0] switch
        {
            0xe0 => ((byte)0xa0, (byte)0xbf),
            0xed => ((byte)0x80, (byte)0x9f),
            0xf0 => ((byte)0x90, (byte)0xbf),
            0xf4 => ((byte)0x80, (byte)0x8f),
            _ => ((byte)0x80, (byte)0xbf),
        };
        int formed = length == 0 ? 0 : 1;
        for (; formed > 0 && formed < length && formed < text.Length; formed++)
        {
            if (text[formed] < low || text[formed] > high)
            {
                break;
            }
            low = 0x80;
            high = 0xbf;
        }
        return formed;
    }
}
