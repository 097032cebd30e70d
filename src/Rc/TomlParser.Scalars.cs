using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <content>Numbers, booleans and dates.</content>
internal ref partial struct TomlParser
{
    private bool ReadScalar(int node)
    {
        int textStart = _document.TextEnd;
        if (Peek() is (byte)'"' or (byte)'\'')
        {
            if (!ReadString())
            {
                return false;
            }
            _document[node].Kind = TomlKind.String;
        }
        else
        {
            int start = _at;
            ReadOnlySpan<byte> word = ReadWord();
            if (word.IsEmpty)
            {
                return Fail(TomlFault.ValueExpected, start);
            }
            TomlFault fault = Classify(word, ref _document[node]);
            if (fault != TomlFault.None)
            {
                return Fail(fault, start);
            }
            _document.AppendText(word);
        }
        _document[node].TextStart = textStart;
        _document[node].TextLength = _document.TextEnd - textStart;
        return true;
    }

    /// <summary>What is up to the next blank or delimiter; a date and a time with a blank between are one.</summary>
    private ReadOnlySpan<byte> ReadWord()
    {
        int start = _at;
        SkipWord();
        bool isDate = _at - start == 10 && _source[start + 4] == '-' && _source[start + 7] == '-';
        if (isDate && Peek() == ' ' && IsDigit(Peek(1)) && IsDigit(Peek(2)) && Peek(3) == ':')
        {
            _at++;
            SkipWord();
        }
        return _source[start.._at];
    }

    private void SkipWord()
    {
        while (IsBareKey(Peek()) || Peek() is (byte)'+' or (byte)'.' or (byte)':')
        {
            _at++;
        }
    }

    private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';

    private static TomlFault Classify(ReadOnlySpan<byte> word, ref TomlNode node)
    {
        bool isTrue = word.SequenceEqual("true"u8);
        if (isTrue || word.SequenceEqual("false"u8))
        {
            node.Kind = TomlKind.Boolean;
            node.Number = isTrue ? 1 : 0;
            return TomlFault.None;
        }
        if ((word.Length > 4 && IsDigit(word[0]) && word[4] == '-' && IsDigit(word[3])) || (word.Length > 2 && word[2] == ':'))
        {
            node.Kind = TomlKind.DateTime;
            return TomlDate.IsValid(word) ? TomlFault.None : TomlFault.BadDate;
        }
        bool isSigned = word[0] is (byte)'+' or (byte)'-';
        ReadOnlySpan<byte> digits = word[(isSigned ? 1 : 0)..];
        if (digits.SequenceEqual("inf"u8) || digits.SequenceEqual("nan"u8))
        {
            node.Kind = TomlKind.Float;
            return TomlFault.None;
        }
        if (digits.IsEmpty || !IsDigit(digits[0]))
        {
            return TomlFault.BadValue;
        }
        int radix = digits.Length < 2 || digits[0] != '0' ? 10 : digits[1] switch
        {
            (byte)'x' => 16,
            (byte)'o' => 8,
            (byte)'b' => 2,
            _ => 10,
        };
        if (radix == 10 && digits.IndexOfAny(".eE"u8) >= 0)
        {
            node.Kind = TomlKind.Float;
            return IsFloat(digits) ? TomlFault.None : TomlFault.BadNumber;
        }
        node.Kind = TomlKind.Integer;
        if (radix != 10)
        {
            return isSigned ? TomlFault.BadNumber : ReadInteger(digits[2..], radix, false, out node.Number);
        }
        return digits.Length > 1 && digits[0] == '0'
            ? TomlFault.BadNumber
            : ReadInteger(digits, radix, word[0] == '-', out node.Number);
    }

    /// <summary>Digits with single underscores between them, of 64 bits with the sign.</summary>
    private static TomlFault ReadInteger(ReadOnlySpan<byte> digits, int radix, bool negative, out long number)
    {
        number = 0;
        ulong value = 0;
        ulong valueMax = long.MaxValue + (negative ? 1UL : 0);
        bool wasDigit = false;
        foreach (byte letter in digits)
        {
            int digit = Text.HexValue(letter);
            if (letter == '_' ? !wasDigit : digit < 0 || digit >= radix)
            {
                return TomlFault.BadNumber;
            }
            wasDigit = letter != '_';
            if (!wasDigit)
            {
                continue;
            }
            if (value > (valueMax - (ulong)digit) / (ulong)radix)
            {
                return TomlFault.NumberTooLarge;
            }
            value = value * (ulong)radix + (ulong)digit;
        }
        // The least number has no positive counterpart: the conversion is meant to wrap around.
        number = unchecked(negative ? -(long)value : (long)value);
        return wasDigit ? TomlFault.None : TomlFault.BadNumber;
    }

    /// <summary>Digits, a fraction or an exponent or both; without the sign.</summary>
    private static bool IsFloat(ReadOnlySpan<byte> digits)
    {
        if (digits.Length > 1 && digits[0] == '0' && (IsDigit(digits[1]) || digits[1] == '_'))
        {
            return false;
        }
        if (!SkipDigits(ref digits))
        {
            return false;
        }
        if (!digits.IsEmpty && digits[0] == '.')
        {
            digits = digits[1..];
            if (!SkipDigits(ref digits))
            {
                return false;
            }
        }
        if (!digits.IsEmpty && digits[0] is (byte)'e' or (byte)'E')
        {
            digits = digits[1..];
            digits = !digits.IsEmpty && digits[0] is (byte)'+' or (byte)'-' ? digits[1..] : digits;
            if (!SkipDigits(ref digits))
            {
                return false;
            }
        }
        return digits.IsEmpty;
    }

    private static bool SkipDigits(scoped ref ReadOnlySpan<byte> digits)
    {
        int end = 0;
        bool wasDigit = false;
        while (end < digits.Length && (IsDigit(digits[end]) || (digits[end] == '_' && wasDigit)))
        {
            wasDigit = digits[end] != '_';
            end++;
        }
        digits = digits[end..];
        return wasDigit;
    }
}
