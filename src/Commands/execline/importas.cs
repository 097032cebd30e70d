using System;
using Sestet.Cli;
using Sestet.Execline.Host;

namespace Sestet.Commands;

/// <summary>Replaces a name by the value of a variable in the rest of the command line (importas.html).</summary>
internal struct Importas : ICommand
{
    public static ReadOnlySpan<byte> Name => "importas"u8;

    public static ReadOnlySpan<byte> Usage =>
        "importas [ -i | -D default ] [ -u ] [ -N | -n ] [ -s ] [ -C | -c ] [ -d delim ] key var prog..."u8;

    public static ReadOnlySpan<byte> Options => "SiuD:NnsCcd:"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with every $key and ${key} replaced by the value of the variable var. Where it is not set, words that
        have the key in them are left out.

          -i  exit 100 where var is not set
          -D  the value where var is not set
          -u  take var out of the environment
          -S  the key is called as the variable
          -C  several delimiters in a row become the first of them   -c  not (the default)
          -n  without the last letter where it is a delimiter        -N  not (the default)
          -s  split into words at the delimiters
          -d  the delimiters, " \n\r\t" by default; none: the value is a sequence of netstrings

        Exits 0 without a prog; 100 on wrong usage; 111 where the value is no sequence of netstrings; 126 or 127 where prog
        cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => Directives.Run<ImportDirective>(invocation);
}
