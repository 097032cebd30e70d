using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Quotes lines (s6-quote-filter.html).</summary>
internal struct S6QuoteFilter : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-quote-filter"u8;

    public static ReadOnlySpan<byte> Usage => "s6-quote-filter [ -u ] [ -d delim ]"u8;

    public static ReadOnlySpan<byte> Options => "ud:"u8;

    public static ReadOnlySpan<byte> Help => """
        Copies standard input to standard output with every line in double quotes, as s6-unquote-filter reads it: all of it
        printable ASCII.

          -d  the first character of delim in place of the double quote   -u  only what is between the quotes

        Exits 0 at the end of the input; 100 on wrong usage; 111 where nothing can be quoted with delim, the input cannot be
        read, or the output not be written.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        bool bare = false;
        byte delimiter = (byte)'"';
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'u':
                    bare = true;
                    break;
                case (byte)'d':
                    delimiter = options.ValueZ[0];
                    if (delimiter == 0)
                    {
                        return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "no character to quote with!"u8));
                    }
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        return Outcome.Exit(Quoting.CanDelimit(delimiter)
            ? Copy(delimiter, bare)
            : Diagnostics.Unable(ExitCode.System, Errno.EINVAL, "quote"u8));
    }

    private static int Copy(byte delimiter, bool bare)
    {
        LineReader lines = new(Fd.StandardInput, stackalloc byte[Limits.FilterBufferLength]);
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.FilterBufferLength]);
        Span<byte> quoted = stackalloc byte[Quoting.QuotedByteMax];
        ReadOnlySpan<byte> quote = bare ? default : [delimiter];
        bool insideLine = false;
        bool ended = false;
        while (!ended)
        {
            int code = Filter.ReadOn(ref lines, ref output, out ended);
            if (code != ExitCode.Success)
            {
                return code;
            }
            while (lines.Next(out ReadOnlySpan<byte> piece, out bool beginsLine))
            {
                output.Write(beginsLine ? quote : default);
                insideLine = piece[^1] != '\n';
                foreach (byte value in insideLine ? piece : piece[..^1])
                {
                    output.Write(quoted[..Quoting.Quote(value, delimiter, quoted)]);
                }
                output.Write(insideLine ? default : quote);
                output.Write(insideLine ? default : "\n"u8);
            }
        }
        output.Write(insideLine ? quote : default);
        return Filter.Finish(ref output);
    }
}
