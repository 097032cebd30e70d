using System;
using Sestet.Base;

namespace Sestet.Execline;

/// <summary>Reads a file of lines "key = value" (envfile.html, "File syntax").</summary>
internal ref struct EnvironmentFile
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly Span<byte> _value;
    private int _at;
    private int _length;

    /// <summary>Bytes of the value that stay: behind them stand blanks that may be its end.</summary>
    private int _kept;

    /// <summary>Value: memory for one, as long as the text.</summary>
    public EnvironmentFile(ReadOnlySpan<byte> text, Span<byte> value)
    {
        Assert.That(value.Length >= text.Length);
        // As in the reference, a NUL ends the file.
        _text = Text.UntilNul(text);
        _value = value;
        _at = 0;
        _length = 0;
        _kept = 0;
        Line = 1;
        IsWrong = false;
    }

    /// <summary>The line that is read, from 1 on.</summary>
    public int Line { get; private set; }

    /// <summary>The line is wrong.</summary>
    public bool IsWrong { get; private set; }

    private readonly bool IsAtEnd => _at == _text.Length;

    /// <summary>
    /// The next variable, whose value is good until the next call; false at the end, and where a line is wrong.
    /// </summary>
    public bool Next(out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!ReadKey(out key))
        {
            return false;
        }
        _length = 0;
        _kept = 0;
        SkipBlanks();
        if (!ReadValue())
        {
            return Fail();
        }
        value = _value[.._kept];
        return true;
    }

    private static bool IsBlank(byte letter) => letter is (byte)' ' or (byte)'\t' or (byte)'\f' or (byte)'\r';

    private void SkipBlanks()
    {
        while (!IsAtEnd && IsBlank(_text[_at]))
        {
            _at++;
        }
    }

    private bool Fail()
    {
        IsWrong = true;
        return false;
    }

    /// <summary>Goes to the next line that is not empty, and reads its key and the equals sign.</summary>
    private bool ReadKey(out ReadOnlySpan<byte> key)
    {
        key = default;
        SkipBlanks();
        while (!IsAtEnd && _text[_at] is (byte)'#' or (byte)'\n')
        {
            int newline = _text[_at..].IndexOf((byte)'\n');
            _at = newline < 0 ? _text.Length : _at + newline + 1;
            Line += newline < 0 ? 0 : 1;
            SkipBlanks();
        }
        if (IsAtEnd)
        {
            return false;
        }
        int start = _at;
        while (!IsAtEnd && !IsBlank(_text[_at]) && _text[_at] is not ((byte)'=' or (byte)'\n'))
        {
            if ("\\\"'?"u8.Contains(_text[_at]))
            {
                return Fail();
            }
            _at++;
        }
        key = _text[start.._at];
        SkipBlanks();
        if (key.IsEmpty || IsAtEnd || _text[_at] != '=')
        {
            return Fail();
        }
        _at++;
        return true;
    }

    private bool ReadValue()
    {
        while (!IsAtEnd)
        {
            byte letter = _text[_at++];
            switch (letter)
            {
                case (byte)'\n':
                    Line++;
                    return true;
                case (byte)'\\' when !ReadContinuation():
                case (byte)'"' when !ReadQuoted():
                    return false;
                case (byte)'\\':
                case (byte)'"':
                    _kept = _length;
                    break;
                default:
                    _value[_length++] = letter;
                    _kept = IsBlank(letter) ? _kept : _length;
                    break;
            }
        }
        return true;
    }

    /// <summary>What stands behind a backslash outside quotes: the end of the line, or a letter that it keeps.</summary>
    private bool ReadContinuation()
    {
        if (IsAtEnd)
        {
            return false;
        }
        byte letter = _text[_at++];
        if (letter == '\n')
        {
            Line++;
            return true;
        }
        _value[_length++] = letter;
        return IsBlank(letter) || letter is (byte)'=' or (byte)'\\' or (byte)'"';
    }

    private bool ReadQuoted()
    {
        while (!IsAtEnd && _text[_at] != '\n')
        {
            byte letter = _text[_at++];
            if (letter == '"')
            {
                return true;
            }
            if (letter != '\\')
            {
                _value[_length++] = letter;
            }
            else if (!ReadEscape())
            {
                return false;
            }
        }
        return false;
    }

    private bool ReadEscape()
    {
        if (IsAtEnd)
        {
            return false;
        }
        byte letter = _text[_at];
        if (letter is >= (byte)'0' and <= (byte)'7')
        {
            return ReadNumber(8, 1, 3);
        }
        _at++;
        if (letter == 'x')
        {
            return ReadNumber(16, 2, 2);
        }
        if (letter == '\n')
        {
            Line++;
            return true;
        }
        int named = "abtnvfr"u8.IndexOf(letter);
        _value[_length++] = named >= 0 ? "\a\b\t\n\v\f\r"u8[named] : letter;
        return true;
    }

    /// <summary>A letter by its number, of so many digits; as in the reference only its last 8 bits count.</summary>
    private bool ReadNumber(int radix, int least, int most)
    {
        int number = 0;
        int digits = 0;
        while (digits < most && !IsAtEnd)
        {
            int digit = Text.HexValue(_text[_at]);
            if (digit < 0 || digit >= radix)
            {
                break;
            }
            number = number * radix + digit;
            digits++;
            _at++;
        }
        number &= 0xff;
        // A NUL cannot stand in a variable.
        if (digits < least || number == 0)
        {
            return false;
        }
        _value[_length++] = (byte)number;
        return true;
    }
}
