using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;


/// <summary>Exits (exit.html).</summary>
internal struct Exit : ICommand
{
    public static ReadOnlySpan<byte> Name => "exit"u8;

    public static ReadOnlySpan<byte> Usage => "exit [ exitcode ]"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Exits with that code, or 0. Where it is no number it exits 100.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        uint code = 0;
        return invocation.Arguments.Count > 0 && !Text.TryParse(invocation.Arguments[0], out code)
            ? Outcome.Exit(Diagnostics.Usage(Usage))
            // The kernel keeps 8 bits.
            : Outcome.Exit((int)(code & byte.MaxValue));
    }
}
