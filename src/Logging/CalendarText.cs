using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// A date, and a time of the day behind it, as s6-log's T writes them and as people type them: "YYYY-MM-DD",
/// "YYYY-MM-DD HH:MM", "YYYY-MM-DD HH:MM:SS", and up to nine digits of a second behind a dot. A T may stand for the blank.
/// </summary>
internal struct CalendarText
{
    private const int DateLength = 10;
    private const int MinuteLength = 16;
    private const int SecondLength = 19;
    private const int FractionDigits = 9;

    public int Year;
    public int Month;
    public int Day;
    public int Hour;
    public int Minute;
    public int Second;
    public uint Nanoseconds;

    /// <summary>Reads one at the start of the text, as much as there is: its length, or 0 where there is none.</summary>
    public static int Read(ReadOnlySpan<byte> text, out CalendarText calendar)
    {
        calendar = default;
        if (!IsShaped(text, "0000-00-00"u8))
        {
            return 0;
        }
        calendar.Year = Number(text[..4]);
        calendar.Month = Number(text[5..7]);
        calendar.Day = Number(text[8..10]);
        int length = DateLength;
        if (IsShaped(text, "0000-00-00 00:00"u8))
        {
            calendar.Hour = Number(text[11..13]);
            calendar.Minute = Number(text[14..16]);
            length = MinuteLength;
        }
        if (IsShaped(text, "0000-00-00 00:00:00"u8))
        {
            calendar.Second = Number(text[17..19]);
            length = SecondLength + calendar.ReadFraction(text[SecondLength..]);
        }
        return calendar.IsValid ? length : 0;
    }

    // A second of 60 is a leap second.
    private readonly bool IsValid =>
        Month is >= 1 and <= 12 && Day >= 1 && Day <= DaysOf(Month) && Hour <= 23 && Minute <= 59 && Second <= 60;

    private readonly int DaysOf(int month) => month switch
    {
        2 => Year % 4 == 0 && (Year % 100 != 0 || Year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    private int ReadFraction(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2 || text[0] != '.' || !IsDigit(text[1]))
        {
            return 0;
        }
        int digits = 0;
        uint value = 0;
        for (; digits < FractionDigits && digits + 1 < text.Length && IsDigit(text[digits + 1]); digits++)
        {
            value = value * 10 + text[digits + 1] - '0';
        }
        for (int i = digits; i < FractionDigits; i++)
        {
            value *= 10;
        }
        Nanoseconds = value;
        return digits + 1;
    }

    /// <summary>Whether the text begins with digits where the shape has them, and with its other bytes.</summary>
    private static bool IsShaped(ReadOnlySpan<byte> text, ReadOnlySpan<byte> shape)
    {
        if (text.Length < shape.Length)
        {
            return false;
        }
        for (int i = 0; i < shape.Length; i++)
        {
            bool fits = shape[i] switch
            {
                (byte)'0' => IsDigit(text[i]),
                (byte)' ' => text[i] is (byte)' ' or (byte)'T',
                _ => text[i] == shape[i],
            };
            if (!fits)
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';

    private static int Number(ReadOnlySpan<byte> digits)
    {
        bool ok = Text.TryParse(digits, out uint value);
        Assert.That(ok);
        return (int)value;
    }
}
