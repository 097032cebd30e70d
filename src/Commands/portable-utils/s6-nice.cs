using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Changes the nice value, then becomes another program (s6-nice.html).</summary>
internal struct S6Nice : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-nice"u8;

    public static ReadOnlySpan<byte> Usage => "s6-nice [ -I | -i ] [ -n value ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "Iin:"u8;

    public static ReadOnlySpan<byte> Help => """
        Adds to the nice value, then executes prog.

          -n  what is added, 10 by default; less than 0 is for root
          -i  exit 111 where that is not allowed   -I  only warn of it (the default)

        Exits 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool strict = false;
        int value = 10;
        TextReference text = new("10"u8);
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'I':
                    strict = false;
                    break;
                case (byte)'i':
                    strict = true;
                    break;
                case (byte)'n':
                    text = new TextReference(options.Value);
                    if (!TryParse(text.Text, out value))
                    {
                        return options.UsageError();
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
        Errno error = Kernel.ChangeNice(value);
        if (error.Failed && strict)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "nice to "u8, text.Text));
        }
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "nice to "u8, text.Text);
        }
        return Outcome.Chain(options.Rest, invocation.Environment);
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out int value)
    {
        bool negative = !text.IsEmpty && text[0] == '-';
        bool signed = negative || (!text.IsEmpty && text[0] == '+');
        bool valid = Text.TryParse(signed ? text[1..] : text, out uint number) && number <= short.MaxValue;
        value = !valid ? 0 : negative ? -(int)number : (int)number;
        return valid;
    }
}
