using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Kills every process (s6-linux-init-nuke.html).</summary>
internal struct S6LinuxInitNuke : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-linux-init-nuke"u8;

    public static ReadOnlySpan<byte> Usage => "s6-linux-init-nuke"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Sends SIGKILL to all processes that it may send it to, but to itself and process 1. For the scripts of containers.

        Exits 0; 111 where the signal cannot be sent.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Errno error = Kernel.KillAll(Signal.SIGKILL);
        // Nobody is left to be killed.
        return Outcome.Exit(error.Failed && error != Errno.ESRCH
            ? Diagnostics.Unable(ExitCode.System, error, "kill"u8)
            : ExitCode.Success);
    }
}
