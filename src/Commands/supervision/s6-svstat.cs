using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Supervision;
using Sestet.Supervision.Host;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Prints the state of a service (s6-svstat.html).</summary>
internal struct S6Svstat : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-svstat"u8;

    public static ReadOnlySpan<byte> Usage => """
        s6-svstat [ -uwNrpgest | -o up,wantedup,normallyup,ready,paused,pid,pgid,exitcode,signal,signum,updownsince,readysince,updownfor,readyfor ] [ -n ] servicedir
        """u8;

    public static ReadOnlySpan<byte> Options => "no:uwNrpgest"u8;

    public static ReadOnlySpan<byte> Help => """
        Prints a line for people about the service at servicedir, or the fields asked for, separated by blanks.

          -o fields   a list with commas, of:
            up wantedup normallyup ready paused   true or false
            pid pgid                              of ./run, or -1
            exitcode signal signum                how the last ./run ended; -1 or NA while it runs
            updownsince readysince                TAI64N times
            updownfor readyfor                    seconds
            restarts                              how often ./run has ended without being told to
            failure                               why the service has failed permanently, or NA
            statustext                            what the service says of itself, or NA
            memory memorypeak                     bytes that its cgroup takes, and took at most, or -1
            cpu tasks                             milliseconds it has used; processes and threads in it; or -1
            oom                                   processes of it killed for want of memory, or -1
          -u -w -N -r -p -g -e -s -t   up, wantedup, normallyup, ready, pid, pgid, exitcode, signal, updownfor
          -n   in the line for people, a number in place of a signal's name

        Exits 0; 1 where servicedir is not supervised; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    public static Outcome Run(in Invocation invocation)
    {
        Span<StatusField> fields = stackalloc StatusField[Limits.StatusFieldsMax];
        int count = 0;
        bool numbers = false;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            int code = ExitCode.Success;
            switch (letter)
            {
                case OptionParser.Bad:
                    return Outcome.Exit(ExitCode.Usage);
                case (byte)'n':
                    numbers = true;
                    break;
                case (byte)'o':
                    code = ParseFields(options.Value, fields, ref count);
                    break;
                default:
                    code = Add(StatusFields.OfLetter(letter), fields, ref count);
                    break;
            }
            if (code != ExitCode.Success)
            {
                return Outcome.Exit(code);
            }
        }
        return options.Rest.Count == 0 ? options.UsageError() : Outcome.Exit(Show(options.Rest[0], fields[..count], numbers));
    }

    private static int ParseFields(ReadOnlySpan<byte> list, Span<StatusField> fields, ref int count)
    {
        while (!list.IsEmpty)
        {
            int comma = list.IndexOf((byte)',');
            ReadOnlySpan<byte> name = comma < 0 ? list : list[..comma];
            list = comma < 0 ? default : list[(comma + 1)..];
            StatusField field = StatusFields.OfName(name);
            if (field == StatusField.None)
            {
                return Diagnostics.Fatal(ExitCode.Usage, "invalid option field: "u8, name);
            }
            int code = Add(field, fields, ref count);
            if (code != ExitCode.Success)
            {
                return code;
            }
        }
        return ExitCode.Success;
    }

    private static int Add(StatusField field, Span<StatusField> fields, ref int count)
    {
        if (count >= fields.Length)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "too many option fields"u8);
        }
        fields[count++] = field;
        return ExitCode.Success;
    }

    private static int Show(ReadOnlySpan<byte> directory, ReadOnlySpan<StatusField> fields, bool numbers)
    {
        Result<bool> supervised = ServiceDirectory.IsSupervised(directory);
        if (!supervised.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, supervised.Error, "check "u8, directory);
        }
        if (!supervised.Value)
        {
            return Diagnostics.Fatal(
                ExitCode.Failure, "unable to read status for "u8, directory, ": s6-supervise not running"u8);
        }
        Errno error = ServiceDirectory.ReadStatus(directory, out ServiceStatus status);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "read status for "u8, directory);
        }
        Result<bool> normallyUp = ServiceDirectory.IsNormallyUp(directory);
        if (!normallyUp.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, normallyUp.Error, "access "u8, directory, "/down"u8);
        }
        StatusPrinter printer = new(status, normallyUp.Value, Kernel.WallClock(), new ServiceDetails(directory));
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.MessageBufferLength]);
        if (fields.IsEmpty)
        {
            printer.PrintLine(ref output, numbers);
        }
        else
        {
            printer.PrintFields(ref output, fields);
        }
        output.Write("\n"u8);
        output.Flush();
        return output.Error.IsNone ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, output.Error, "write to stdout"u8);
    }
}
