using System;
using Sestet.Base;

namespace Sestet.Linux;

// Descriptors that travel through connections of the Unix domain (unix(7)).
internal static unsafe partial class Kernel
{
    private const int SCM_RIGHTS = 1;
    private const int MSG_DONTWAIT = 0x40;

    /// <summary>Control data with as many descriptors as the kernel lets travel with one message.</summary>
    private struct RightsMessage
    {
        public ControlHeader Header;
        public fixed int Descriptors[Limits.DescriptorsPerMessage + 1];
    }

    /// <summary>struct timeval.</summary>
    private struct TimeValue
    {
        public long Seconds;
        public long Microseconds;
    }

    /// <summary>
    /// How long each sending, receiving and connecting may take on a blocking socket, before it fails with EAGAIN: 1 microsecond
    /// at least, for 0 would mean for ever.
    /// </summary>
    public static Errno SetSocketTimeout(Fd socket, long nanoseconds)
    {
        const int SO_RCVTIMEO = 20;
        const int SO_SNDTIMEO = 21;
        long microseconds = Math.Max(nanoseconds / 1000, 1);
        TimeValue time = new() { Seconds = microseconds / 1_000_000, Microseconds = microseconds % 1_000_000 };
        nint result = Call(
            Architecture.SYS_setsockopt, socket.Value, SOL_SOCKET, SO_RCVTIMEO, (nint)(&time), sizeof(TimeValue));
        if (result >= 0)
        {
            result = Call(
                Architecture.SYS_setsockopt, socket.Value, SOL_SOCKET, SO_SNDTIMEO, (nint)(&time), sizeof(TimeValue));
        }
        return ToErrno(result);
    }

    /// <summary>
    /// Sends bytes of a stream, and descriptors with the first of them: how many bytes went. Where none did, no descriptor did.
    /// EPIPE, and no signal, where the other end is closed; EAGAIN where it would have to wait and must not.
    /// </summary>
    public static Result<int> SendMessage(Fd connection, ReadOnlySpan<byte> data, ReadOnlySpan<Fd> attached, bool wait)
    {
        const int MSG_NOSIGNAL = 0x4000;
        Assert.That(!data.IsEmpty && attached.Length <= Limits.DescriptorsPerMessage);
        MessagePart part = new() { Start = DataPointer(data), Length = data.Length };
        MessageHeader message = new() { Parts = &part, PartCount = 1 };
        RightsMessage rights;
        if (!attached.IsEmpty)
        {
            int length = sizeof(ControlHeader) + attached.Length * sizeof(int);
            rights.Header = new ControlHeader { Length = length, Level = SOL_SOCKET, Type = SCM_RIGHTS };
            for (int i = 0; i < attached.Length; i++)
            {
                rights.Descriptors[i] = attached[i].Value;
            }
            message.Control = (Attachment*)&rights;
            message.ControlLength = (ulong)((length + 7) & ~7);
        }
        int flags = MSG_NOSIGNAL | (wait ? 0 : MSG_DONTWAIT);
        return ToInt(CallAgain(Architecture.SYS_sendmsg, connection.Value, (nint)(&message), flags));
    }

    /// <summary>
    /// Takes bytes of a stream, 0 at its end, and the descriptors that came with them, which have O_CLOEXEC. Of more
    /// descriptors than there is room for the rest is closed; that, and descriptors that this process could not have more
    /// of, is told by lost.
    /// </summary>
    public static Result<int> ReceiveMessage(
        Fd connection, Span<byte> buffer, Span<Fd> descriptors, bool wait, out int descriptorCount, out bool lost)
    {
        const int MSG_CMSG_CLOEXEC = 0x40000000;
        const ulong MSG_CTRUNC = 8;
        Assert.That(!buffer.IsEmpty);
        RightsMessage rights;
        MessagePart part = new() { Start = DataPointer(buffer), Length = buffer.Length };
        MessageHeader message = new()
        {
            Parts = &part,
            PartCount = 1,
            Control = (Attachment*)&rights,
            ControlLength = (ulong)sizeof(RightsMessage),
        };
        descriptorCount = 0;
        lost = false;
        int flags = MSG_CMSG_CLOEXEC | (wait ? 0 : MSG_DONTWAIT);
        nint length = CallAgain(Architecture.SYS_recvmsg, connection.Value, (nint)(&message), flags);
        if (length < 0)
        {
            return new Result<int>(ToErrno(length));
        }
        lost = (message.Flags & MSG_CTRUNC) != 0;
        if (message.ControlLength > (ulong)sizeof(ControlHeader) && rights.Header.Type == SCM_RIGHTS)
        {
            // Only the kernel writes control data; nothing but rights was asked for.
            int count = (int)(rights.Header.Length - sizeof(ControlHeader)) / sizeof(int);
            Assert.That(count is >= 0 and <= Limits.DescriptorsPerMessage && rights.Header.Level == SOL_SOCKET);
            for (int i = 0; i < count; i++)
            {
                Keep(new Fd(rights.Descriptors[i]), descriptors, ref descriptorCount, ref lost);
            }
        }
        return new Result<int>((int)length);
    }

    private static void Keep(Fd fd, Span<Fd> descriptors, ref int count, ref bool lost)
    {
        if (count < descriptors.Length)
        {
            descriptors[count++] = fd;
            return;
        }
        Close(fd);
        lost = true;
    }
}
