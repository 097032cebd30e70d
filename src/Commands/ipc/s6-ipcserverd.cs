using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ipc;
using Sestet.Ipc.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Accepts connections and runs a program for each (s6-ipcserverd.html).</summary>
internal struct S6Ipcserverd : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-ipcserverd"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-ipcserverd [ -v verbosity ] [ -1 ] [ -P | -p ] [ -c maxconn ] [ -C localmaxconn ] prog..."u8;

    public static ReadOnlySpan<byte> Options => "Pp1c:C:v:"u8;

    public static ReadOnlySpan<byte> Operands => "r"u8;

    public static ReadOnlySpan<byte> Help => """
        Its standard input is a socket of the Unix domain that is bound and listens. For every client that connects, prog is
        run with the connection as its standard input and output, and with these variables:

          PROTO          IPC
          IPCREMOTEEUID  the client's user, and IPCREMOTEEGID its group
          IPCREMOTEPATH  the path that the client's socket is bound to, if any
          IPCCONNNUM     how many other connections that user has

          -1        write a newline to standard output when connections are accepted, and close it
          -v LEVEL  0: errors only; 1, the default; 2: tell of every connection
          -p        look up who the client is (the default)
          -P        do not: the first two variables are not set, -C means nothing
          -c MAX    serve that many connections at once, 40 by default, 1000 at most
          -C MAX    refuse more than that many connections of one user; 40 by default, -c at most

        SIGTERM ends it, and leaves handlers alone. SIGHUP sends SIGTERM and SIGCONT to all handlers; SIGQUIT does that and
        ends it; SIGABRT kills all handlers and ends it.

        Exits 0 after such a signal; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        ServerOptions settings = new();
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            bool ok = true;
            switch (letter)
            {
                case (byte)'P':
                case (byte)'p':
                    settings.LooksUp = letter == 'p';
                    break;
                case (byte)'1':
                    settings.Notifies = true;
                    break;
                case (byte)'c':
                    ok = Text.TryParse(options.Value, out settings.ConnectionsMax);
                    break;
                case (byte)'C':
                    ok = Text.TryParse(options.Value, out settings.PerUserMax);
                    break;
                case (byte)'v':
                    ok = Text.TryParse(options.Value, out settings.Verbosity);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
            if (!ok)
            {
                return options.UsageError();
            }
        }
        if (options.Rest.Count == 0 || options.Rest[0].IsEmpty)
        {
            return options.UsageError();
        }
        settings.Settle();
        return Outcome.Exit(Serve(settings, options.Rest, invocation.Environment));
    }

    private static int Serve(in ServerOptions settings, Arguments handler, EnvironmentBlock environment)
    {
        int code = CheckDescriptors(settings);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = ConnectionServer.TryCreate(settings, handler, environment, out ConnectionServer server);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
        }
        Result<Fd> signals = Kernel.OpenSignals(ConnectionServer.SignalsWanted.Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        server.Begin();
        if (settings.Notifies)
        {
            // Who asked for it may have gone.
            _ = Kernel.Write(Fd.StandardOutput, "\n"u8);
        }
        // In place of standard output, which is closed by that.
        error = TakeOutput(signals.Value);
        return error.Failed ? Diagnostics.Unable(ExitCode.System, error, "trap signals"u8) : server.Run();
    }

    private static int CheckDescriptors(in ServerOptions settings)
    {
        Result<FileStatus> input = Kernel.Stat(Fd.StandardInput);
        if (!input.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, input.Error, "fstat stdin"u8);
        }
        if ((input.Value.Mode & FileMode.S_IFMT) != FileMode.S_IFSOCK)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "stdin is not a socket"u8);
        }
        Errno error = Kernel.SetCloseOnExec(Fd.StandardInput, on: true);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "make socket close-on-exec"u8);
        }
        error = settings.Notifies ? Kernel.CheckOpen(Fd.StandardOutput) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Fatal(ExitCode.Usage, error, "called with option -1 but stdout said"u8);
        }
        // No descriptor that is opened here may take the number of one of the three.
        error = StandardStreams.Ensure();
        return error.Failed
            ? Diagnostics.Unable(ExitCode.System, error, "ensure stdin/stdout/stderr are open"u8)
            : ExitCode.Success;
    }

    private static Errno TakeOutput(Fd signals)
    {
        Errno error = Descriptors.Move(signals, Fd.StandardOutput.Value);
        return error.IsNone ? Kernel.SetCloseOnExec(Fd.StandardOutput, on: true) : error;
    }
}
