using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// What tells one boot of the machine from another: the first half of random(4)'s boot_id XOR the
/// second, turned by a bit to the left; 0 where it is not known.
/// </summary>
internal readonly struct BootId(ulong value)
{
    private const int TextLength = 36;

    private readonly ulong _value = value;

    public bool IsKnown => _value != 0;

    public static BootId From(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64BigEndian(bytes));

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
        return digits == 32 ? new BootId(first ^ (second << 1 | second >> 63)) : default;
    }

    public void CopyTo(Span<byte> bytes) => BinaryPrimitives.WriteUInt64BigEndian(bytes, _value);

    public bool Is(BootId other) => IsKnown && _value == other._value;
}
