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
        if (options.Rest.Count < 2)
        {
            return options.UsageError();
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        int code = InstancedService.Find(options.Rest[0], options.Rest[1], ref path);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        int count = invocation.Arguments.Count - options.Rest.Count;
        ArgumentList words = new(stackalloc nint[count + 2]);
        words.Add(invocation.Arguments.To(count));
        words.Add(path.TextZ);
        Diagnostics.SetProgram(S6Svstat.Name, default);
        int command = CommandTable.IndexOf(S6Svstat.Name);
        return S6Svstat.Run(new Invocation(words.Arguments, invocation.Environment, command));
    }
}
