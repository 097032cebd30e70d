using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Becomes another program unless a client has too many connections (s6-connlimit.html).</summary>
internal struct S6Connlimit : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-connlimit"u8;

    public static ReadOnlySpan<byte> Usage => "s6-connlimit prog..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Operands => "R"u8;

    public static ReadOnlySpan<byte> Help => """
        Executes prog where a client has fewer connections than it may have. Behind what the variable PROTO says, CONNNUM is
        the number of connections that it has, and CONNMAX how many it may have; where that is not set there is no limit.
        s6-ipcserverd sets the first, and the rules of s6-ipcserver-access can set the second.

        Exits 1 where the limit is reached; 100 where a variable is missing or no number; 126 or 127 where prog cannot be
        executed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        EnvironmentBlock environment = invocation.Environment;
        if (!environment.TryGet("PROTO"u8, out ReadOnlySpan<byte> protocolZ))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "PROTO not set"u8));
        }
        if (protocolZ.Length == 1)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "empty PROTO"u8));
        }
        PathBuffer name = new(stackalloc byte[Limits.PathLengthMax]);
        name.Append(protocolZ[..^1]);
        int length = name.Length;
        name.Append("CONNNUM"u8);
        if (name.Overflowed)
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid PROTO"u8));
        }
        if (!environment.TryGet(name.Text, out ReadOnlySpan<byte> numberZ))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, name.Text, " not set"u8));
        }
        if (!Text.TryParse(numberZ[..^1], out uint number))
        {
            return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid "u8, name.Text));
        }
        name.Truncate(length);
        name.Append("CONNMAX"u8);
        if (environment.TryGet(name.Text, out ReadOnlySpan<byte> maximumZ))
        {
            if (!Text.TryParse(maximumZ[..^1], out uint maximum))
            {
                return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "invalid "u8, name.Text));
            }
            // The page: "superior or equal". The reference lets one more through.
            if (number >= maximum)
            {
                return Outcome.Exit(Diagnostics.Fatal(
                    ExitCode.Failure, "number of connections from this client limited to "u8, maximumZ[..^1]));
            }
        }
        return Outcome.ChainOrExit(invocation.Arguments, environment);
    }
}
