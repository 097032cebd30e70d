using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints when and how a service died (s6-svdt.html).</summary>
internal struct S6Svdt : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svdt"u8;

    public static ReadOnlySpan<byte> Usage => "s6-svdt [ -S | -s ] [ -n maxentries ] servicedir"u8;

    public static ReadOnlySpan<byte> Options => "Ssn:"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the recorded deaths of the service at servicedir, oldest first, one a line: a TAI64N time, "signal" or
        "exitcode", and which. s6-tai64nlocal makes the times readable.

          -S  names of signals (the default)   -s  numbers of signals
          -n  the last so many deaths only

        Exits 0; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        uint most = Limits.DeathTallyMax;
        bool numbers = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            switch (letter)
            {
                case (byte)'S':
                    numbers = false;
                    break;
                case (byte)'s':
                    numbers = true;
                    break;
                case (byte)'n':
                    if (!Text.TryParse(options.Value, out most))
                    {
                        return options.UsageError();
                    }
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
        }
        if (options.Rest.Count == 0)
        {
            return options.UsageError();
        }
        int records = (int)Math.Min(most, (uint)Limits.DeathTallyMax);
        return Outcome.Exit(records == 0 ? ExitCode.Success : Print(options.Rest[0], records, numbers));
    }

    private static int Print(ReadOnlySpan<byte> directory, int most, bool numbers)
    {
        Span<byte> tally = stackalloc byte[most * DeathRecord.Length];
        Result<int> read = DeathTallyFile.Read(directory, tally);
        if (!read.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, read.Error, "read death tally for service "u8, directory);
        }
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        for (int at = 0; at < read.Value; at += DeathRecord.Length)
        {
            DeathRecord death = DeathRecord.Unpack(tally.Slice(at, DeathRecord.Length));
            output.Write(death.Stamp);
            if (death.Signal == 0)
            {
                output.Write(" exitcode "u8);
                output.Write(death.ExitCode);
            }
            else if (numbers)
            {
                output.Write(" signal "u8);
                output.Write(death.Signal);
            }
            else
            {
                output.Write(" signal SIG"u8);
                output.Write(new Signal(death.Signal).Name);
            }
            output.Write("\n"u8);
        }
        output.Flush();
        return output.Error.IsNone
            ? ExitCode.Success
            : Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8);
    }
}
