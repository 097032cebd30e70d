using System;
using Sestet.Cli;
using Sestet.Execline.Host;

namespace Sestet.Commands;

/// <summary>Replaces positional parameters in the rest of the command line (elgetpositionals.html).</summary>
internal struct Elgetpositionals : ICommand
{
    public static ReadOnlySpan<byte> Name => "elgetpositionals"u8;

    public static ReadOnlySpan<byte> Usage => "elgetpositionals [ -P num ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "P:"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog... with $1, $2 ... replaced by the variables of these names, $0 likewise, $# by the number of them,
        and $@ by all of them, as so many words.

          -P  parameters up to num are empty words where there are fewer

        Exits 0 without a prog; 100 on wrong usage, and where one of the variables is missing; 126 or 127 where prog cannot
        be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => Directives.Run<PositionalsDirective>(invocation);
}
