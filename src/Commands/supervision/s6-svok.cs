using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Tells whether a service directory is supervised (s6-svok.html).</summary>
internal struct S6Svok : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svok"u8;

    public static ReadOnlySpan<byte> Usage => "s6-svok servicedir"u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Exits 0 if an s6-supervise process is monitoring servicedir, 1 if there is none, 111 on an error.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count < 1)
        {
            return Outcome.Exit(Diagnostics.Usage(Usage));
        }
        Result<bool> supervised = ServiceDirectory.IsSupervised(invocation.Arguments[0]);
        if (!supervised.Ok)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, supervised.Error, "check "u8, invocation.Arguments[0]));
        }
        return Outcome.Exit(supervised.Value ? ExitCode.Success : ExitCode.Failure);
    }
}
