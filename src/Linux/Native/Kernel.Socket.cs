using System;
using System.Runtime.CompilerServices;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    private const ushort AF_UNIX = 1;
    private const int SOL_SOCKET = 1;
    private const int SCM_RIGHTS = 1;
    private const int SCM_CREDENTIALS = 2;

    /// <summary>sun_path of sockaddr_un, behind two bytes of family; an abstract name begins with a NUL.</summary>
    private const int SocketPathLength = 108;

    [InlineArray(2 + SocketPathLength)]
    private struct SocketAddress
    {
        private byte _first;
    }

    /// <summary>struct msghdr on 64-bit Linux, with its padding.</summary>
    private struct MessageHeader
    {
        public nint Name;
        public long NameLength;
        public nint Vectors;
        public long VectorCount;
        public nint Control;
        public long ControlLength;
        public long Flags;
    }

    /// <summary>struct iovec.</summary>
    private struct IoVector
    {
        public nint Start;
        public long Length;
    }

    /// <summary>struct cmsghdr; the data follow it.</summary>
    private struct ControlHeader
    {
        public long Length;
        public int Level;
        public int Type;
    }

    /// <summary>
    /// A non-blocking datagram socket of the local family with an abstract name (unix(7)), whose datagrams come with their
    /// sender's credentials. EADDRINUSE where the name is taken.
    /// </summary>
    public static Result<Fd> BindDatagrams(ReadOnlySpan<byte> abstractName)
    {
        Assert.That(abstractName.Length is > 0 and < SocketPathLength);
        const int SOCK_DGRAM_NONBLOCK_CLOEXEC = 0x80802;
        const int SO_PASSCRED = 16;
        nint socket = Call(Architecture.SYS_socket, AF_UNIX, SOCK_DGRAM_NONBLOCK_CLOEXEC);
        if (socket < 0)
        {
            return new Result<Fd>(ToErrno(socket));
        }
        SocketAddress address = default;
        Span<byte> bytes = address;
        bytes[0] = (byte)AF_UNIX;
        abstractName.CopyTo(bytes[3..]);
        int on = 1;
        nint result = Call(Architecture.SYS_setsockopt, socket, SOL_SOCKET, SO_PASSCRED, (nint)(&on), sizeof(int));
        if (result >= 0)
        {
            result = Call(Architecture.SYS_bind, socket, (nint)(&address), 3 + abstractName.Length);
        }
        if (result < 0)
        {
            Close(new Fd((int)socket));
            return new Result<Fd>(ToErrno(result));
        }
        return new Result<Fd>(new Fd((int)socket));
    }

    /// <summary>The abstract name of such a socket: its length.</summary>
    public static Result<int> NameOfSocket(Fd fd, Span<byte> abstractName)
    {
        Assert.That(abstractName.Length >= SocketPathLength);
        SocketAddress address = default;
        int length = 2 + SocketPathLength;
        nint result = Call(Architecture.SYS_getsockname, fd.Value, (nint)(&address), (nint)(&length));
        if (result < 0)
        {
            return new Result<int>(ToErrno(result));
        }
        Assert.That(length is > 3 and <= 2 + SocketPathLength);
        ReadOnlySpan<byte> bytes = address;
        bytes[3..length].CopyTo(abstractName);
        return new Result<int>(length - 3);
    }

    /// <summary>
    /// Takes a datagram that waits, EAGAIN where there is none. Descriptors that came with it are closed at once, which is
    /// what a sender that waits for that (systemd-notify(1)) wants to see.
    /// </summary>
    public static Result<Datagram> Receive(Fd fd, Span<byte> buffer)
    {
        const int MSG_DONTWAIT_CMSG_CLOEXEC = 0x40000040;
        const long MSG_TRUNC = 0x20;
        const int ControlLength = 128;
        // Longs, for the alignment of the headers.
        long* control = stackalloc long[ControlLength / sizeof(long)];
        IoVector vector = new() { Start = DataPointer(buffer), Length = buffer.Length };
        MessageHeader message = new()
        {
            Vectors = (nint)(&vector),
            VectorCount = 1,
            Control = (nint)control,
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
