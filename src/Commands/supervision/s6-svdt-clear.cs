using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Forgets the recorded deaths of a service (s6-svdt-clear.html).</summary>
internal struct S6SvdtClear : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svdt-clear"u8;

    public static ReadOnlySpan<byte> Usage => "s6-svdt-clear servicedir"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Clears the death tally of the service that is supervised at servicedir, which s6-svdt prints and
        s6-permafailon judges by. Exits 0; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count < 1)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        ReadOnlySpan<byte> directory = invocation.Arguments[0];
        Errno error = DeathTallyFile.Replace(directory, default);
        return Outcome.Exit(error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, error, "clear death tally for service "u8, directory));
    }
}
