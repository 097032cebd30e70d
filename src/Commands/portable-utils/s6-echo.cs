using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints its arguments (s6-echo.html).</summary>
internal struct S6Echo : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-echo"u8;

    public static ReadOnlySpan<byte> Usage => "s6-echo [ -n ] [ -s sep ] args..."u8;

    public static ReadOnlySpan<byte> Options => "ns:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints its arguments with blanks between them, and a newline.

          -n  no newline   -s  the first character of sep in place of a blank; none: NUL

        Exits 0; 100 on wrong usage; 111 where the output cannot be written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool newline = true;
        byte separator = (byte)' ';
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'n':
                    newline = false;
                    break;
                case (byte)'s':
                    separator = options.ValueZ[0];
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Arguments words = options.Rest;
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.CopyLength]);
        for (int i = 0; i < words.Count; i++)
        {
            if (i > 0)
            {
                output.Write([separator]);
            }
            output.Write(words[i]);
        }
        if (newline)
        {
            output.Write("\n"u8);
        }
        return Outcome.Exit(Filter.Finish(ref output));
    }
}
