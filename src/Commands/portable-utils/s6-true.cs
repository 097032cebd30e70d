using System;
using Sestet.Cli;

namespace Sestet.Commands;

/// <summary>Succeeds (s6-true.html).</summary>
internal struct S6True : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-true"u8;

    public static ReadOnlySpan<byte> Usage => "s6-true"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Does nothing, and exits 0, whatever its arguments.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => Outcome.Exit(ExitCode.Success);
}
