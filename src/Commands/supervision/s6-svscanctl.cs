using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Sends commands to the s6-svscan of a scan directory (s6-svscanctl.html).</summary>
internal struct S6Svscanctl : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svscanctl"u8;

    public static ReadOnlySpan<byte> Usage => "s6-svscanctl [ -zabhitqnN ] scandir"u8;

    public static ReadOnlySpan<byte> Options => "zabhitqnN"u8;

    public static ReadOnlySpan<byte> Help => """
        Sends the commands, in their order, to the s6-svscan process that runs on scandir.

          -a  scan scandir now                 -h  scan, and stop what has gone (as -an)
          -t  -i  stop everything and exit; loggers end when they have read all
          -q  stop everything and exit; loggers are killed too
          -n  stop services that the last scan did not find    -N  the same, their loggers too
          -b  exit at once, and leave the supervisors alone    -z  reap zombies

          --upgrade  by itself: s6-svscan and every s6-supervise go on in the programs that are installed now, in the same
              processes; services do not notice. s6-svscan first has the new program tried out: where it does not run,
              the old one goes on, and s6-svscan says why. So it does where the new one cannot be executed. Under
              s6-svscan --density, listeners hear each service's s and its state once more.

        Exits 0; 100 on wrong usage or where no s6-svscan runs on scandir; 111 where the command cannot be sent.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        if (invocation.Arguments.Count == 2 && invocation.Arguments[0].SequenceEqual("--upgrade"u8))
        {
            return Outcome.Exit(Send(invocation.Arguments[1], "E"u8));
        }
        Span<byte> letters = stackalloc byte[Limits.ControlCommandsMax];
        int count = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            if (letter == OptionParser.Bad)
            {
                return Outcome.Exit(ExitCode.Usage);
            }
            if (count >= letters.Length)
            {
                return Outcome.Exit(Diagnostics.Fatal(ExitCode.Usage, "too many commands"u8));
            }
            letters[count++] = letter;
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        return Outcome.Exit(Send(options.Rest[0], letters[..count]));
    }

    private static int Send(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> letters) =>
        ServiceDirectory.Control(directory, "/.s6-svscan/control"u8, letters, out Errno error) switch
        {
            ControlOutcome.Sent => ExitCode.Success,
            ControlOutcome.NotListening =>
                Diagnostics.Fatal(ExitCode.Usage, "unable to control "u8, directory, ": supervisor not listening"u8),
            ControlOutcome.Broken =>
                Diagnostics.Fatal(ExitCode.Usage, error, "something is wrong with the "u8, directory, "/.s6-svscan directory"u8),
            _ => Diagnostics.Unable(ExitCode.System, error, "control "u8, directory),
        };
}
