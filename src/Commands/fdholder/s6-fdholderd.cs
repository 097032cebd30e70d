using System;
using Sestet.Base;
using Sestet.Cdb.Host;
using Sestet.Cli;
using Sestet.FdHolder.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Holds descriptors for clients (s6-fdholderd.html).</summary>
internal struct S6Fdholderd : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-fdholderd"u8;

    public static ReadOnlySpan<byte> Usage =>
        "s6-fdholderd [ -v verbosity ] [ -1 ] [ -c maxconn ] [ -n maxfds ] [ -t timeout ] [ -T lameducktimeout ] [ -i rulesdir | -x rulesfile ]"u8;

    public static ReadOnlySpan<byte> Options => "1v:c:n:i:x:t:T:"u8;

    public static ReadOnlySpan<byte> Help => """
        Holds descriptors for clients that connect to the Unix domain socket on its standard input: they store, retrieve,
        delete and list them, and get and set them all. The rules say who may do what; one of -i and -x is needed.

          -i DIR   a directory of rules, looked at for every client
          -x FILE  a file of rules that s6-accessrules-cdb-from-fs has made; SIGHUP has it opened again
          -c MAX   clients at once; 16 by default, 256 at most
          -n MAX   descriptors; 1000 by default, no more than the process may have open, less those of clients and 8
          -t MS    a client that does nothing in the middle of a request for that time is left; 0, the default, is never
          -T MS    after SIGTERM, requests may take that time; 0, the default, is for ever
          -1       write a newline to standard output, and close it, when clients are taken
          -v N     0 says nothing, 1, the default, warns

        SIGTERM has it end when the requests under way are done: it exits 0, plus 1 where it still held descriptors, plus 2
        where clients were connected. It exits 100 on wrong usage, and 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.Daemon;

    public static Outcome Run(in Invocation invocation)
    {
        int code = HolderOptions.Read(invocation, out HolderOptions options);
        if (code == ExitCode.Success)
        {
            code = CheckDescriptors(options);
        }
        return Outcome.Exit(code == ExitCode.Success ? Serve(options) : code);
    }

    private static int CheckDescriptors(in HolderOptions options)
    {
        Result<FileStatus> status = Kernel.Stat(Fd.StandardInput);
        if (!status.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, status.Error, "fstat stdin"u8);
        }
        if ((status.Value.Mode & FileMode.S_IFMT) != FileMode.S_IFSOCK)
        {
            return Diagnostics.Fatal(ExitCode.Usage, "stdin is not a socket"u8);
        }
        Errno error = options.Notifies ? Kernel.CheckOpen(Fd.StandardOutput) : Errno.None;
        if (error.Failed)
        {
            return Diagnostics.Fatal(ExitCode.Usage, error, "called with option -1 but stdout said"u8);
        }
        error = Kernel.SetNonBlocking(Fd.StandardInput, on: true);
        return error.IsNone ? ExitCode.Success : Diagnostics.Unable(ExitCode.System, error, "set stdin nonblocking"u8);
    }

    private static int Serve(in HolderOptions options)
    {
        Result<Fd> signals = Kernel.OpenSignals(SignalSet.Empty.With(Signal.SIGTERM).With(Signal.SIGHUP).Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap signals"u8);
        }
        Fd database = Fd.None;
        if (options.RulesAreFile)
        {
            Result<Fd> opened = CdbFile.Open(options.RulesZ);
            if (!opened.Ok)
            {
                return Diagnostics.Unable(ExitCode.System, opened.Error, "cdb_init "u8, options.RulesZ[..^1]);
            }
            database = opened.Value;
        }
        Errno error = HolderServer.TryCreate(options, signals.Value, database, out HolderServer server);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "allocate memory"u8);
        }
        if (options.Notifies)
        {
            _ = Kernel.Write(Fd.StandardOutput, "\n"u8);
            Kernel.Close(Fd.StandardOutput);
        }
        return server.Run();
    }
}
