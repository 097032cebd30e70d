using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints or sets the machine's name (s6-hostname.html).</summary>
internal struct S6Hostname : ICommand
{
    /// <summary>A name of 64 bytes, as the kernel allows, and a newline.</summary>
    private const int TextLength = 65;

    public static ReadOnlySpan<byte> Name => "s6-hostname"u8;

    public static ReadOnlySpan<byte> Usage => "s6-hostname [ hostname ]"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the machine's name, or makes hostname its name. There are no options: a word with a dash is a name, too.

        Exits 0; 111 where the name cannot be set or printed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count > 0)
        {
            Errno error = Kernel.SetHostName(invocation.Arguments[0]);
            return Outcome.Exit(
                error.Failed ? Diagnostics.Unable(ExitCode.System, error, "set hostname"u8) : ExitCode.Success);
        }
        Span<byte> text = stackalloc byte[TextLength];
        int length = Kernel.HostName(text[..^1]);
        text[length] = (byte)'\n';
        Errno failure = Output.WriteAll(Fd.StandardOutput, text[..(length + 1)]);
        return Outcome.Exit(
            failure.Failed ? Diagnostics.Unable(ExitCode.System, failure, "write to stdout"u8) : ExitCode.Success);
    }
}
