using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>Puts the same header before each of many lines.</summary>
internal static class LineComposer
{
    /// <summary>
    /// Copies whole lines, each behind the header, to the start of the output, which has room for a header for each byte.
    /// Returns the bytes they have become.
    /// </summary>
    public static int Compose(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> header, Span<byte> output)
    {
        Assert.That(!lines.IsEmpty && lines[^1] == '\n');
        int length = 0;
        while (!lines.IsEmpty)
        {
            int line = lines.IndexOf((byte)'\n') + 1;
            header.CopyTo(output[length..]);
            length += header.Length;
            lines[..line].CopyTo(output[length..]);
            length += line;
            lines = lines[line..];
        }
        return length;
    }
}
