using System;
using Sestet.Base;

namespace Sestet.Linux;

// What receives datagrams of the Unix domain, with their senders' credentials (unix(7)).
internal static unsafe partial class Kernel
{
    private const int SOL_SOCKET = 1;

    /// <summary>struct cmsghdr; the data follow it.</summary>
    private struct ControlHeader
    {
        public long Length;
        public int Level;
        public int Type;
    }

    /// <summary>
    /// A non-blocking datagram socket with an abstract name (without its leading NUL), whose datagrams come with their
    /// sender's credentials. EADDRINUSE where the name is taken.
    /// </summary>
    public static Result<Fd> BindDatagrams(ReadOnlySpan<byte> abstractName)
    {
        Assert.That(abstractName.Length is > 0 and < Limits.SocketPathLengthMax);
        const int SO_PASSCRED = 16;
        Result<Fd> socket = OpenDatagramSocket(nonBlocking: true);
        if (!socket.Ok)
        {
            return socket;
        }
        SocketAddress address = new() { Family = AF_UNIX };
        abstractName.CopyTo(new Span<byte>(address.Path + 1, Limits.SocketPathLengthMax - 1));
        int on = 1;
        int fd = socket.Value.Value;
        nint result = Call(Architecture.SYS_setsockopt, fd, SOL_SOCKET, SO_PASSCRED, (nint)(&on), sizeof(int));
        if (result >= 0)
        {
            result = Call(Architecture.SYS_bind, fd, (nint)(&address), FamilyLength + 1 + abstractName.Length);
        }
        if (result < 0)
        {
            Close(socket.Value);
            return new Result<Fd>(ToErrno(result));
        }
        return socket;
    }

    /// <summary>The abstract name of such a socket: its length.</summary>
    public static Result<int> NameOfSocket(Fd fd, Span<byte> abstractName)
    {
        SocketAddress address = default;
        int length = sizeof(SocketAddress);
        nint result = Call(Architecture.SYS_getsockname, fd.Value, (nint)(&address), (nint)(&length));
        if (result < 0)
        {
            return new Result<int>(ToErrno(result));
        }
        int nameLength = length - FamilyLength - 1;
        if (nameLength <= 0 || nameLength > abstractName.Length || address.Path[0] != 0)
        {
            return new Result<int>(Errno.EINVAL);
        }
        new ReadOnlySpan<byte>(address.Path + 1, nameLength).CopyTo(abstractName);
        return new Result<int>(nameLength);
    }

    /// <summary>
    /// Takes a datagram that waits, EAGAIN where there is none. Descriptors that came with it are closed at once, which is
    /// what a sender that waits for that (systemd-notify(1)) wants to see.
    /// </summary>
    public static Result<Datagram> Receive(Fd fd, Span<byte> buffer)
    {
        const int MSG_DONTWAIT_CMSG_CLOEXEC = 0x40000040;
        const ulong MSG_TRUNC = 0x20;
        const int ControlLength = 128;
        // Longs, for the alignment of the headers.
        long* control = stackalloc long[ControlLength / sizeof(long)];
        MessagePart part = new() { Start = DataPointer(buffer), Length = buffer.Length };
        MessageHeader message = new()
        {
            Parts = &part,
            PartCount = 1,
            Control = (Attachment*)control,
            ControlLength = ControlLength,
        };
        nint length = CallAgain(Architecture.SYS_recvmsg, fd.Value, (nint)(&message), MSG_DONTWAIT_CMSG_CLOEXEC);
        if (length < 0)
        {
            return new Result<Datagram>(ToErrno(length));
        }
        Pid sender = ReadControl((byte*)control, (int)message.ControlLength);
        return new Result<Datagram>(new Datagram((int)length, sender, (message.Flags & MSG_TRUNC) != 0));
    }

    /// <summary>The sender that the control data tell of; descriptors among them are closed.</summary>
    private static Pid ReadControl(byte* control, int controlLength)
    {
        const int SCM_CREDENTIALS = 2;
        Pid sender = Pid.None;
        int at = 0;
        while (at + sizeof(ControlHeader) <= controlLength)
        {
            ControlHeader* header = (ControlHeader*)(control + at);
            int length = (int)header->Length;
            Assert.That(length >= sizeof(ControlHeader) && length <= controlLength - at);
            int* data = (int*)(control + at + sizeof(ControlHeader));
            int count = (length - sizeof(ControlHeader)) / sizeof(int);
            if (header->Level == SOL_SOCKET && header->Type == SCM_CREDENTIALS && count > 0)
            {
                sender = new Pid(data[0]);
            }
            for (int i = 0; header->Level == SOL_SOCKET && header->Type == SCM_RIGHTS && i < count; i++)
            {
                Close(new Fd(data[i]));
            }
            at += (length + 7) & ~7;
        }
        return sender;
    }
}
