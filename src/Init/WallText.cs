using System;
using Sestet.Base;

namespace Sestet.Init;

/// <summary>What users are told of a shutdown, in the words of the reference.</summary>
internal static class WallText
{
    private const ulong SecondsOfMinute = 60;
    private const ulong MinutesOfHour = 60;
    private const ulong HoursOfDay = 24;

    /// <summary>Bytes of the longest announcement.</summary>
    public const int LengthMax = 160;

    /// <summary>That the system goes down in that many seconds.</summary>
    public static void AppendAnnouncement(ref PathBuffer text, ulong seconds)
    {
        text.Append("\n\n*** WARNING ***\nThe system is going down "u8);
        if (seconds == 0)
        {
            text.Append("NOW"u8);
        }
        else
        {
            AppendTime(ref text, seconds);
        }
        text.Append("!\n\n"u8);
    }

    private static void AppendTime(ref PathBuffer text, ulong seconds)
    {
        ulong minutes = seconds / SecondsOfMinute;
        ulong hours = minutes / MinutesOfHour;
        text.Append("in"u8);
        AppendPart(ref text, hours / HoursOfDay, " day"u8);
        AppendPart(ref text, hours % HoursOfDay, " hour"u8);
        AppendPart(ref text, minutes % MinutesOfHour, " minute"u8);
        AppendPart(ref text, seconds % SecondsOfMinute, " second"u8);
    }

    private static void AppendPart(ref PathBuffer text, ulong count, ReadOnlySpan<byte> unit)
    {
        if (count != 0)
        {
            text.Append(" "u8);
            text.Append(count);
            text.Append(unit);
            text.Append(count == 1 ? default : "s"u8);
        }
    }
}
