using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints a sequence of numbers (s6-seq.html).</summary>
internal struct S6Seq : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-seq"u8;

    public static ReadOnlySpan<byte> Usage => "s6-seq [ -w ] [ -s separator ] limits"u8;

    public static ReadOnlySpan<byte> Options => "ws:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the numbers from 1, or from the first of two or three limits, to the last, by steps of 1 or of the middle one
        of three, each with a newline. A step of 0 has no end.

          -w  all of the same width, with zeros before   -s  separator in place of the newline; none: NUL

        Exits 0; 100 on wrong usage; 111 where the output cannot be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool wide = false;
        TextReference separator = new("\n"u8);
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'w':
                    wide = true;
                    break;
                case (byte)'s':
                    separator = new TextReference(options.Value.IsEmpty ? options.ValueZ : options.Value);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Arguments words = options.Rest;
        uint first = 1;
        uint step = 1;
        uint last = 0;
        bool valid = words.Count is > 0 and < 4
            && Text.TryParse(words[words.Count - 1], out last)
            && (words.Count < 2 || Text.TryParse(words[0], out first))
            && (words.Count < 3 || Text.TryParse(words[1], out step));
        return valid ? Outcome.Exit(Print(first, step, last, separator.Text, wide)) : options.UsageError();
    }

    private static int Print(uint first, uint step, uint last, ReadOnlySpan<byte> separator, bool wide)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        int width = wide ? Text.Format(last, digits) : 0;
        for (ulong number = first; number <= last && output.Error.IsNone; number += step)
        {
            int length = Text.Format(number, digits);
            for (int i = length; i < width; i++)
            {
                output.Write("0"u8);
            }
            output.Write(digits[..length]);
            output.Write(separator);
        }
        return Filter.Finish(ref output);
    }
}
