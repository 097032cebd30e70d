using System;

namespace Sestet.Execline;

/// <summary>Octal numbers, as modes and masks are written.</summary>
internal static class OctalNumber
{
    /// <summary>Digits of the longest number that fits 32 bits for certain.</summary>
    private const int DigitsMax = 10;

    /// <summary>Reads the digits that the text begins with; false where there is none, or there are too many.</summary>
    public static bool TryParseStart(ReadOnlySpan<byte> text, out uint value, out int digits)
    {
        value = 0;
        digits = 0;
        while (digits < text.Length && text[digits] is >= (byte)'0' and <= (byte)'7' && digits < DigitsMax)
        {
            value = value * 8 + (uint)(text[digits] - '0');
            digits++;
        }
        return digits > 0;
    }

    /// <summary>Writes a mode of four digits; returns their number.</summary>
    public static int Format(uint mode, Span<byte> text)
    {
        for (int i = 0; i < 4; i++)
        {
            text[i] = (byte)('0' + (mode >> (9 - 3 * i)) % 8);
        }
        return 4;
    }
}
