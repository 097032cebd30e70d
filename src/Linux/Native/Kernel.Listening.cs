using System;
using Sestet.Base;

namespace Sestet.Linux;

// What servers of the Unix domain do (unix(7)).
internal static unsafe partial class Kernel
{
    /// <summary>A stream socket with O_CLOEXEC.</summary>
    public static Result<Fd> OpenStreamSocket(bool nonBlocking)
    {
        const int SOCK_STREAM_CLOEXEC = 0x80001;
        int type = SOCK_STREAM_CLOEXEC | (nonBlocking ? OpenFlags.O_NONBLOCK : 0);
        return ToFd(Call(Architecture.SYS_socket, AF_UNIX, type, 0));
    }

    /// <summary>listen(2): connections may wait to be accepted, so many at most, within the kernel's own bound.</summary>
    public static Errno Listen(Fd socket, uint backlog) =>
        ToErrno(Call(Architecture.SYS_listen, socket.Value, backlog < int.MaxValue ? (nint)backlog : int.MaxValue));

    /// <summary>
    /// Takes a connection that waits; its descriptor has O_CLOEXEC. The path that the other end is bound to goes into the
    /// span, which has SocketPathLengthMax bytes: its length, 0 where it has none. ECONNABORTED: the other end has gone.
    /// </summary>
    public static Result<Fd> Accept(Fd socket, Span<byte> path, out int pathLength)
    {
        Assert.That(path.Length >= Limits.SocketPathLengthMax);
        SocketAddress address = default;
        int length = sizeof(SocketAddress);
        Result<Fd> accepted = ToFd(CallAgain(
            Architecture.SYS_accept4, socket.Value, (nint)(&address), (nint)(&length), OpenFlags.O_CLOEXEC));
        pathLength = accepted.Ok ? CopyPath(address, length, path) : 0;
        return accepted;
    }

    /// <summary>
    /// The path that a socket of the Unix domain is bound to: its length, 0 where it has none. The span has
    /// SocketPathLengthMax bytes.
    /// </summary>
    public static Result<int> LocalPath(Fd socket, Span<byte> path)
    {
        Assert.That(path.Length >= Limits.SocketPathLengthMax);
        SocketAddress address = default;
        int length = sizeof(SocketAddress);
        nint result = Call(Architecture.SYS_getsockname, socket.Value, (nint)(&address), (nint)(&length));
        if (result < 0)
        {
            return new Result<int>(ToErrno(result));
        }
        return address.Family == AF_UNIX
            ? new Result<int>(CopyPath(address, length, path))
            : new Result<int>(Errno.EPROTO);
    }

    /// <summary>shutdown(2): the other end reads the end of what was written, or this one of what is read.</summary>
    public static Errno ShutDown(Fd socket, bool writing) =>
        ToErrno(Call(Architecture.SYS_shutdown, socket.Value, writing ? 1 : 0));

    /// <summary>The path in an address of that length, which may lack its NUL. An abstract name begins with one.</summary>
    private static int CopyPath(in SocketAddress address, int length, Span<byte> path)
    {
        fixed (byte* start = address.Path)
        {
            int room = Math.Min(Math.Max(length - FamilyLength, 0), Limits.SocketPathLengthMax);
            ReadOnlySpan<byte> text = Text.UntilNul(new ReadOnlySpan<byte>(start, room));
            text.CopyTo(path);
            return text.Length;
        }
    }
}
