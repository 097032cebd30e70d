using System;
using Sestet.Cli;
using Sestet.Execline.Host;

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
          -d  the delimiters, " \n\r\t" by default; none: the value is a sequence of netstrings

        Exits 0 without a prog; 100 on wrong usage; 111 where value is no sequence of netstrings; 126 or 127 where prog cannot
        be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => Directives.Run<DefineDirective>(invocation);
}
