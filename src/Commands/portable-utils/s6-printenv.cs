using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the environment (s6-printenv.html).</summary>
internal struct S6Printenv : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-printenv"u8;

    public static ReadOnlySpan<byte> Usage => "s6-printenv [ -n ] [ -0 | -d delimchar ]"u8;

    public static ReadOnlySpan<byte> Options => "n0d:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the variables of the environment, NAME=value, each with a newline.

          -0  a NUL in place of the newline                         -n  none behind the last
          -d  the first character of delimchar in its place; none: print netstrings

        Exits 0; 100 on wrong usage; 111 where the output cannot be written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        bool last = true;
        bool netstrings = false;
        byte delimiter = (byte)'\n';
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'n':
                    last = false;
                    break;
                case (byte)'0':
                    delimiter = 0;
                    netstrings = false;
                    break;
                case (byte)'d':
                    delimiter = options.ValueZ[0];
                    netstrings = options.Value.IsEmpty;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        return Outcome.Exit(netstrings
            ? EnvironmentPrinter.PrintNetstrings(invocation.Environment)
            : EnvironmentPrinter.Print(invocation.Environment, delimiter, last));
    }
}
