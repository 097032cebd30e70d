using System;

namespace Sestet.Base;

/// <summary>File modes as they are written.</summary>
internal static class Octal
{
    /// <summary>All bits of a mode: permissions, set-user-ID, set-group-ID and sticky.</summary>
    public const uint ModeMax = 0xfff;

    /// <summary>Reads a text that is wholly an octal number of 32 bits; of more bits than a mode has, the lowest count.</summary>
    public static bool TryParseMode(ReadOnlySpan<byte> text, out uint mode)
    {
        ulong value = 0;
        mode = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value > uint.MaxValue)
            {
                return false;
            }
            value = value * 8 + (ulong)(digit - '0');
        }
        mode = (uint)(value & ModeMax);
        return !text.IsEmpty && value <= uint.MaxValue;
    }
}
