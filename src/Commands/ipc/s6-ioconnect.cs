using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Ipc.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Carries data between its standard streams and another pair of descriptors (s6-ioconnect.html).</summary>
internal struct S6Ioconnect : ICommand
{
    private const int RemoteMin = 3;

    public static ReadOnlySpan<byte> Name => "s6-ioconnect"u8;

    public static ReadOnlySpan<byte> Usage => "s6-ioconnect [ -t timeout ] [ -r fdr ] [ -w fdw ]"u8;

    public static ReadOnlySpan<byte> Options => "0167t:r:w:"u8;

    public static ReadOnlySpan<byte> Help => """
        Writes what comes on standard input to descriptor 7, and what comes on descriptor 6 to standard output, until both
        have ended and all is written. For s6-ipcclient, which connects these two.

          -r FD  read from that descriptor in place of 6
          -w FD  write to that one in place of 7; both are 3 at least
          -t MS  give up when nothing happens for that time; 0, the default, is never

        Sockets are shut down in the direction that has ended. The options -0, -1, -6 and -7 do nothing.

        Exits 0, after SIGTERM too; 1 where the time was up; 100 on wrong usage; 111 where a system call failed.
        """u8;

    public static CommandKind Kind => CommandKind.OneShot;

    public static Outcome Run(in Invocation invocation)
    {
        Fd readEnd = new(6);
        Fd writeEnd = new(7);
        uint timeoutMs = 0;
        OptionParser options = new(invocation);
        for (byte letter = options.Next(); letter != OptionParser.End; letter = options.Next())
        {
            bool ok = true;
            switch (letter)
            {
                case (byte)'0':
                case (byte)'1':
                case (byte)'6':
                case (byte)'7':
                    break;
                case (byte)'t':
                    ok = Text.TryParse(options.Value, out timeoutMs);
                    break;
                case (byte)'r':
                    ok = Descriptors.TryParse(options.Value, out readEnd);
                    break;
                case (byte)'w':
                    ok = Descriptors.TryParse(options.Value, out writeEnd);
                    break;
                default:
                    return Outcome.Exit(ExitCode.Usage);
            }
            if (!ok)
            {
                return options.UsageError();
            }
        }
        return readEnd.Value < RemoteMin || writeEnd.Value < RemoteMin
            ? options.UsageError()
            : Outcome.Exit(Connect(readEnd, writeEnd, timeoutMs));
    }

    private static int Connect(Fd readEnd, Fd writeEnd, uint timeoutMs)
    {
        if (readEnd.Value == writeEnd.Value)
        {
            // Each direction closes its own.
            Result<Fd> copy = Kernel.DuplicateAbove(writeEnd, RemoteMin);
            if (!copy.Ok)
            {
                return Unable(copy.Error, "fstat fd "u8, writeEnd);
            }
            writeEnd = copy.Value;
        }
        int code = Prepare(Fd.StandardInput, out bool inputIsSocket);
        code = code == ExitCode.Success ? Prepare(writeEnd, out bool writeIsSocket) : Skip(code, out writeIsSocket);
        code = code == ExitCode.Success ? Prepare(readEnd, out bool readIsSocket) : Skip(code, out readIsSocket);
        code = code == ExitCode.Success
            ? Prepare(Fd.StandardOutput, out bool outputIsSocket)
            : Skip(code, out outputIsSocket);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Result<Fd> signals = Kernel.OpenSignals(SignalSet.Empty.With(Signal.SIGTERM).Bits);
        if (!signals.Ok)
        {
            return Diagnostics.Unable(ExitCode.System, signals.Error, "trap SIGTERM"u8);
        }
        RelayDirection outward = new(
            Fd.StandardInput, inputIsSocket, writeEnd, writeIsSocket, stackalloc byte[Limits.RelayBufferLength]);
        RelayDirection inward = new(
            readEnd, readIsSocket, Fd.StandardOutput, outputIsSocket, stackalloc byte[Limits.RelayBufferLength]);
        DuplexRelay relay = new(outward, inward, signals.Value, timeoutMs);
        return relay.Run();
    }

    private static int Skip(int code, out bool isSocket)
    {
        isSocket = false;
        return code;
    }

    /// <summary>0, or an exit code, printed.</summary>
    private static int Prepare(Fd fd, out bool isSocket)
    {
        Result<FileStatus> status = Kernel.Stat(fd);
        isSocket = status.Ok && (status.Value.Mode & FileMode.S_IFMT) == FileMode.S_IFSOCK;
        if (!status.Ok)
        {
            return Unable(status.Error, "fstat fd "u8, fd);
        }
        Errno error = Kernel.SetNonBlocking(fd, on: true);
        return error.Failed ? Unable(error, "set fd "u8, fd, " non-blocking"u8) : ExitCode.Success;
    }

    private static int Unable(Errno error, ReadOnlySpan<byte> what, Fd fd, ReadOnlySpan<byte> behind = default)
    {
        Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
        return Diagnostics.Unable(ExitCode.System, error, what, digits[..Text.Format((ulong)fd.Value, digits)], behind);
    }
}
