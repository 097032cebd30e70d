using System;

namespace Sestet.Base;

/// <summary>
/// What an operand of expr(1) or the result of an operation is: one of the command line's words, or a number. Comparisons
/// and arithmetic take a word that is a decimal number, with a sign or without, as a number.
/// </summary>
internal readonly struct ExpressionValue
{
    private readonly int _word;
    private readonly long _number;

    private ExpressionValue(int word, long number)
    {
        _word = word;
        _number = number;
    }

    /// <summary>The index of the word, or -1 for a number.</summary>
    public int Word => _word;

    public long Number => _number;

    public static ExpressionValue OfWord(int word) => new(word, 0);

    public static ExpressionValue OfNumber(long number) => new(-1, number);

    /// <summary>Reads a text that is wholly a decimal number of 64 bits, with a minus sign or without.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long number)
    {
        bool negative = !text.IsEmpty && text[0] == '-';
        bool valid = Text.TryParse(negative ? text[1..] : text, out ulong size)
            && size <= (negative ? 1UL << 63 : (1UL << 63) - 1);
        number = !valid ? 0 : negative ? unchecked(-(long)size) : (long)size;
        return valid;
    }
}
