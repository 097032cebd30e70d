using System;
using Sestet.Cli;

namespace Sestet.Commands;

/// <summary>Changes the current directory: execline-cd under its short name (cd.html).</summary>
internal struct Cd : ICommand
{
    public static ReadOnlySpan<byte> Name => "cd"u8;

    public static ReadOnlySpan<byte> Usage => "cd path prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Changes to a directory and executes prog... there. Also called execline-cd.

        Exits 100 on wrong usage; 111 where a system call failed; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => ExeclineCd.Run(invocation);
}
