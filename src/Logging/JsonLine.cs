using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// Lines as JSON objects, one a line (docs/FORMATS.md): what is known when lines are read stands before a line's text, as
/// its header.
/// </summary>
internal static class JsonLine
{
    private const int FixedLength = 64;

    /// <summary>Behind the text of a line.</summary>
    public static ReadOnlySpan<byte> End => "\"}\n"u8;

    /// <summary>The longest header with names, prefix and time of those lengths.</summary>
    public static int HeaderLengthMax(int namesLength, int prefixLength, int timeLength) =>
        FixedLength + timeLength + JsonText.Expansion * (namesLength + prefixLength + 1);

    /// <summary>Writes a header; its length. time: as RFC 3339 has it, or empty.</summary>
    public static int WriteHeader(in LogStep step, ReadOnlySpan<byte> time, Span<byte> header)
    {
        int length = Append("{"u8, header, 0);
        length = AppendMember("\"time\":\""u8, time, header, length);
        length = AppendMember("\"service\":\""u8, step.Service.Text, header, length);
        length = AppendMember("\"stream\":\""u8, step.Stream.Text, header, length);
        length = Append("\"text\":\""u8, header, length);
        if (!step.Prefix.Text.IsEmpty)
        {
            length += JsonText.Escape(step.Prefix.Text, header[length..]);
            length = Append(" "u8, header, length);
        }
        return length;
    }

    /// <summary>
    /// Writes whole lines, each behind the header, to the start of the output, which has room for them escaped. Returns the
    /// bytes they have become.
    /// </summary>
    public static int Compose(ReadOnlySpan<byte> lines, ReadOnlySpan<byte> header, Span<byte> output)
    {
        Assert.That(!lines.IsEmpty && lines[^1] == '\n');
        int length = 0;
        while (!lines.IsEmpty)
        {
            int line = lines.IndexOf((byte)'\n');
            length = Append(header, output, length);
            length += JsonText.Escape(lines[..line], output[length..]);
            length = Append(End, output, length);
            lines = lines[(line + 1)..];
        }
        return length;
    }

    /// <summary>A member and the comma behind it; nothing where it has no value.</summary>
    private static int AppendMember(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, Span<byte> header, int length)
    {
        if (value.IsEmpty)
        {
            return length;
        }
        length = Append(name, header, length);
        length += JsonText.Escape(value, header[length..]);
        return Append("\","u8, header, length);
    }

    private static int Append(ReadOnlySpan<byte> text, Span<byte> output, int length)
    {
        text.CopyTo(output[length..]);
        return length + text.Length;
    }
}
