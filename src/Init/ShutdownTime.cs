using System;
using Sestet.Base;

namespace Sestet.Init;

/// <summary>What was wrong with a time for a shutdown.</summary>
internal enum TimeFault
{
    None,

    /// <summary>It is no time at all.</summary>
    NoTime,

    /// <summary>It has a colon, and is no hh:mm.</summary>
    NoTimeOfDay,
}

/// <summary>When to shut down (s6-linux-init-shutdown.html): "now", "[+]minutes", or "hh:mm" of the clock on the wall.</summary>
internal readonly struct ShutdownTime
{
    private const int HoursOfDay = 24;
    private const int MinutesOfHour = 60;

    /// <summary>Hour and Minute count, not Seconds.</summary>
    public bool IsTimeOfDay { get; private init; }

    /// <summary>From now on.</summary>
    public ulong Seconds { get; private init; }

    public int Hour { get; private init; }

    public int Minute { get; private init; }

    public static TimeFault Parse(ReadOnlySpan<byte> text, out ShutdownTime time)
    {
        time = default;
        if (text.SequenceEqual("now"u8))
        {
            return TimeFault.None;
        }
        int colon = text.IndexOf((byte)':');
        if (colon < 0)
        {
            ReadOnlySpan<byte> minutes = text.StartsWith("+"u8) ? text[1..] : text;
            if (!Text.TryParse(minutes, out uint count))
            {
                return TimeFault.NoTime;
            }
            time = new ShutdownTime { Seconds = (ulong)count * MinutesOfHour };
            return TimeFault.None;
        }
        bool fits = colon is 1 or 2 && text.Length == colon + 3;
        uint hour = 0;
        uint minute = 0;
        if (!fits || !Text.TryParse(text[..colon], out hour) || !Text.TryParse(text[(colon + 1)..], out minute)
            || hour >= HoursOfDay || minute >= MinutesOfHour)
        {
            return TimeFault.NoTimeOfDay;
        }
        time = new ShutdownTime { IsTimeOfDay = true, Hour = (int)hour, Minute = (int)minute };
        return TimeFault.None;
    }
}
