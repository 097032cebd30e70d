using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// What tells one boot of the machine from another (random(4), boot_id): 16 bytes, all 0 where it is not known.
/// </summary>
internal readonly struct BootId(ulong first, ulong second)
{
    private const int TextLength = 36;

    private readonly ulong _first = first;
    private readonly ulong _second = second;

    public bool IsKnown => (_first | _second) != 0;

    public static BootId From(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Reads the 32 hexadecimal digits and 4 dashes of the kernel's file; unknown where they are not that.</summary>
    public static BootId Parse(ReadOnlySpan<byte> text)
    {
        ulong first = 0;
        ulong second = 0;
        int digits = 0;
        for (int i = 0; i < Math.Min(text.Length, TextLength); i++)
        {
            if (text[i] == '-')
            {
                continue;
            }
            int digit = Text.HexValue(text[i]);
            if (digit < 0)
            {
                return default;
            }
            second = (second << 4) | (uint)digit;
            if (++digits == 16)
            {
                first = second;
                second = 0;
            }
        }
        return digits == 32 ? new BootId(first, second) : default;
    }

    public void CopyTo(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _first);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _second);
    }

    public bool Is(BootId other) => IsKnown && _first == other._first && _second == other._second;
}
