using System;

namespace Sestet.Rc;

/// <summary>Dates and times as TOML writes them (RFC 3339): nothing here needs one, but a document may hold some.</summary>
internal static class TomlDate
{
    /// <summary>A date, a time, or both with "T" or a blank between, and then perhaps an offset from UTC.</summary>
    public static bool IsValid(ReadOnlySpan<byte> text)
    {
        if (text.Length > 2 && text[2] == ':')
        {
            return ReadTime(ref text) && text.IsEmpty;
        }
        if (!ReadDate(ref text))
        {
            return false;
        }
        if (text.IsEmpty)
        {
            return true;
        }
        if (text[0] is not ((byte)'T' or (byte)'t' or (byte)' '))
        {
            return false;
        }
        text = text[1..];
        return ReadTime(ref text) && IsOffset(text);
    }

    private static bool ReadDate(scoped ref ReadOnlySpan<byte> text)
    {
        if (!ReadNumber(ref text, 4, out int year) || !ReadByte(ref text, (byte)'-')
            || !ReadNumber(ref text, 2, out int month) || !ReadByte(ref text, (byte)'-')
            || !ReadNumber(ref text, 2, out int day) || month is < 1 or > 12)
        {
            return false;
        }
        return day >= 1 && day <= DaysOf(year, month);
    }

    private static int DaysOf(int year, int month)
    {
        bool isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month switch
        {
            2 => isLeap ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };
    }

    private static bool ReadTime(scoped ref ReadOnlySpan<byte> text)
    {
        // There are leap seconds.
        if (!ReadNumber(ref text, 2, out int hour) || !ReadByte(ref text, (byte)':')
            || !ReadNumber(ref text, 2, out int minute) || !ReadByte(ref text, (byte)':')
            || !ReadNumber(ref text, 2, out int second) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }
        if (text.IsEmpty || text[0] != '.')
        {
            return true;
        }
        int end = 1;
        while (end < text.Length && text[end] is >= (byte)'0' and <= (byte)'9')
        {
            end++;
        }
        text = text[end..];
        return end > 1;
    }

    private static bool IsOffset(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || (text.Length == 1 && text[0] is (byte)'Z' or (byte)'z'))
        {
            return true;
        }
        if (text[0] is not ((byte)'+' or (byte)'-'))
        {
            return false;
        }
        text = text[1..];
        return ReadNumber(ref text, 2, out int hour) && ReadByte(ref text, (byte)':') && ReadNumber(ref text, 2, out int minute)
            && hour < 24 && minute < 60 && text.IsEmpty;
    }

    private static bool ReadByte(scoped ref ReadOnlySpan<byte> text, byte letter)
    {
        bool ok = !text.IsEmpty && text[0] == letter;
        text = ok ? text[1..] : text;
        return ok;
    }

    private static bool ReadNumber(scoped ref ReadOnlySpan<byte> text, int digits, out int number)
    {
        number = 0;
        if (text.Length < digits)
        {
            return false;
        }
        for (int i = 0; i < digits; i++)
        {
            if (text[i] is < (byte)'0' or > (byte)'9')
            {
                return false;
            }
            number = number * 10 + (text[i] - '0');
        }
        text = text[digits..];
        return true;
    }
}
