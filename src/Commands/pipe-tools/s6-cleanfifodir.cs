using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Removes FIFOs that nobody reads from a fifodir (s6-cleanfifodir.html).</summary>
internal struct S6Cleanfifodir : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-cleanfifodir"u8;

    public static ReadOnlySpan<byte> Usage => "s6-cleanfifodir fifodir"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Removes the FIFOs that killed listeners have left in fifodir, which must belong to the current user.
        Exits 0; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count < 1)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Errno error = Fifodir.Clean(Fd.CurrentDirectory, invocation.Arguments.AtZ(0));
        return Outcome.Exit(error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "clean up fifodir at "u8, invocation.Arguments[0]));
    }
}
