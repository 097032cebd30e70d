using System;

namespace Sestet.Base;

/// <summary>Numbers as text, and the NUL-terminated spans that paths and arguments are.</summary>
internal static class Text
{
    public static byte HexDigit(int value) => "0123456789abcdef"u8[value];

    /// <summary>The value of a hexadecimal digit of either case, or -1.</summary>
    public static int HexValue(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };

    /// <summary>The small letter of an ASCII letter; any other byte is itself.</summary>
    public static byte ToLower(byte letter) =>
        letter is >= (byte)'A' and <= (byte)'Z' ? (byte)(letter + ('a' - 'A')) : letter;

    /// <summary>FNV-1a, which is meant to wrap around.</summary>
    public static uint Hash(ReadOnlySpan<byte> text)
    {
        uint hash = 2166136261;
        foreach (byte letter in text)
        {
            hash = unchecked((hash ^ letter) * 16777619);
        }
        return hash;
    }

    /// <summary>Writes value in decimal at the start of the text and returns its length.</summary>
    public static int Format(ulong value, Span<byte> text)
    {
        int length = 1;
        for (ulong rest = value; rest >= 10; rest /= 10)
        {
            length++;
        }
        for (int i = length - 1; i >= 0; i--, value /= 10)
        {
            text[i] = (byte)('0' + value % 10);
        }
        return length;
    }

    /// <summary>Reads a text that is wholly one decimal number that fits 64 bits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        foreach (byte digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }
            ulong add = (ulong)(digit - '0');
            if (value > (ulong.MaxValue - add) / 10)
            {
                return false;
            }
            value = value * 10 + add;
        }
        return !text.IsEmpty;
    }

    /// <summary>Reads a text that is wholly one decimal number that fits 32 bits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out uint value)
    {
        bool ok = TryParse(text, out ulong wide) && wide <= uint.MaxValue;
        value = ok ? (uint)wide : 0;
        return ok;
    }

    /// <summary>The bytes before the first NUL, or all of them.</summary>
    public static ReadOnlySpan<byte> UntilNul(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return end < 0 ? bytes : bytes[..end];
    }

    /// <summary>The bytes up to the first NUL and with it; there must be one.</summary>
    public static ReadOnlySpan<byte> UntilNulZ(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        Assert.That(end >= 0);
        return bytes[..(end + 1)];
    }

    /// <summary>The last part of a path: what is behind its last slash.</summary>
    public static ReadOnlySpan<byte> BaseName(ReadOnlySpan<byte> path) => path[(path.LastIndexOf((byte)'/') + 1)..];
}
