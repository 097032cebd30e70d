using System;
using Sestet.Cli;

namespace Sestet.Commands;

/// <summary>s6-echo under another name, for scripts of boot and shutdown (s6-linux-init-echo.html).</summary>
internal struct S6LinuxInitEcho : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-linux-init-echo"u8;

    public static ReadOnlySpan<byte> Usage => "s6-linux-init-echo [ -n ] [ -s sep ] args..."u8;

    public static ReadOnlySpan<byte> Options => S6Echo.Options;

    public static ReadOnlySpan<byte> Help => S6Echo.Help;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation) => S6Echo.Run(invocation);
}
