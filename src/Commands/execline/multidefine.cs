using System;
using Sestet.Cli;
using Sestet.Execline.Host;

namespace Sestet.Commands;

/// <summary>Splits a value and replaces several names by its words in the rest of the command line (multidefine.html).</summary>
internal struct Multidefine : ICommand
{
    public static ReadOnlySpan<byte> Name => "multidefine"u8;

    public static ReadOnlySpan<byte> Usage =>
        "multidefine [ -0 ] [ -r ] [ -N | -n ] [ -C | -c ] [ -d delim ] value { vars... } prog..."u8;

    public static ReadOnlySpan<byte> Options => "0rNnCcd:"u8;

    public static ReadOnlySpan<byte> Help => """
        Splits value into words and executes prog... with the first name of the block replaced by the first word, and so on.
        An empty name takes a word that is not wanted. Excess words are lost; excess names are replaced by empty words.

          -0  words that have excess names in them are left out
          -r  the last name is replaced by all the rest of the words
          -C  several delimiters in a row become the first of them   -c  not (the default)
          -n  without the last letter where it is a delimiter        -N  not (the default)
          -d  the delimiters, " \n\r\t" by default; none: the value is a sequence of netstrings

        Exits 0 without a prog; 100 on wrong usage; 111 where the value is no sequence of netstrings; 126 or 127 where prog
        cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => Directives.Run<MultidefineDirective>(invocation);
}
