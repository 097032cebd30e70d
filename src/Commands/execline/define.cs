using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Execline;
using Sestet.Execline.Host;
using Sestet.Linux;

namespace Sestet.Commands;

/// <summary>Replaces a name by a value in the rest of the command line (define.html).</summary>
internal struct Define : ICommand
{
    public static ReadOnlySpan<byte> Name => "define"u8;

    public static ReadOnlySpan<byte> Usage => "define [ -N | -n ] [ -s ] [ -C | -c ] [ -d delim ] key value prog..."u8;

    public static ReadOnlySpan<byte> Options => "NnsCcd:"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with every $key and ${key} replaced by value.

          -C  several delimiters in a row become the first of them   -c  not (the default)
          -n  without the last letter where it is a delimiter        -N  not (the default)
          -s  split into words at the delimiters
          -d  the delimiters, " \n\r\t" by default; none: value is a sequence of netstrings

        Exits 100 on wrong usage; 111 where value is no sequence of netstrings; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        ValueTransformation transformation = ValueTransformation.Default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            _ = transformation.TryApply(letter, options.ValueZ);
        }
        Arguments words = options.Rest;
        if (words.Count < 3)
        {
            return options.UsageError();
        }
        int code = KeyValue.TryMake(words[0], words[1], transformation, out SubstitutionKey key);
        return code == ExitCode.Success
            ? Substitution.Chain(words.From(2), invocation.Environment, [key])
            : Outcome.Exit(code);
    }
}
