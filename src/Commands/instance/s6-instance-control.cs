using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sends commands to an instance: s6-svc on its service directory (s6-instance-control.html).</summary>
internal struct S6InstanceControl : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-instance-control"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-instance-control [ -wu | -wU | -wd | -wD | -wr | -wR ] [ -T timeout ] [ -s signal | -abqhkti12pcyrlPCK ] [ -oduDUxOQ ] service instancename"u8;

    public static ReadOnlySpan<byte> Options => S6Svc.Options;

    public static ReadOnlySpan<byte> Help => """
        Sends commands to the supervisor of an instance of the service of instances at service. The options are those of
        s6-svc.

        Exits 0; 99 after the time of -T; 100 on wrong usage; 102 where there is no such instance; 111 where a system call
        failed.
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
            if ((letter == 'T' && !Text.TryParse(options.Value, out uint _))
                || (letter == 'w' && !"dDuUrR"u8.Contains(options.ValueZ[0])))
            {
                return options.UsageError();
            }
        }
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        ArgumentList words = new(stackalloc nint[invocation.Arguments.Count + 1]);
        int code = InstancedService.Redirect(invocation.Arguments, options, ref path, ref words);
        if (code != ExitCode.Success)
        {
            return Outcome.Exit(code);
        }
        Diagnostics.SetProgram(S6Svc.Name, default);
        int command = CommandTable.IndexOf(S6Svc.Name);
        return S6Svc.Run(new Invocation(words.Arguments, invocation.Environment, command), ExitCode.TimedOut);
    }
}
