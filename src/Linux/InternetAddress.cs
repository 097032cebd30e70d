using System;
using System.Runtime.CompilerServices;
using Sestet.Base;

namespace Sestet.Linux;

/// <summary>An address of the Internet Protocol, version 4 or 6, and a port.</summary>
internal struct InternetAddress
{
    /// <summary>Eight groups of four digits with seven colons.</summary>
    public const int TextLengthMax = 39;

    public const int Groups = 8;

    private const int LengthV4 = 4;
    private const int LengthV6 = 16;

    public bool IsV6;
    public ushort Port;
    private Octets _octets;

    [InlineArray(LengthV6)]
    private struct Octets
    {
        private byte _first;
    }

    /// <summary>The 4 or 16 bytes of the address, as they are sent.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public Span<byte> Bytes
    {
        get
        {
            Span<byte> octets = _octets;
            return octets[..(IsV6 ? LengthV6 : LengthV4)];
        }
    }

    /// <summary>Reads a text that is wholly an address; the port stays.</summary>
    public bool TryParse(ReadOnlySpan<byte> text)
    {
        IsV6 = text.Contains((byte)':');
        return IsV6 ? TryParseV6(text, Bytes) : TryParseV4(text, Bytes);
    }

    /// <summary>Writes the address without its port, version 6 in its shortest form (RFC 5952): the length.</summary>
    public int Format(Span<byte> text)
    {
        Assert.That(text.Length >= TextLengthMax);
        ReadOnlySpan<byte> bytes = Bytes;
        if (IsV6)
        {
            return FormatV6(bytes, text);
        }
        int length = 0;
        for (int i = 0; i < LengthV4; i++)
        {
            if (i > 0)
            {
                text[length++] = (byte)'.';
            }
            length += Text.Format(bytes[i], text[length..]);
        }
        return length;
    }

    private static bool TryParseV4(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        for (int i = 0; i < LengthV4; i++)
        {
            int dot = i < LengthV4 - 1 ? text.IndexOf((byte)'.') : text.Length;
            if (dot < 0 || !Text.TryParse(text[..dot], out uint value) || value > byte.MaxValue)
            {
                return false;
            }
            bytes[i] = (byte)value;
            text = i < LengthV4 - 1 ? text[(dot + 1)..] : default;
        }
        return true;
    }

    /// <summary>Groups before "::" are put at the front, those behind it at the end; the last two may be of version 4.</summary>
    private static bool TryParseV6(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        bytes.Clear();
        int gap = text.IndexOf("::"u8);
        if (gap < 0)
        {
            return TryParseGroups(text, bytes, out int all) && all == LengthV6;
        }
        Span<byte> behind = stackalloc byte[LengthV6];
        if (!TryParseGroups(text[..gap], bytes, out int front) || !TryParseGroups(text[(gap + 2)..], behind, out int back))
        {
            return false;
        }
        if (front + back >= LengthV6)
        {
            return false;
        }
        bytes[front..].Clear();
        behind[..back].CopyTo(bytes[(LengthV6 - back)..]);
        return true;
    }

    private static bool TryParseGroups(ReadOnlySpan<byte> text, Span<byte> bytes, out int length)
    {
        length = 0;
        while (!text.IsEmpty)
        {
            int colon = text.IndexOf((byte)':');
            ReadOnlySpan<byte> part = colon < 0 ? text : text[..colon];
            bool isV4 = colon < 0 && part.Contains((byte)'.');
            int size = isV4 ? LengthV4 : 2;
            if (length + size > LengthV6 || colon == text.Length - 1)
            {
                return false;
            }
            Span<byte> place = bytes.Slice(length, size);
            if (!(isV4 ? TryParseV4(part, place) : TryParseGroup(part, place)))
            {
                return false;
            }
            length += size;
            text = colon < 0 ? default : text[(colon + 1)..];
        }
        return true;
    }

    private static bool TryParseGroup(ReadOnlySpan<byte> text, Span<byte> place)
    {
        int value = 0;
        foreach (byte digit in text)
        {
            int add = Text.HexValue(digit);
            if (add < 0 || text.Length > 4)
            {
                return false;
            }
            value = (value << 4) | add;
        }
        place[0] = (byte)(value >> 8);
        place[1] = (byte)(value & 0xff);
        return !text.IsEmpty;
    }

    private static int FormatV6(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        FindZeros(bytes, out int zeros, out int zerosLength);
        int length = 0;
        for (int i = 0; i < Groups; i++)
        {
            if (i == zeros)
            {
                "::"u8.CopyTo(text[length..]);
                length += 2;
                i += zerosLength - 1;
                continue;
            }
            if (i > 0 && text[length - 1] != ':')
            {
                text[length++] = (byte)':';
            }
            int group = (bytes[2 * i] << 8) | bytes[2 * i + 1];
            for (int shift = group > 0xfff ? 12 : group > 0xff ? 8 : group > 0xf ? 4 : 0; shift >= 0; shift -= 4)
            {
                text[length++] = Text.HexDigit((group >> shift) & 0xf);
            }
        }
        return length;
    }

    /// <summary>The first of the longest runs of two or more groups that are zero; -1 where there is none.</summary>
    private static void FindZeros(ReadOnlySpan<byte> bytes, out int start, out int length)
    {
        start = -1;
        length = 1;
        int run = 0;
        for (int i = 0; i < Groups; i++)
        {
            run = bytes[2 * i] == 0 && bytes[2 * i + 1] == 0 ? run + 1 : 0;
            if (run > length)
            {
                start = i + 1 - run;
                length = run;
            }
        }
    }
}
