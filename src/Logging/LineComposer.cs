using System;
using System.Numerics;
using System.Runtime.Intrinsics;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// Puts the same header before each of many lines. A line's end is found while it is copied, 16 bytes at once, so that
/// what is behind its end is copied too, and then overwritten by the next.
/// </summary>
internal static class LineComposer
{
    private const int Width = 16;

    /// <summary>Bytes behind the composed lines that are overwritten.</summary>
    public const int Slack = Width;

    /// <summary>
    /// Copies whole lines, each behind the header, to the start of the output, which has room for them and the slack.
    /// Returns the bytes they have become.
    /// </summary>
    public static int Compose(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> header, Span<byte> output)
    {
        Assert.That(!lines.IsEmpty && lines[^1] == '\n');
        bool isShort = header.Length is >= Width and <= 2 * Width;
        Vector128<byte> headerStart = isShort ? Vector128.Create(header) : default;
        Vector128<byte> headerEnd = isShort ? Vector128.Create(header[^Width..]) : default;
        int from = 0;
        int to = 0;
        while (from < lines.Length)
        {
            if (isShort)
            {
                headerStart.CopyTo(output[to..]);
                headerEnd.CopyTo(output[(to + header.Length - Width)..]);
            }
            else
            {
                header.CopyTo(output[to..]);
            }
            to += header.Length;
            int line = CopyLine(lines[from..], output[to..]);
            from += line;
            to += line;
        }
        return to;
    }

    /// <summary>Copies the first line with its newline; its length.</summary>
    private static int CopyLine(ReadOnlySpan<byte> lines, Span<byte> output)
    {
        Vector128<byte> newline = Vector128.Create((byte)'\n');
        int at = 0;
        for (; at <= lines.Length - Width; at += Width)
        {
            Vector128<byte> part = Vector128.Create(lines[at..]);
            part.CopyTo(output[at..]);
            uint ends = Vector128.Equals(part, newline).ExtractMostSignificantBits();
            if (ends != 0)
            {
                return at + BitOperations.TrailingZeroCount(ends) + 1;
            }
        }
        int rest = lines[at..].IndexOf((byte)'\n') + 1;
        lines.Slice(at, rest).CopyTo(output[at..]);
        return at + rest;
    }
}
