using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Execline;

/// <summary>What is done to a value before it is substituted: crunching, chomping, splitting (el_transform.html).</summary>
internal struct ValueTransformation
{
    public bool Crunches;

    public bool Chomps;

    public bool Splits;

    /// <summary>The letters that end words; none: the value is a sequence of netstrings.</summary>
    public TextReference Delimiters;

    public static ValueTransformation Default => new() { Delimiters = new TextReference(" \n\r\t"u8) };

    /// <summary>The options that all substituting commands have in common; false for another one.</summary>
    public bool TryApply(byte letter, ReadOnlySpan<byte> valueZ)
    {
        switch (letter)
        {
            case (byte)'N':
            case (byte)'n':
                Chomps = letter == 'n';
                return true;
            case (byte)'s':
                Splits = true;
                return true;
            case (byte)'C':
            case (byte)'c':
                Crunches = letter == 'C';
                return true;
            case (byte)'d':
                Delimiters = new TextReference(valueZ[..^1]);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Transforms a value without NULs in place: its memory is one byte longer, and then holds words with a NUL behind each.
    /// Length: bytes of them. False where a sequence of netstrings is none.
    /// </summary>
    public readonly bool TryApply(Span<byte> valueAndOne, out int count, out int length)
    {
        Span<byte> value = valueAndOne[..^1];
        ReadOnlySpan<byte> delimiters = Delimiters.Text;
        if (Crunches)
        {
            value = value[..Crunch(value, delimiters)];
        }
        bool ended = !value.IsEmpty && delimiters.Contains(value[^1]);
        if (Chomps && ended)
        {
            value = value[..^1];
        }
        if (!Splits)
        {
            valueAndOne[value.Length] = 0;
            count = 1;
            length = value.Length + 1;
            return true;
        }
        if (delimiters.IsEmpty)
        {
            return Netstrings.TryDecode(value, out count, out length);
        }
        bool keepsRest = !Chomps || ended;
        Split(valueAndOne, value.Length, delimiters, keepsRest, out count, out length);
        return true;
    }

    /// <summary>Leaves the first of several delimiters in a row; the new length.</summary>
    private static int Crunch(Span<byte> value, ReadOnlySpan<byte> delimiters)
    {
        int kept = 0;
        bool inDelimiters = false;
        foreach (byte letter in value)
        {
            bool delimiter = delimiters.Contains(letter);
            if (!delimiter || !inDelimiters)
            {
                value[kept++] = letter;
            }
            inDelimiters = delimiter;
        }
        return kept;
    }

    private static void Split(
        Span<byte> memory, int valueLength, ReadOnlySpan<byte> delimiters, bool keepsRest, out int count, out int length)
    {
        count = 0;
        length = 0;
        for (int i = 0; i < valueLength; i++)
        {
            if (delimiters.Contains(memory[i]))
            {
                memory[i] = 0;
                count++;
                length = i + 1;
            }
        }
        if (length < valueLength && keepsRest)
        {
            memory[valueLength] = 0;
            count++;
            length = valueLength + 1;
        }
    }
}
