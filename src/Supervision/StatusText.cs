using System;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// Text of a service's own that terminals and logs will show: UTF-8 without control characters, cut to a length.
/// </summary>
internal static class StatusText
{
    /// <summary>
    /// Writes the text as it may be shown and gives its length. A byte that is a control character, or no UTF-8, becomes a
    /// question mark. No character is cut in two.
    /// </summary>
    public static int Clean(ReadOnlySpan<byte> text, Span<byte> clean)
    {
        Assert.That(clean.Length >= Limits.StatusTextLengthMax);
        int length = 0;
        while (!text.IsEmpty)
        {
            int size = CharacterLength(text);
            int taken = Math.Max(size, 1);
            if (length + taken > Limits.StatusTextLengthMax)
            {
                break;
            }
            if (size == 0)
            {
                clean[length] = (byte)'?';
            }
            else
            {
                text[..size].CopyTo(clean[length..]);
            }
            length += taken;
            text = text[taken..];
        }
        return length;
    }

    /// <summary>The bytes of the character that the text begins with; 0 for one that cannot be shown.</summary>
    private static int CharacterLength(ReadOnlySpan<byte> text)
    {
        byte lead = text[0];
        if (lead < 0x80)
        {
            return lead is < 0x20 or 0x7f ? 0 : 1;
        }
        int length = lead switch
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
        // What the first two bytes leave open: overlong forms, surrogates, what is beyond U+10FFFF, and C1 controls.
        (byte least, byte most) = lead switch
        {
            0xc2 => ((byte)0xa0, (byte)0xbf),
            0xe0 => ((byte)0xa0, (byte)0xbf),
            0xed => ((byte)0x80, (byte)0x9f),
            0xf0 => ((byte)0x90, (byte)0xbf),
            0xf4 => ((byte)0x80, (byte)0x8f),
            _ => ((byte)0x80, (byte)0xbf),
        };
        if (text[1] < least || text[1] > most)
        {
            return 0;
        }
        for (int i = 2; i < length; i++)
        {
            if (text[i] is < 0x80 or > 0xbf)
            {
                return 0;
            }
        }
        return length;
    }
}
