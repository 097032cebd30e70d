using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Sudo.Host;

/// <summary>Bytes from the other end of a connection.</summary>
internal static class SudoPeer
{
    /// <summary>
    /// Fills the span, before a deadline. EPIPE: the other end closed the connection before; ETIMEDOUT.
    /// </summary>
    public static Errno ReadExactly(Fd socket, Span<byte> bytes, Instant deadline)
    {
        Span<PollDescriptor> poll = [PollDescriptor.ForReading(socket)];
        while (!bytes.IsEmpty)
        {
            Result<int> ready = Kernel.Poll(poll, deadline.Until(Kernel.Now()));
            if (!ready.Ok || ready.Value == 0)
            {
                return ready.Ok ? Errno.ETIMEDOUT : ready.Error;
            }
            Result<int> read = Kernel.Read(socket, bytes);
            if (!read.Ok && read.Error == Errno.EAGAIN)
            {
                continue;
            }
            if (!read.Ok || read.Value == 0)
            {
                return read.Ok ? Errno.EPIPE : read.Error;
            }
            bytes = bytes[read.Value..];
        }
        return Errno.None;
    }

    public static Instant DeadlineIn(uint milliseconds) =>
        milliseconds == 0 ? Instant.Infinite : Kernel.Now().PlusMilliseconds(milliseconds);
}
