using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <content>Strings.</content>
internal ref partial struct TomlParser
{
    /// <summary>Appends a string in any of the four kinds of quotes to the document's text.</summary>
    private bool ReadString()
    {
        int start = _at;
        byte quote = Peek();
        bool literal = quote == '\'';
        bool multiLine = Peek(1) == quote && Peek(2) == quote;
        _at += multiLine ? 3 : 1;
        if (multiLine && IsNewline)
        {
            _at += Peek() == '\r' ? 2 : 1;
        }
        while (_at < _source.Length)
        {
            byte letter = _source[_at];
            if (letter == quote)
            {
                if (!multiLine)
                {
                    _at++;
                    return true;
                }
                if (Peek(1) == quote && Peek(2) == quote)
                {
                    return ReadClosing(quote);
                }
            }
            if (letter == '\\' && !literal)
            {
                if (!ReadEscape(multiLine))
                {
                    return false;
                }
                continue;
            }
            if (IsNewline)
            {
                if (!multiLine)
                {
                    return Fail(TomlFault.UnterminatedString, start);
                }
                _at += letter == '\r' ? 1 : 0;
                letter = (byte)'\n';
            }
            else if (IsControl(letter))
            {
                return Fail(TomlFault.ControlCharacter, _at);
            }
            _document.AppendText(letter);
            _at++;
        }
        return Fail(TomlFault.UnterminatedString, start);
    }

    /// <summary>Three quotes end a string of several lines; up to two more before them belong to it.</summary>
    private bool ReadClosing(byte quote)
    {
        int quotes = 3;
        while (quotes < 5 && Peek(quotes) == quote)
        {
            quotes++;
        }
        for (int i = 3; i < quotes; i++)
        {
            _document.AppendText(quote);
        }
        _at += quotes;
        return true;
    }

    private bool ReadEscape(bool multiLine)
    {
        int start = _at++;
        byte letter = Peek();
        int named = "btnfr\"\\"u8.IndexOf(letter);
        if (named >= 0)
        {
            _document.AppendText("\b\t\n\f\r\"\\"u8[named]);
            _at++;
            return true;
        }
        if (letter is (byte)'u' or (byte)'U')
        {
            _at++;
            return ReadCodePoint(letter == 'u' ? 4 : 8, start);
        }
        if (multiLine && letter is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            SkipBlanks();
            if (multiLine && IsNewline)
            {
                // A backslash at the end of a line takes out all blanks and lines up to the next text.
                while (IsNewline || Peek() is (byte)' ' or (byte)'\t')
                {
                    _at += Peek() == '\r' ? 2 : 1;
                }
                return true;
            }
        }
        return Fail(TomlFault.BadEscape, start);
    }

    private bool ReadCodePoint(int digits, int start)
    {
        uint codePoint = 0;
        for (int i = 0; i < digits; i++, _at++)
        {
            int digit = Text.HexValue(Peek());
            if (digit < 0)
            {
                return Fail(TomlFault.BadEscape, start);
            }
            codePoint = (codePoint << 4) | (uint)digit;
        }
        Span<byte> bytes = stackalloc byte[Utf8.LengthMax];
        int length = Utf8.Write(codePoint, bytes);
        if (length == 0)
        {
            return Fail(TomlFault.BadCodePoint, start);
        }
        _document.AppendText(bytes[..length]);
        return true;
    }
}
