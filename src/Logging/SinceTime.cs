using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>The ways to name a time.</summary>
internal enum SinceKind : byte
{
    /// <summary>A TAI64N label.</summary>
    Label,

    /// <summary>A date and time of the local time zone.</summary>
    Calendar,

    /// <summary>So long ago.</summary>
    Ago,
}

/// <summary>The time that `sestet logs --since` names: a label, a local date and time, or a duration until now.</summary>
internal struct SinceTime
{
    /// <summary>A hundred years, before which there are no logs.</summary>
    private const ulong AgoMax = 100UL * 366 * 86400;

    public SinceKind Kind;
    public Tai Label;
    public CalendarText Calendar;
    public ulong AgoSeconds;

    public static bool TryParse(ReadOnlySpan<byte> text, out SinceTime since)
    {
        since = default;
        if (!text.IsEmpty && text[0] == '@')
        {
            since.Kind = SinceKind.Label;
            return text.Length == Tai.TextLength && Tai.TryParse(text, out since.Label);
        }
        if (text.Contains((byte)'-'))
        {
            since.Kind = SinceKind.Calendar;
            return !text.IsEmpty && CalendarText.Read(text, out since.Calendar) == text.Length;
        }
        since.Kind = SinceKind.Ago;
        if (text.Length < 2 || !Text.TryParse(text[..^1], out ulong count))
        {
            return false;
        }
        ulong unit = text[^1] switch
        {
            (byte)'s' => 1,
            (byte)'m' => 60,
            (byte)'h' => 3600,
            (byte)'d' => 86400,
            (byte)'w' => 7 * 86400,
            _ => 0,
        };
        since.AgoSeconds = unit == 0 || count > AgoMax / unit ? AgoMax : count * unit;
        return unit != 0;
    }
}
