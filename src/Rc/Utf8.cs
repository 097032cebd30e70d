using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>UTF-8 as RFC 3629 has it: the shortest form, no surrogates, up to U+10FFFF.</summary>
internal static class Utf8
{
    /// <summary>Bytes of a code point at most.</summary>
    public const int LengthMax = 4;

    /// <summary>How many bytes the character takes that the text begins with; 0 where it is none.</summary>
    public static int LengthAt(scoped ReadOnlySpan<byte> text)
    {
        byte first = text[0];
        if (first < 0x80)
        {
            return 1;
        }
        int length = first switch
        {
            >= 0xc2 and <= 0xdf => 2,
            >= 0xe0 and <= 0xef => 3,
            >= 0xf0 and <= 0xf4 => 4,
            _ => 0,
        };
        if (length == 0 || text.Length < length)
        {
            return 0;
        }
        for (int i = 1; i < length; i++)
        {
            if ((text[i] & 0xc0) != 0x80)
            {
                return 0;
            }
        }
        // What the second byte excludes: longer forms than needed, surrogates, and what is beyond U+10FFFF.
        bool excluded = first switch
        {
            0xe0 => text[1] < 0xa0,
            0xed => text[1] >= 0xa0,
            0xf0 => text[1] < 0x90,
            0xf4 => text[1] >= 0x90,
            _ => false,
        };
        return excluded ? 0 : length;
    }

    /// <summary>Where the first byte is that belongs to no character; -1 where there is none.</summary>
    public static int FindBad(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int length = LengthAt(text[at..]);
            if (length == 0)
            {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /// <summary>Writes a code point, and returns how many bytes it took; 0 where there is no such character.</summary>
    public static int Write(uint codePoint, Span<byte> text)
    {
        Assert.That(text.Length >= LengthMax);
        switch (codePoint)
        {
            case < 0x80:
                text[0] = (byte)codePoint;
                return 1;
            case < 0x800:
                text[0] = (byte)(0xc0 | (codePoint >> 6));
                text[1] = Following(codePoint, 0);
                return 2;
            case (>= 0xd800 and <= 0xdfff) or > 0x10ffff:
                return 0;
            case < 0x10000:
                text[0] = (byte)(0xe0 | (codePoint >> 12));
                text[1] = Following(codePoint, 6);
                text[2] = Following(codePoint, 0);
                return 3;
            default:
                text[0] = (byte)(0xf0 | (codePoint >> 18));
                text[1] = Following(codePoint, 12);
                text[2] = Following(codePoint, 6);
                text[3] = Following(codePoint, 0);
                return 4;
        }
    }

    private static byte Following(uint codePoint, int shift) => (byte)(0x80 | ((codePoint >> shift) & 0x3f));
}
