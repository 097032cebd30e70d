using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Tells the time between lines (s6-tai64ndiff.html).</summary>
internal struct S6Tai64ndiff : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-tai64ndiff"u8;

    public static ReadOnlySpan<byte> Usage => "s6-tai64ndiff"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Copies standard input to standard output with the TAI64N time stamp at the start of a line replaced by the seconds
        since the one before, in brackets, which are empty for the first. A line without a time stamp stays.

        Exits 0 at the end of the input; 111 where it cannot be read or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    /// <summary>"[", 10 columns or more for the seconds, a dot, nine digits, a blank, "]".</summary>
    private const int SecondsWidth = 10;

    private const int FractionWidth = 9;

    public static Outcome Run(in Invocation invocation)
    {
        LineReader lines = new(Fd.StandardInput, stackalloc byte[Limits.FilterBufferLength]);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        Tai last = default;
        bool hasLast = false;
        bool ended = false;
        while (!ended)
        {
            int code = Filter.ReadOn(ref lines, ref output, out ended);
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
            while (lines.Next(out ReadOnlySpan<byte> piece, out bool beginsLine))
            {
                bool stamped = false;
                Tai time = default;
                if (beginsLine)
                {
                    stamped = Tai.TryParse(piece, out time);
                    if (stamped)
                    {
                        Write(time, last, hasLast, ref output);
                        last = time;
                        piece = piece[Tai.TextLength..];
                    }
                    hasLast = stamped;
                }
                output.Write(piece);
            }
        }
        return Outcome.Exit(Filter.Finish(ref output));
    }

    private static void Write(Tai time, Tai last, bool hasLast, ref Output output)
    {
        if (!hasLast)
        {
            output.Write("[          .          ]"u8);
            return;
        }
        bool negative = time.CompareTo(last) < 0;
        Tai later = negative ? last : time;
        Tai earlier = negative ? time : last;
        ulong seconds = later.SecondsSince(earlier);
        uint nanoseconds = later.Nanoseconds >= earlier.Nanoseconds
            ? later.Nanoseconds - earlier.Nanoseconds
            : later.Nanoseconds + 1_000_000_000 - earlier.Nanoseconds;
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        int length = Text.Format(seconds, digits);
        output.Write("["u8);
        for (int i = length + (negative ? 1 : 0); i < SecondsWidth; i++)
        {
            output.Write(" "u8);
        }
        output.Write(negative ? "-"u8 : default);
        output.Write(digits[..length]);
        output.Write("."u8);
        length = Text.Format(nanoseconds, digits);
        for (int i = length; i < FractionWidth; i++)
        {
            output.Write("0"u8);
        }
        output.Write(digits[..length]);
        output.Write(" ]"u8);
    }
}
