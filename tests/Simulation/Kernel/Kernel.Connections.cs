using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

// Connections of the Unix domain, which the simulated machine has none of.
internal static unsafe partial class Kernel
{
    public static Result<Fd> OpenStreamSocket(bool nonBlocking) => new(Absent(SystemCall.Own));

    public static Errno Listen(Fd socket, uint backlog) => Absent(SystemCall.Own);

    public static Result<Fd> Accept(Fd socket, Span<byte> path, out int pathLength)
    {
        pathLength = 0;
        return new Result<Fd>(Absent(SystemCall.Own));
    }

    public static Errno ConnectPath(Fd socket, ReadOnlySpan<byte> pathZ) => Absent(SystemCall.Own);

    public static Result<int> LocalPath(Fd socket, Span<byte> path) => new(Absent(SystemCall.Own));

    public static Result<Account> PeerCredentials(Fd connection) => new(Absent(SystemCall.Own));

    public static Result<int> CountUnread(Fd connection) => new(Absent(SystemCall.Own));

    public static Result<Pid> PeerProcess(Fd connection) => new(Absent(SystemCall.Own));

    public static Errno ShutDown(Fd socket, bool writing) => Absent(SystemCall.Own);
}
