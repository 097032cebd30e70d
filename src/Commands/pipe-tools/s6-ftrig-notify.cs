using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sends events to the listeners of a fifodir (s6-ftrig-notify.html).</summary>
internal struct S6FtrigNotify : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-ftrig-notify"u8;

    public static ReadOnlySpan<byte> Usage => "s6-ftrig-notify fifodir message"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Sends every character of message, each an event, to all that listen to fifodir now.
        Exits 0; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count < 2)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Kernel.BlockPipeSignal();
        Errno error = Fifodir.Notify(Fd.CurrentDirectory, invocation.Arguments.AtZ(0), invocation.Arguments[1]);
        return Outcome.Exit(error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "notify "u8, invocation.Arguments[0]));
    }
}
