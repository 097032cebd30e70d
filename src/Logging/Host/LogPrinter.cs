using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// Prints lines for people: the logdir's name where there are several, the local time, the text. On a terminal the first
/// two are coloured, and control characters of the text, which could make the terminal do anything, become dots.
/// </summary>
internal ref struct LogPrinter
{
    private const int ColourCount = 6;
    private const byte Escape = 0x1b;
    private const byte Delete = 0x7f;

    private readonly bool _isTerminal;
    private readonly bool _hasColours;
    private readonly bool _hasNames;
    private TimeFormatter _times;
    private Output _output;

    public LogPrinter(Span<byte> buffer, bool isTerminal, bool hasColours, bool hasNames)
    {
        _isTerminal = isTerminal;
        _hasColours = hasColours;
        _hasNames = hasNames;
        _times = new TimeFormatter(local: true);
        _output = new Output(Fd.StandardOutput, buffer);
    }

    public readonly Errno Error => _output.Error;

    public void Flush() => _output.Flush();

    /// <summary>The beginning of a line: all of it but its newline, or its first part.</summary>
    public void Begin(in LogSource source, int index, scoped ReadOnlySpan<byte> name)
    {
        if (_hasNames)
        {
            Colour((byte)('1' + index % ColourCount));
            WriteText(name);
            EndColour();
            _output.Write(": "u8);
        }
        ReadOnlySpan<byte> line = source.Line;
        LineStamp stamp = source.Stamp;
        if (stamp.Length > 0)
        {
            Span<byte> time = stackalloc byte[TimeFormatter.TextLengthMax];
            int length = stamp.IsCalendar ? 0 : _times.Format(stamp.Time, time);
            Colour((byte)'6');
            // A date is one of the local time zone already; a label of a time that libc does not know stays one.
            WriteText(length > 0 ? time[..length] : TrimBlanks(line[..stamp.Length]));
            EndColour();
            _output.Write(" "u8);
        }
        WriteText(line[stamp.Length..]);
    }

    /// <summary>A further part of a line.</summary>
    public void Continue(scoped ReadOnlySpan<byte> part) => WriteText(part);

    public void End() => _output.Write("\n"u8);

    private static ReadOnlySpan<byte> TrimBlanks(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[^1] == ' ')
        {
            text = text[..^1];
        }
        return text;
    }

    private void Colour(byte number)
    {
        if (_hasColours)
        {
            Span<byte> sequence = stackalloc byte[5];
            "\x1b[30m"u8.CopyTo(sequence);
            sequence[3] = number;
            _output.Write(sequence);
        }
    }

    private void EndColour()
    {
        if (_hasColours)
        {
            _output.Write("\x1b[0m"u8);
        }
    }

    private void WriteText(scoped ReadOnlySpan<byte> text)
    {
        if (!_isTerminal)
        {
            _output.Write(text);
            return;
        }
        while (!text.IsEmpty)
        {
            int plain = 0;
            while (plain < text.Length && !IsControl(text[plain]))
            {
                plain++;
            }
            _output.Write(text[..plain]);
            if (plain < text.Length)
            {
                _output.Write("."u8);
                plain++;
            }
            text = text[plain..];
        }
    }

    private static bool IsControl(byte letter) => letter is (< 0x20 and not (byte)'\t') or Delete or Escape;
}
