using System;
using System.Numerics;
using System.Runtime.CompilerServices;
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
        Vector128<byte> newline = Vector128.Create((byte)'\n');
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
                Copy(header, output[to..]);
            }
            to += header.Length;
            uint ends = 0;
            while (ends == 0 && from <= lines.Length - Width)
            {
                Vector128<byte> part = Vector128.Create(lines[from..]);
                part.CopyTo(output[to..]);
                ends = Vector128.Equals(part, newline).ExtractMostSignificantBits();
                int copied = ends == 0 ? Width : BitOperations.TrailingZeroCount(ends) + 1;
                from += copied;
                to += copied;
            }
            if (ends == 0)
            {
                int rest = CopyShortLine(lines[from..], output[to..]);
                from += rest;
                to += rest;
            }
        }
        return to;
    }

    /// <summary>Copies the first line with its newline; its length.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CopyShortLine(ReadOnlySpan<byte> lines, Span<byte> output)
    {
        int length = lines.IndexOf((byte)'\n') + 1;
        lines[..length].CopyTo(output);
        return length;
    }

    // By itself, for the JIT keeps what it inlines of it on the stack, and clears that each time.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Copy(ReadOnlySpan<byte> header, Span<byte> output) => header.CopyTo(output);
}
