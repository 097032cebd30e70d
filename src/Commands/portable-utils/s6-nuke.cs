using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sends a signal to every process (s6-nuke.html).</summary>
internal struct S6Nuke : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-nuke"u8;

    public static ReadOnlySpan<byte> Usage => "s6-nuke [ -h | -t | -k ]"u8;

    public static ReadOnlySpan<byte> Options => "htk"u8;

    public static ReadOnlySpan<byte> Help => """
        Sends a signal to all processes that it may send it to, but to itself and process 1.

          -h  SIGHUP   -t  SIGTERM and then SIGCONT   -k  SIGKILL

        Exits 0, without an option too; 100 on wrong usage; 111 where the signal cannot be sent.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Signal first = default;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'h':
                    first = Signal.SIGHUP;
                    break;
                case (byte)'t':
                    first = Signal.SIGTERM;
                    break;
                case (byte)'k':
                    first = Signal.SIGKILL;
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        Errno error = first.IsNone ? Errno.None : Kernel.KillAll(first);
        if (first.Number == Signal.SIGTERM.Number)
        {
            Errno second = Kernel.KillAll(Signal.SIGCONT);
            error = error.Failed ? error : second;
        }
        return Outcome.Exit(error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "kill"u8)
            : ExitCode.Success);
    }
}
