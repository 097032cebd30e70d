using System;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

/// <summary>There is no epoll(7) here: a scanner that hosts its services is not simulated.</summary>
internal static unsafe partial class Kernel
{
    private static readonly Errno NotThere = new(38);

    public static Result<Fd> OpenWatch() => new(Absent(SystemCall.Own));

    public static Errno Watch(Fd set, Fd fd, ulong data) => Absent(SystemCall.Own);

    public static Errno Watch(Fd set, Fd fd, ulong data, bool forReading) => Absent(SystemCall.Own);

    public static Errno Unwatch(Fd set, Fd fd) => Absent(SystemCall.Own);

    public static Result<int> ReadWatch(Fd set, Span<WatchEvent> events) => new(Absent(SystemCall.Own));

    public static Errno SetPipeSize(Fd pipe, int length) => Absent(SystemCall.Own);

    public static Errno Link(Fd from, ReadOnlySpan<byte> fromZ, Fd to, ReadOnlySpan<byte> toZ) => Absent(SystemCall.Own);

    private static Errno Absent(SystemCall call)
    {
        _ = Enter(call);
        return NotThere;
    }
}
