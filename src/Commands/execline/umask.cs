using System;
using Sestet.Cli;

namespace Sestet.Commands;

/// <summary>Sets the file creation mask: execline-umask under its short name (umask.html).</summary>
internal struct Umask : ICommand
{
    public static ReadOnlySpan<byte> Name => "umask"u8;

    public static ReadOnlySpan<byte> Usage => "umask value prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Sets the file creation mask to an octal value and executes prog.... Also called execline-umask.

        Exits 100 on wrong usage; 126 or 127 where prog cannot be executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => ExeclineUmask.Run(invocation);
}
