using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the state of an instance: s6-svstat on its service directory (s6-instance-status.html).</summary>
internal struct S6InstanceStatus : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-instance-status"u8;

    public static ReadOnlySpan<byte> Usage => """
        s6-instance-status [ -uwNrpgest | -o up,wantedup,normallyup,ready,paused,pid,pgid,exitcode,signal,signum,updownsince,readysince,updownfor,readyfor ] [ -n ] service name
        """u8;

    public static ReadOnlySpan<byte> Options => S6Svstat.Options;

    public static ReadOnlySpan<byte> Help => """
        Prints the state of an instance of the service of instances at service. The options are those of s6-svstat.

        Exits 0; 1 where there is no such instance; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        ArgumentList words = new(stackalloc nint[invocation.Arguments.Count + 1]);
        int code = InstancedService.Redirect(invocation.Arguments, options, ref path, ref words);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Diagnostics.SetProgram(S6Svstat.Name, default);
        int command = CommandTable.IndexOf(S6Svstat.Name);
        return S6Svstat.Run(new Invocation(words.Arguments, invocation.Environment, command));
    }
}
