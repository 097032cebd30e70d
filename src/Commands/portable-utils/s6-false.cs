using System;
using Sestet.Cli;

namespace Sestet.Commands;

/// <summary>Fails (s6-false.html).</summary>
internal struct S6False : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-false"u8;

    public static ReadOnlySpan<byte> Usage => "s6-false"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Does nothing, and exits 1, whatever its arguments.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => Outcome.Exit(ExitCode.Failure);
}
