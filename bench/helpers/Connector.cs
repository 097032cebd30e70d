using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Bench.Helpers;

/// <summary>
/// `connect N PATH` connects to the socket at PATH N times, one after another; each time it sends a line and the end of what
/// it sends, and reads to the end. `connect-wait` waits for an answer to the line before it sends the end.
/// </summary>
internal static class Connector
{
    private const uint CountMax = 1_000_000;
    private const int AnswerLength = 4096;

    public static int Run(Arguments arguments, bool waits)
    {
        if (arguments.Count != 2 || !Text.TryParse(arguments[0], out uint count) || count is 0 or > CountMax)
        {
            return Program.ExitUsage;
        }
        // A handler that reads nothing may have gone by then.
        Kernel.Ignore(Signal.SIGPIPE);
        Span<byte> answer = stackalloc byte[AnswerLength];
        for (uint i = 0; i < count; i++)
        {
            if (!TryAsk(arguments.AtZ(1), answer, waits))
            {
                return Program.ExitSystem;
            }
        }
        return 0;
    }

    private static bool TryAsk(ReadOnlySpan<byte> pathZ, Span<byte> answer, bool waits)
    {
        Result<Fd> socket = Kernel.OpenStreamSocket(nonBlocking: false);
        if (!socket.Ok)
        {
            return false;
        }
        bool ok = Kernel.ConnectPath(socket.Value, pathZ).IsNone;
        if (ok)
        {
            _ = Kernel.Write(socket.Value, "a line\n"u8);
            if (waits)
            {
                _ = Kernel.Read(socket.Value, answer);
            }
            _ = Kernel.ShutDown(socket.Value, writing: true);
            Result<int> read;
            do
            {
                read = Kernel.Read(socket.Value, answer);
            }
            while (read.Ok && read.Value > 0);
            // That is how a connection ends whose handler has left something unread.
            ok = read.Ok || read.Error == Errno.ECONNRESET;
        }
        Kernel.Close(socket.Value);
        return ok;
    }
}
