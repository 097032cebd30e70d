using System;

namespace Sestet.Base;

/// <summary>
/// The quoting of s6-quote.html: printable ASCII, where a backslash stands before a delimiter or a backslash and before the
/// letter of a control character, and "\0xHH" for any other byte.
/// </summary>
internal static class Quoting
{
    /// <summary>What a byte can become at most.</summary>
    public const int QuotedByteMax = 5;

    /// <summary>
    /// Whether quoted text can be between such delimiters: behind a backslash, digits and some letters mean something else.
    /// </summary>
    public static bool CanDelimit(byte delimiter) => delimiter switch
    {
        >= (byte)'0' and <= (byte)'9' or >= (byte)'a' and <= (byte)'f' => false,
        (byte)'n' or (byte)'r' or (byte)'t' or (byte)'v' or (byte)'x' => false,
        _ => delimiter is >= (byte)' ' and < 0x7f,
    };

    /// <summary>Whether quoted text can be read whose delimiters are these.</summary>
    public static bool CanDelimit(ReadOnlySpan<byte> delimiters)
    {
        foreach (byte delimiter in delimiters)
        {
            if (!CanDelimit(delimiter) || delimiter is (byte)'s' or (byte)'\\')
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Writes a byte, quoted, at the start of the text and returns its length.</summary>
    public static int Quote(byte value, byte delimiter, Span<byte> text)
    {
        byte letter = value switch
        {
            7 => (byte)'a',
            8 => (byte)'b',
            9 => (byte)'t',
            10 => (byte)'n',
            11 => (byte)'v',
            12 => (byte)'f',
            13 => (byte)'r',
            _ => value == delimiter || value == '\\' ? value : (byte)0,
        };
        if (letter != 0)
        {
            text[0] = (byte)'\\';
            text[1] = letter;
            return 2;
        }
        if (value is >= (byte)' ' and < 0x7f)
        {
            text[0] = value;
            return 1;
        }
        "\\0x"u8.CopyTo(text);
        text[3] = Text.HexDigit(value >> 4);
        text[4] = Text.HexDigit(value & 15);
        return QuotedByteMax;
    }

    /// <summary>
    /// Looks through quoted text, without the delimiter that it begins with, up to the next delimiter or, where there are none,
    /// to its end. Position: where that is. EPIPE: the text ends behind a backslash or in "\0x"; EPROTO: no hexadecimal digit is
    /// where one must be; ENODATA: there is no delimiter.
    /// </summary>
    public static Errno FindEnd(ReadOnlySpan<byte> text, ReadOnlySpan<byte> delimiters, out int position)
    {
        position = 0;
        while (position < text.Length)
        {
            byte value = text[position];
            if (delimiters.Contains(value))
            {
                return Errno.None;
            }
            position++;
            Errno error = value == '\\' ? ReadEscape(text, ref position, out _) : Errno.None;
            if (error.Failed)
            {
                return error;
            }
        }
        return delimiters.IsEmpty ? Errno.None : Errno.ENODATA;
    }

    /// <summary>Puts what text of FindEnd means in the place of it: its length.</summary>
    public static int Unquote(Span<byte> text)
    {
        int length = 0;
        int position = 0;
        while (position < text.Length)
        {
            byte value = text[position++];
            if (value == '\\')
            {
                Errno error = ReadEscape(text, ref position, out value);
                Assert.That(error.IsNone);
            }
            // What was read is never shorter than what it means.
            text[length++] = value;
        }
        return length;
    }

    private static Errno ReadEscape(ReadOnlySpan<byte> text, ref int position, out byte value)
    {
        value = 0;
        if (position == text.Length)
        {
            return Errno.EPIPE;
        }
        byte letter = text[position++];
        value = letter switch
        {
            (byte)'a' => 7,
            (byte)'b' => 8,
            (byte)'t' => 9,
            (byte)'n' => 10,
            (byte)'v' => 11,
            (byte)'f' => 12,
            (byte)'r' => 13,
            (byte)'s' => (byte)' ',
            (byte)'0' => 0,
            _ => letter,
        };
        if (letter != '0' || position == text.Length || text[position] != 'x')
        {
            return Errno.None;
        }
        position++;
        for (int i = 0; i < 2; i++)
        {
            if (position == text.Length)
            {
                return Errno.EPIPE;
            }
            int digit = Text.HexValue(text[position]);
            if (digit < 0)
            {
                return Errno.EPROTO;
            }
            value = (byte)((value << 4) | digit);
            position++;
        }
        return Errno.None;
    }
}
