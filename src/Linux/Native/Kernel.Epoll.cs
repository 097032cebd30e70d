using System;
using Sestet.Base;

namespace Sestet.Linux;

internal static unsafe partial class Kernel
{
    private const int EPOLL_CTL_ADD = 1;
    private const int EPOLL_CTL_DEL = 2;
    private const int EPOLL_CTL_MOD = 3;

    /// <summary>Makes a set of descriptors to wait for (epoll(7)). It is readable itself when one of them is ready.</summary>
    public static Result<Fd> OpenWatch()
    {
        const int EPOLL_CLOEXEC = 0x80000;
        return ToFd(Call(Architecture.SYS_epoll_create1, EPOLL_CLOEXEC));
    }

    /// <summary>
    /// Adds a descriptor to a set, with what WaitForAny tells of it when it is readable. EEXIST where it is in the set.
    /// Closing it takes it out.
    /// </summary>
    public static Errno Watch(Fd set, Fd fd, ulong data) => ChangeWatch(set, EPOLL_CTL_ADD, fd, PollDescriptor.POLLIN, data);

    /// <summary>From now on only an error or a hang-up of the descriptor is told, or all of it again.</summary>
    public static Errno Watch(Fd set, Fd fd, ulong data, bool forReading) =>
        ChangeWatch(set, EPOLL_CTL_MOD, fd, forReading ? PollDescriptor.POLLIN : 0, data);

    public static Errno Unwatch(Fd set, Fd fd) => ChangeWatch(set, EPOLL_CTL_DEL, fd, 0, 0);

    private static Errno ChangeWatch(Fd set, int operation, Fd fd, int events, ulong data)
    {
        byte* change = stackalloc byte[Architecture.EpollEventLength];
        *(int*)change = events;
        *(ulong*)(change + Architecture.EpollDataOffset) = data;
        return ToErrno(Call(Architecture.SYS_epoll_ctl, set.Value, operation, fd.Value, (nint)change));
    }

    /// <summary>Tells of those that are ready now, without waiting: how many. Of many, each comes in its turn.</summary>
    public static Result<int> ReadWatch(Fd set, Span<WatchEvent> events)
    {
        const int AtOnce = 16;
        byte* ready = stackalloc byte[Architecture.EpollEventLength * AtOnce];
        nint result = CallAgain(
            Architecture.SYS_epoll_pwait, set.Value, (nint)ready, Math.Min(events.Length, AtOnce), 0, 0);
        for (int i = 0; i < result; i++)
        {
            byte* one = ready + i * Architecture.EpollEventLength;
            events[i].Data = *(ulong*)(one + Architecture.EpollDataOffset);
            events[i].Returned = (short)*(int*)one;
        }
        return ToInt(result);
    }

    /// <summary>F_SETPIPE_SZ: how many bytes a pipe or FIFO can hold.</summary>
    public static Errno SetPipeSize(Fd pipe, int length)
    {
        const int F_SETPIPE_SZ = 1031;
        return ToErrno(Call(Architecture.SYS_fcntl, pipe.Value, F_SETPIPE_SZ, length));
    }

    /// <summary>F_GETPIPE_SZ: how many bytes it can hold.</summary>
    public static Result<int> PipeSize(Fd pipe)
    {
        const int F_GETPIPE_SZ = 1032;
        return ToInt(Call(Architecture.SYS_fcntl, pipe.Value, F_GETPIPE_SZ));
    }
}
