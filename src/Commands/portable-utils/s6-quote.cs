using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Quotes a string (s6-quote.html).</summary>
internal struct S6Quote : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-quote"u8;

    public static ReadOnlySpan<byte> Usage => "s6-quote [ -n ] [ -u ] [ -d delim ] string"u8;

    public static ReadOnlySpan<byte> Options => "nud:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints string in double quotes, as s6-unquote and execlineb read it: all of it printable ASCII.

          -d  the first character of delim in place of the double quote   -u  only what is between the quotes   -n  no newline

        Exits 0; 100 on wrong usage; 111 where nothing can be quoted with delim, or the output cannot be written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool newline = true;
        bool bare = false;
        byte delimiter = (byte)'"';
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'n':
                    newline = false;
                    break;
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
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        if (!Quoting.CanDelimit(delimiter))
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, Errno.EINVAL, "quote"u8));
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.CopyLength]);
        Span<byte> quoted = stackalloc byte[Quoting.QuotedByteMax];
        ReadOnlySpan<byte> quote = bare ? default : [delimiter];
        output.Write(quote);
        foreach (byte value in options.Rest[0])
        {
            output.Write(quoted[..Quoting.Quote(value, delimiter, quoted)]);
        }
        output.Write(quote);
        output.Write(newline ? "\n"u8 : default);
        return Outcome.Exit(Filter.Finish(ref output));
    }
}
