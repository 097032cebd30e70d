using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Logging.Host;

/// <summary>What stands before a line's text, as s6-log's t and T put it there.</summary>
internal struct LineStamp
{
    public Tai Time;

    /// <summary>Bytes of the line before its text; 0 where it has no stamp.</summary>
    public int Length;

    /// <summary>It is a date and time in letters, and not a label.</summary>
    public bool IsCalendar;
}

/// <summary>
/// Reads time stamps at the start of lines. It keeps the last minute that libc was asked about, for lines mostly come in
/// order and many to a minute.
/// </summary>
internal struct StampReader
{
    private const int MinuteLength = 16;

    private MinuteText _minute;
    private long _unixSeconds;

    [InlineArray(MinuteLength)]
    private struct MinuteText
    {
        private byte _first;
    }

    /// <summary>
    /// A label, behind which a blank and s6-log's local time may follow; or a local time. What is broken is no stamp.
    /// </summary>
    public LineStamp Read(ReadOnlySpan<byte> line)
    {
        LineStamp stamp = default;
        if (Tai.TryParse(line, out stamp.Time))
        {
            stamp.Length = Tai.TextLength;
            if (line.Length > stamp.Length && line[stamp.Length] == ' ')
            {
                stamp.Length++;
                // As s6-log writes both: the same time again.
                int second = CalendarText.Read(line[stamp.Length..], out _);
                int end = stamp.Length + second;
                if (second > MinuteLength && line[end..].StartsWith("  "u8))
                {
                    stamp.Length = end + 2;
                }
            }
            return stamp;
        }
        int length = CalendarText.Read(line, out CalendarText calendar);
        if (length > MinuteLength)
        {
            stamp.IsCalendar = true;
            stamp.Time = ToTai(line[..MinuteLength], calendar);
            stamp.Length = length;
            for (int blanks = 0; blanks < 2 && stamp.Length < line.Length && line[stamp.Length] == ' '; blanks++)
            {
                stamp.Length++;
            }
        }
        return stamp;
    }

    private Tai ToTai(ReadOnlySpan<byte> minute, in CalendarText calendar)
    {
        Span<byte> known = _minute;
        if (!minute.SequenceEqual((ReadOnlySpan<byte>)known))
        {
            minute.CopyTo(known);
            CalendarText start = calendar;
            start.Second = 0;
            _unixSeconds = LocalTime.ToUnix(start);
        }
        return Tai.FromUnix(_unixSeconds + calendar.Second, calendar.Nanoseconds);
    }
}

/// <summary>Dates and times of the local time zone.</summary>
internal static class LocalTime
{
    /// <summary>Seconds since 1970 of the system clock.</summary>
    public static long ToUnix(in CalendarText calendar) => Kernel.FromLocalTime(new CivilTime
    {
        Year = calendar.Year,
        Month = calendar.Month,
        Day = calendar.Day,
        Hour = calendar.Hour,
        Minute = calendar.Minute,
        Second = calendar.Second,
    });
}
