using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>A datagram for syslog as the line that s6-socklog makes of it (s6-socklog.html, "Interface").</summary>
internal static class SyslogLine
{
    /// <summary>Bytes that a line may have more than its datagram: the code's name, an ellipsis and the newline.</summary>
    public const int Overhead = SyslogCode.TextLengthMax + 4;

    /// <summary>
    /// Writes the line with its newline and returns its length. truncated: the datagram was longer than this. raw: its code
    /// stays as it is.
    /// </summary>
    public static int Compose(ReadOnlySpan<byte> datagram, bool truncated, bool raw, Span<byte> line)
    {
        Assert.That(line.Length >= datagram.Length + Overhead);
        while (!datagram.IsEmpty && IsEnd(datagram[^1]))
        {
            datagram = datagram[..^1];
        }
        int codeLength = 0;
        int length = raw ? 0 : SyslogCode.Name(datagram, line, out codeLength);
        foreach (byte letter in datagram[codeLength..])
        {
            line[length++] = IsEnd(letter) ? (byte)'~' : letter;
        }
        if (truncated)
        {
            "..."u8.CopyTo(line[length..]);
            length += 3;
        }
        line[length++] = (byte)'\n';
        return length;
    }

    private static bool IsEnd(byte letter) => letter is 0 or (byte)'\n';
}
