using System;
using Sestet.Base;

namespace Sestet.Execline;

/// <summary>
/// Divides a script into words and braces (execlineb.html, "Syntax of scripts"). Words are put together in a caller's
/// memory, which is as long as the script at least: no word becomes longer than it is written.
/// </summary>
internal ref struct ScriptLexer
{
    private readonly ReadOnlySpan<byte> _script;
    private readonly Span<byte> _word;
    private int _wordLength;
    private int _next;

    public ScriptLexer(ReadOnlySpan<byte> script, Span<byte> word)
    {
        Assert.That(word.Length >= script.Length);
        _script = script;
        _word = word;
        _wordLength = 0;
        _next = 0;
        Start = 0;
        Error = ScriptError.None;
    }

    /// <summary>Where the token begins, or what is wrong with it; bytes from the start of the script.</summary>
    public int Start { get; private set; }

    public ScriptError Error { get; private set; }

    /// <summary>The text of the word that Next has found.</summary>
    public readonly ReadOnlySpan<byte> Word => _word[.._wordLength];

    public ScriptToken Next()
    {
        Assert.That(Error == ScriptError.None);
        SkipBlanks();
        Start = _next;
        if (_next == _script.Length)
        {
            return ScriptToken.End;
        }
        byte first = _script[_next];
        bool alone = _next + 1 == _script.Length || IsBlank(_script[_next + 1]);
        if (alone && (first is (byte)'{' or (byte)'}'))
        {
            _next++;
            return first == '{' ? ScriptToken.Open : ScriptToken.Close;
        }
        _wordLength = 0;
        return ReadWord() ? ScriptToken.Word : ScriptToken.Wrong;
    }

    /// <summary>Blanks, comments, and backslashes in front of the end of a line or of the script.</summary>
    private void SkipBlanks()
    {
        while (_next < _script.Length)
        {
            byte letter = _script[_next];
            if (letter == '#')
            {
                // A NUL ends it too, to be refused there as it is anywhere.
                int end = _script[_next..].IndexOfAny("\n\0"u8);
                _next = end < 0 ? _script.Length : _next + end;
                continue;
            }
            bool continued = letter == '\\' && (_next + 1 == _script.Length || _script[_next + 1] == '\n');
            if (!continued && !IsBlank(letter))
            {
                return;
            }
            _next++;
        }
    }

    /// <summary>As in the reference, every control character is one.</summary>
    private static bool IsBlank(byte letter) => letter is > 0 and <= (byte)' ';

    private bool ReadWord()
    {
        while (_next < _script.Length)
        {
            byte letter = _script[_next];
            if (IsBlank(letter))
            {
                break;
            }
            if (letter == '"')
            {
                if (!ReadQuoted())
                {
                    return false;
                }
                continue;
            }
            if (letter == '\\')
            {
                _next++;
                if (_next == _script.Length)
                {
                    break;
                }
                letter = _script[_next];
            }
            if (!Append(letter, _next))
            {
                return false;
            }
            _next++;
        }
        return true;
    }

    private bool ReadQuoted()
    {
        int quote = _next++;
        while (_next < _script.Length)
        {
            int at = _next;
            byte letter = _script[_next++];
            if (letter == '"')
            {
                return true;
            }
            if (letter != '\\')
            {
                if (!Append(letter, at))
                {
                    return false;
                }
                continue;
            }
            if (_next == _script.Length)
            {
                break;
            }
            letter = _script[_next++];
            if (letter != '\n' && !ReadEscape(letter, at))
            {
                return false;
            }
        }
        return Fail(ScriptError.UnterminatedQuote, quote);
    }

    /// <summary>What a backslash and that letter mean in a quoted string.</summary>
    private bool ReadEscape(byte letter, int at)
    {
        if (letter == '0')
        {
            bool hexadecimal = _next < _script.Length && _script[_next] == 'x';
            _next += hexadecimal ? 1 : 0;
            return hexadecimal ? ReadNumber(16, 2, at) : ReadNumber(8, 3, at);
        }
        if (letter is >= (byte)'1' and <= (byte)'9')
        {
            _next--;
            return ReadNumber(10, 3, at);
        }
        int named = "abtnvfr"u8.IndexOf(letter);
        return Append(named >= 0 ? "\a\b\t\n\v\f\r"u8[named] : letter, at);
    }

    private bool ReadNumber(int radix, int digits, int at)
    {
        int value = 0;
        for (int i = 0; i < digits && _next < _script.Length; i++)
        {
            int digit = DigitOf(_script[_next]);
            if (digit >= radix)
            {
                break;
            }
            value = value * radix + digit;
            _next++;
        }
        return value is > 0 and <= 255 ? Append((byte)value, at) : Fail(ScriptError.BadNumber, at);
    }

    private static int DigitOf(byte letter) => letter switch
    {
        >= (byte)'0' and <= (byte)'9' => letter - '0',
        >= (byte)'a' and <= (byte)'f' => letter - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => letter - 'A' + 10,
        _ => int.MaxValue,
    };

    private bool Append(byte letter, int at)
    {
        if (letter == 0)
        {
            return Fail(ScriptError.NulCharacter, at);
        }
        _word[_wordLength++] = letter;
        return true;
    }

    private bool Fail(ScriptError error, int at)
    {
        Error = error;
        Start = at;
        return false;
    }
}
