using System;
using Sestet.Base;

namespace Sestet.Linux;

// Datagram sockets of the Unix domain (unix(7)).
internal static unsafe partial class Kernel
{
    private const ushort AF_UNIX = 1;
    private const int FamilyLength = 2;

    /// <summary>struct sockaddr_un.</summary>
    private struct SocketAddress
    {
        public ushort Family;
        public fixed byte Path[Limits.SocketPathLengthMax];
    }

    /// <summary>struct msghdr of the kernel.</summary>
    private struct MessageHeader
    {
        public SocketAddress* Name;
        public ulong NameLength;
        public MessagePart* Parts;
        public ulong PartCount;
        public Attachment* Control;
        public ulong ControlLength;
        public ulong Flags;
    }

    /// <summary>struct iovec.</summary>
    private struct MessagePart
    {
        public nint Start;
        public nint Length;
    }

    /// <summary>struct cmsghdr with one descriptor, padded to 8 bytes.</summary>
    private struct Attachment
    {
        public ulong Length;
        public int Level;
        public int Type;
        public int Descriptor;
        public int Padding;
    }

    /// <summary>A datagram socket with O_CLOEXEC.</summary>
    public static Result<Fd> OpenDatagramSocket(bool nonBlocking)
    {
        const int SOCK_DGRAM_CLOEXEC = 0x80002;
        int type = SOCK_DGRAM_CLOEXEC | (nonBlocking ? OpenFlags.O_NONBLOCK : 0);
        return ToFd(Call(Architecture.SYS_socket, AF_UNIX, type, 0));
    }

    /// <summary>
    /// Has the kernel choose an abstract name for a socket and puts it, without its leading NUL, into the span: its length.
    /// </summary>
    public static Result<int> BindSocket(Fd socket, Span<byte> name)
    {
        SocketAddress address = new() { Family = AF_UNIX };
        nint result = Call(Architecture.SYS_bind, socket.Value, (nint)(&address), FamilyLength);
        int length = sizeof(SocketAddress);
        if (result >= 0)
        {
            result = Call(Architecture.SYS_getsockname, socket.Value, (nint)(&address), (nint)(&length));
        }
        if (result < 0)
        {
            return new Result<int>(ToErrno(result));
        }
        int nameLength = length - FamilyLength - 1;
        if (nameLength <= 0 || nameLength > name.Length || address.Path[0] != 0)
        {
            return new Result<int>(Errno.EINVAL);
        }
        new ReadOnlySpan<byte>(address.Path + 1, nameLength).CopyTo(name);
        return new Result<int>(nameLength);
    }

    /// <summary>
    /// Sends a datagram to the socket of a path, or of an abstract name where that begins with "@", and with it a
    /// descriptor unless that is Fd.None.
    /// </summary>
    public static Errno SendDatagram(Fd socket, ReadOnlySpan<byte> path, ReadOnlySpan<byte> data, Fd attached)
    {
        const int MSG_NOSIGNAL = 0x4000;
        // A path has a NUL behind it, an abstract name ends where its length says.
        if (path.IsEmpty || path.Length >= Limits.SocketPathLengthMax)
        {
            return path.IsEmpty ? Errno.EINVAL : Errno.ENAMETOOLONG;
        }
        SocketAddress address = new() { Family = AF_UNIX };
        path.CopyTo(new Span<byte>(address.Path, Limits.SocketPathLengthMax));
        bool isAbstract = path[0] == '@';
        if (isAbstract)
        {
            address.Path[0] = 0;
        }
        Attachment attachment = new()
        {
            Length = (ulong)sizeof(Attachment) - sizeof(int),
            Level = SOL_SOCKET,
            Type = SCM_RIGHTS,
            Descriptor = attached.Value,
        };
        MessagePart part = new() { Start = DataPointer(data), Length = data.Length };
        MessageHeader message = new()
        {
            Name = &address,
            NameLength = (ulong)(FamilyLength + path.Length + (isAbstract ? 0 : 1)),
            Parts = &part,
            PartCount = 1,
            Control = attached.IsOpen ? &attachment : null,
            ControlLength = attached.IsOpen ? (ulong)sizeof(Attachment) : 0,
        };
        return ToErrno(CallAgain(Architecture.SYS_sendmsg, socket.Value, (nint)(&message), MSG_NOSIGNAL));
    }
}
