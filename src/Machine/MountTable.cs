using System;
using Sestet.Base;

namespace Sestet.Machine;

/// <summary>
/// The lines of /etc/fstab, /proc/mounts or /proc/swaps: fields between blanks, in which \ and three octal digits stand
/// for a byte (fstab(5)). Empty lines and those that begin with # are passed over. The text is changed: fields are
/// decoded where they lie, and get a NUL behind them.
/// </summary>
internal ref struct MountTable
{
    private const int EscapeLength = 4;

    private Span<byte> _rest;
    private Span<byte> _line;

    /// <summary>The text must end in a newline.</summary>
    public MountTable(Span<byte> text)
    {
        Assert.That(text.IsEmpty || text[^1] == '\n');
        _rest = text;
        _line = default;
    }

    /// <summary>Goes to the next line that says something.</summary>
    public bool NextLine()
    {
        while (!_rest.IsEmpty)
        {
            ReadOnlySpan<byte> rest = _rest;
            int end = rest.IndexOf((byte)'\n');
            _line = _rest[..(end + 1)];
            _rest = _rest[(end + 1)..];
            SkipBlanks();
            if (!_line.IsEmpty && _line[0] != '#')
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>The next field of the line with its NUL; one NUL alone where the line has no more.</summary>
    public ReadOnlySpan<byte> NextZ()
    {
        if (_line.IsEmpty)
        {
            return "\0"u8;
        }
        int end = 0;
        while (!IsBlank(_line[end]))
        {
            end++;
        }
        int length = Decode(_line[..end]);
        _line[length] = 0;
        ReadOnlySpan<byte> fieldZ = _line[..(length + 1)];
        _line = _line[(end + 1)..];
        SkipBlanks();
        return fieldZ;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or 0;

    private void SkipBlanks()
    {
        int at = 0;
        while (at < _line.Length && IsBlank(_line[at]))
        {
            at++;
        }
        _line = _line[at..];
    }

    /// <summary>Puts bytes in place of their escapes: the length that is left.</summary>
    private static int Decode(Span<byte> field)
    {
        int to = 0;
        int from = 0;
        while (from < field.Length)
        {
            // \000 stays as it is: a NUL would be the end.
            if (TryReadEscape(field[from..], out byte value) && value != 0)
            {
                field[to] = value;
                from += EscapeLength;
            }
            else
            {
                field[to] = field[from];
                from++;
            }
            to++;
        }
        Assert.That(to <= field.Length);
        return to;
    }

    private static bool TryReadEscape(ReadOnlySpan<byte> text, out byte value)
    {
        value = 0;
        if (text.Length < EscapeLength || text[0] != '\\' || text[1] is < (byte)'0' or > (byte)'3')
        {
            return false;
        }
        int number = 0;
        foreach (byte digit in text[1..EscapeLength])
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }
            number = number * 8 + (digit - '0');
        }
        value = (byte)number;
        return true;
    }
}
