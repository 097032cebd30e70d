using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// The code that messages for syslog begin with: "&lt;N&gt;", where N is eight times the facility plus the priority
/// (syslog(3), RFC 3164). The names are libc's, as in the reference.
/// </summary>
internal static class SyslogCode
{
    /// <summary>"unknown.unknown: ", and no name is longer.</summary>
    public const int TextLengthMax = 17;

    private const uint PriorityMask = 7;
    private const uint FacilityMask = 0x3f8;
    private const int PriorityBits = 3;

    /// <summary>
    /// Writes "facility.priority: " for the code at the start of a line: the text's length, or 0 where there is no code.
    /// codeLength is how much of the line the code takes.
    /// </summary>
    public static int Name(ReadOnlySpan<byte> line, Span<byte> text, out int codeLength)
    {
        Assert.That(text.Length >= TextLengthMax);
        codeLength = 0;
        int end = line.IndexOf((byte)'>');
        if (end < 0 || line[0] != '<' || !Text.TryParse(line[1..end], out uint code))
        {
            return 0;
        }
        codeLength = end + 1;
        ReadOnlySpan<byte> facility = Facility((code & FacilityMask) >> PriorityBits);
        ReadOnlySpan<byte> priority = Priority(code & PriorityMask);
        facility.CopyTo(text);
        text[facility.Length] = (byte)'.';
        priority.CopyTo(text[(facility.Length + 1)..]);
        int length = facility.Length + 1 + priority.Length;
        ": "u8.CopyTo(text[length..]);
        return length + 2;
    }

    private static ReadOnlySpan<byte> Facility(uint number) => number switch
    {
        0 => "kern"u8,
        1 => "user"u8,
        2 => "mail"u8,
        3 => "daemon"u8,
        4 => "auth"u8,
        5 => "syslog"u8,
        6 => "lpr"u8,
        7 => "news"u8,
        8 => "uucp"u8,
        9 => "cron"u8,
        10 => "authpriv"u8,
        11 => "ftp"u8,
        16 => "local0"u8,
        17 => "local1"u8,
        18 => "local2"u8,
        19 => "local3"u8,
        20 => "local4"u8,
        21 => "local5"u8,
        22 => "local6"u8,
        23 => "local7"u8,
        24 => "mark"u8,
        _ => "unknown"u8,
    };

    private static ReadOnlySpan<byte> Priority(uint number) => number switch
    {
        0 => "emerg"u8,
        1 => "alert"u8,
        2 => "crit"u8,
        3 => "err"u8,
        4 => "warn"u8,
        5 => "notice"u8,
        6 => "info"u8,
        _ => "debug"u8,
    };
}
