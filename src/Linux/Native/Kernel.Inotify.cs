using System;
using Sestet.Base;

namespace Sestet.Linux;

// Changes of directories (inotify(7)).
internal static unsafe partial class Kernel
{
    /// <summary>A non-blocking descriptor that tells of directories; DirectoryEvents is what is read from it.</summary>
    public static Result<Fd> OpenDirectoryEvents()
    {
        const int IN_NONBLOCK_CLOEXEC = 0x80800;
        return ToFd(Call(Architecture.SYS_inotify_init1, IN_NONBLOCK_CLOEXEC));
    }

    /// <summary>Watches a directory: the watch's number. A directory that is watched already keeps its number.</summary>
    public static Result<int> WatchDirectory(Fd events, ReadOnlySpan<byte> pathZ, uint mask) => ToInt(
        Call(Architecture.SYS_inotify_add_watch, events.Value, PathPointer(pathZ), (nint)(mask | DirectoryEvents.IN_ONLYDIR)));

    public static Errno UnwatchDirectory(Fd events, int watch) =>
        ToErrno(Call(Architecture.SYS_inotify_rm_watch, events.Value, watch));

    /// <summary>Whether the descriptor is a terminal.</summary>
    public static bool IsTerminal(Fd fd)
    {
        const nint TCGETS = 0x5401;
        const int TermiosLength = 64;
        byte* termios = stackalloc byte[TermiosLength];
        return Call(Architecture.SYS_ioctl, fd.Value, TCGETS, (nint)termios) >= 0;
    }
}
