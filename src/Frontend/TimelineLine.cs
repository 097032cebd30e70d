using System;
using Sestet.Base;

namespace Sestet.Frontend;

/// <summary>What s6-rc has noted of a transition in a live directory's file timeline.</summary>
internal enum TimelineEvent
{
    /// <summary>A word that this version does not know.</summary>
    Other,
    Start,
    Up,
    Fail,
    Stop,
    Down,
    Stuck,
}

/// <summary>
/// One line of a live directory's diary: "@TAI64N EVENT NAME". The name goes to the end of the line.
/// </summary>
internal readonly ref struct TimelineLine
{
    private TimelineLine(Tai time, TimelineEvent what, ReadOnlySpan<byte> name)
    {
        Time = time;
        Event = what;
        Name = name;
    }

    public Tai Time { get; }

    public TimelineEvent Event { get; }

    public ReadOnlySpan<byte> Name { get; }

    /// <summary>Takes the first line off the text. False where it is none of a diary: it is to be passed over.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> text, out TimelineLine line)
    {
        int newline = text.IndexOf((byte)'\n');
        ReadOnlySpan<byte> rest = newline < 0 ? text : text[..newline];
        text = newline < 0 ? default : text[(newline + 1)..];
        line = default;
        if (!Tai.TryParse(rest, out Tai time) || rest.Length < Tai.TextLength + 2 || rest[Tai.TextLength] != ' ')
        {
            return false;
        }
        rest = rest[(Tai.TextLength + 1)..];
        int blank = rest.IndexOf((byte)' ');
        if (blank <= 0 || blank == rest.Length - 1)
        {
            return false;
        }
        line = new TimelineLine(time, Parse(rest[..blank]), rest[(blank + 1)..]);
        return true;
    }

    private static TimelineEvent Parse(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("start"u8) ? TimelineEvent.Start
        : word.SequenceEqual("up"u8) ? TimelineEvent.Up
        : word.SequenceEqual("fail"u8) ? TimelineEvent.Fail
        : word.SequenceEqual("stop"u8) ? TimelineEvent.Stop
        : word.SequenceEqual("down"u8) ? TimelineEvent.Down
        : word.SequenceEqual("stuck"u8) ? TimelineEvent.Stuck
        : TimelineEvent.Other;
}
