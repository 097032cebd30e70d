using System;
using Sestet.Base;

namespace Sestet.Linux;

// Datagrams of the Internet domains (udp(7), ip(7), ipv6(7)), and sockets with a path (unix(7)).
internal static unsafe partial class Kernel
{
    private const ushort AF_INET = 2;
    private const ushort AF_INET6 = 10;
    private const int SocketAddressLengthV4 = 16;
    private const int SocketAddressLengthV6 = 28;

    /// <summary>
    /// struct sockaddr_in and sockaddr_in6: the family; the port, big-endian; and at offset 4, or behind the flow label at
    /// offset 8, the address.
    /// </summary>
    private struct InternetSocketAddress
    {
        public ushort Family;
        public byte PortHigh;
        public byte PortLow;
        public fixed byte Rest[SocketAddressLengthV6 - 4];
    }

    /// <summary>A non-blocking UDP socket at an address.</summary>
    public static Result<Fd> BindInternet(ref InternetAddress address)
    {
        const int SOCK_DGRAM_CLOEXEC_NONBLOCK = 0x80802;
        const int SO_REUSEADDR = 2;
        int family = address.IsV6 ? AF_INET6 : AF_INET;
        Result<Fd> socket = ToFd(Call(Architecture.SYS_socket, family, SOCK_DGRAM_CLOEXEC_NONBLOCK, 0));
        if (!socket.Ok)
        {
            return socket;
        }
        InternetSocketAddress name = new()
        {
            Family = (ushort)family,
            PortHigh = (byte)(address.Port >> 8),
            PortLow = (byte)(address.Port & 0xff),
        };
        address.Bytes.CopyTo(new Span<byte>(name.Rest + (address.IsV6 ? 4 : 0), address.Bytes.Length));
        int on = 1;
        int fd = socket.Value.Value;
        nint result = Call(Architecture.SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, (nint)(&on), sizeof(int));
        if (result >= 0)
        {
            int length = address.IsV6 ? SocketAddressLengthV6 : SocketAddressLengthV4;
            result = Call(Architecture.SYS_bind, fd, (nint)(&name), length);
        }
        if (result < 0)
        {
            Close(socket.Value);
            return new Result<Fd>(ToErrno(result));
        }
        return socket;
    }

    /// <summary>Takes a datagram that waits, with the address it is from; EAGAIN where there is none.</summary>
    public static Result<Datagram> ReceiveInternet(Fd fd, Span<byte> buffer, out InternetAddress sender)
    {
        const int MSG_TRUNC_DONTWAIT = 0x60;
        InternetSocketAddress name = default;
        int nameLength = sizeof(InternetSocketAddress);
        sender = default;
        // With MSG_TRUNC it tells the datagram's length, not how much of it there was room for.
        nint length;
        do
        {
            length = Call(
                Architecture.SYS_recvfrom, fd.Value, DataPointer(buffer), buffer.Length, MSG_TRUNC_DONTWAIT,
                (nint)(&name), (nint)(&nameLength));
        }
        while (length == -Errno.EINTR.Value);
        if (length < 0)
        {
            return new Result<Datagram>(ToErrno(length));
        }
        sender.IsV6 = name.Family == AF_INET6;
        sender.Port = (ushort)((name.PortHigh << 8) | name.PortLow);
        Span<byte> bytes = sender.Bytes;
        new ReadOnlySpan<byte>(name.Rest + (sender.IsV6 ? 4 : 0), bytes.Length).CopyTo(bytes);
        int kept = (int)Math.Min(length, buffer.Length);
        return new Result<Datagram>(new Datagram(kept, Pid.None, length > buffer.Length));
    }

    /// <summary>
    /// Gives a socket of the Unix domain a path, where nothing may be yet. The mode of the file is 0777 without the bits of
    /// the file mode creation mask.
    /// </summary>
    public static Errno BindPath(Fd socket, ReadOnlySpan<byte> pathZ)
    {
        Assert.That(pathZ[^1] == 0);
        if (pathZ.Length > Limits.SocketPathLengthMax)
        {
            return Errno.ENAMETOOLONG;
        }
        SocketAddress address = new() { Family = AF_UNIX };
        pathZ.CopyTo(new Span<byte>(address.Path, Limits.SocketPathLengthMax));
        return ToErrno(Call(Architecture.SYS_bind, socket.Value, (nint)(&address), FamilyLength + pathZ.Length));
    }
}
