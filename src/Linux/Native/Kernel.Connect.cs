using System;
using Sestet.Base;

namespace Sestet.Linux;

// The two ends of a connection of the Unix domain (unix(7)).
internal static unsafe partial class Kernel
{
    /// <summary>struct ucred.</summary>
    private struct Credentials
    {
        public int Pid;
        public uint Uid;
        public uint Gid;
    }

    /// <summary>
    /// Connects to the socket at a path. Where its queue is full a blocking socket waits, and another one gets EAGAIN.
    /// </summary>
    public static Errno ConnectPath(Fd socket, ReadOnlySpan<byte> pathZ)
    {
        Assert.That(pathZ[^1] == 0);
        if (pathZ.Length > Limits.SocketPathLengthMax)
        {
            return Errno.ENAMETOOLONG;
        }
        SocketAddress address = new() { Family = AF_UNIX };
        pathZ.CopyTo(new Span<byte>(address.Path, Limits.SocketPathLengthMax));
        return ToErrno(CallAgain(
            Architecture.SYS_connect, socket.Value, (nint)(&address), FamilyLength + pathZ.Length));
    }

    /// <summary>The user and the group of the process at the other end, as they were when it connected.</summary>
    public static Result<Account> PeerCredentials(Fd connection)
    {
        Result<Credentials> peer = Peer(connection);
        return peer.Ok
            ? new Result<Account>(new Account(peer.Value.Uid, peer.Value.Gid))
            : new Result<Account>(peer.Error);
    }

    /// <summary>The process that has connected, or made the pair: it may have ended since, or handed the connection on.</summary>
    public static Result<Pid> PeerProcess(Fd connection)
    {
        Result<Credentials> peer = Peer(connection);
        return peer.Ok ? new Result<Pid>(new Pid(peer.Value.Pid)) : new Result<Pid>(peer.Error);
    }

    private static Result<Credentials> Peer(Fd connection)
    {
        const int SO_PEERCRED = 17;
        Credentials peer = default;
        int length = sizeof(Credentials);
        nint result = Call(
            Architecture.SYS_getsockopt, connection.Value, SOL_SOCKET, SO_PEERCRED, (nint)(&peer), (nint)(&length));
        return result < 0 ? new Result<Credentials>(ToErrno(result)) : new Result<Credentials>(peer);
    }

    /// <summary>FIONREAD (unix(7)): bytes that have come on a connection and have not been read yet.</summary>
    public static Result<int> CountUnread(Fd connection)
    {
        const int FIONREAD = 0x541B;
        int count = 0;
        nint result = Call(Architecture.SYS_ioctl, connection.Value, FIONREAD, (nint)(&count));
        return result < 0 ? new Result<int>(ToErrno(result)) : new Result<int>(count);
    }
}
