using System;

namespace Sestet.Supervision;

/// <summary>
/// Files of a service directory that most services do not have (docs/SERVICE-DIRECTORY.md; the last three are
/// servicedir.html's). One look at the directory tells which there are.
/// </summary>
[Flags]
internal enum OptionalFiles : uint
{
    None = 0,
    FlagCgroup = 1,
    MemoryMax = 1 << 1,
    CpuMax = 1 << 2,
    PidsMax = 1 << 3,
    FlagKillTree = 1 << 4,
    RestartDelay = 1 << 5,
    RestartDelayMax = 1 << 6,
    RestartJitter = 1 << 7,
    RestartReset = 1 << 8,
    MaxRestarts = 1 << 9,
    FlagNotifySocket = 1 << 10,
    Watchdog = 1 << 11,
    LockFd = 1 << 12,
    NotificationFd = 1 << 13,
    FlagNewPidNamespace = 1 << 14,
    End = 1 << 15,

    /// <summary>Any of them puts the service into a cgroup of its own.</summary>
    Cgroup = FlagCgroup | MemoryMax | CpuMax | PidsMax,

    /// <summary>Any of them makes restarts other than the reference's.</summary>
    Restart = RestartDelay | RestartDelayMax | RestartJitter | RestartReset | MaxRestarts,
}

/// <summary>The files' names.</summary>
internal static class OptionalFileNames
{
    /// <summary>The file of that name, or None.</summary>
    public static OptionalFiles Find(ReadOnlySpan<byte> name)
    {
        for (OptionalFiles file = OptionalFiles.FlagCgroup; file < OptionalFiles.End; file = (OptionalFiles)((uint)file << 1))
        {
            if (name.SequenceEqual(NameZ(file)[..^1]))
            {
                return file;
            }
        }
        return OptionalFiles.None;
    }

    /// <summary>The name of one file, which ends in a NUL.</summary>
    public static ReadOnlySpan<byte> NameZ(OptionalFiles file) => file switch
    {
        OptionalFiles.FlagCgroup => "flag-cgroup\0"u8,
        OptionalFiles.MemoryMax => "memory-max\0"u8,
        OptionalFiles.CpuMax => "cpu-max\0"u8,
        OptionalFiles.PidsMax => "pids-max\0"u8,
        OptionalFiles.FlagKillTree => "flag-kill-tree\0"u8,
        OptionalFiles.RestartDelay => "restart-delay\0"u8,
        OptionalFiles.RestartDelayMax => "restart-delay-max\0"u8,
        OptionalFiles.RestartJitter => "restart-jitter\0"u8,
        OptionalFiles.RestartReset => "restart-reset\0"u8,
        OptionalFiles.MaxRestarts => "max-restarts\0"u8,
        OptionalFiles.FlagNotifySocket => "flag-notify-socket\0"u8,
        OptionalFiles.Watchdog => "watchdog\0"u8,
        OptionalFiles.LockFd => ServiceFile.LockFdZ,
        OptionalFiles.NotificationFd => ServiceFile.NotificationFdZ,
        OptionalFiles.FlagNewPidNamespace => ServiceFile.FlagNewPidNamespaceZ,
        OptionalFiles.None or OptionalFiles.End or OptionalFiles.Cgroup or OptionalFiles.Restart or _ => "\0"u8,
    };
}
