using System;

namespace Sestet.Supervision;

/// <summary>
/// The files a user may or may not have put into a service directory: first those of servicedir.html, then this program's
/// own (docs/SERVICE-DIRECTORY.md).
/// </summary>
internal enum ServiceOption : byte
{
    Down,
    Finish,
    NotificationFd,
    LockFd,
    TimeoutKill,
    TimeoutFinish,
    MaxDeathTally,
    DownSignal,
    ReloadSignal,
    FlagNewPidNamespace,
    FlagTimeoutKillProcessGroup,
    RestartDelay,
    RestartDelayMax,
    RestartJitter,
    RestartReset,
    MaxRestarts,
    FlagNotifySocket,
    Watchdog,
    FlagKillTree,
    FlagCgroup,
    MemoryMax,
    CpuMax,
    PidsMax,
    Count,
}

/// <summary>Their names.</summary>
internal static class ServiceOptions
{
    public static ReadOnlySpan<byte> NameZ(ServiceOption option) => option switch
    {
        ServiceOption.Down => ServiceFile.DownZ,
        ServiceOption.Finish => "finish\0"u8,
        ServiceOption.NotificationFd => "notification-fd\0"u8,
        ServiceOption.LockFd => "lock-fd\0"u8,
        ServiceOption.TimeoutKill => "timeout-kill\0"u8,
        ServiceOption.TimeoutFinish => "timeout-finish\0"u8,
        ServiceOption.MaxDeathTally => "max-death-tally\0"u8,
        ServiceOption.DownSignal => "down-signal\0"u8,
        ServiceOption.ReloadSignal => "reload-signal\0"u8,
        ServiceOption.FlagNewPidNamespace => "flag-newpidns\0"u8,
        ServiceOption.FlagTimeoutKillProcessGroup => "flag-timeout-killpg\0"u8,
        ServiceOption.RestartDelay => "restart-delay\0"u8,
        ServiceOption.RestartDelayMax => "restart-delay-max\0"u8,
        ServiceOption.RestartJitter => "restart-jitter\0"u8,
        ServiceOption.RestartReset => "restart-reset\0"u8,
        ServiceOption.MaxRestarts => "max-restarts\0"u8,
        ServiceOption.FlagNotifySocket => "flag-notify-socket\0"u8,
        ServiceOption.Watchdog => "watchdog\0"u8,
        ServiceOption.FlagKillTree => "flag-kill-tree\0"u8,
        ServiceOption.FlagCgroup => "flag-cgroup\0"u8,
        ServiceOption.MemoryMax => "memory-max\0"u8,
        ServiceOption.CpuMax => "cpu-max\0"u8,
        ServiceOption.PidsMax => "pids-max\0"u8,
        _ => "\0"u8,
    };

    /// <summary>What their names begin with: most names in a service directory are none of these.</summary>
    public static ReadOnlySpan<byte> Initials => "cdflmnprtw"u8;

    /// <summary>The option of that name; Count where it is none.</summary>
    public static ServiceOption Find(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || !Initials.Contains(name[0]))
        {
            return ServiceOption.Count;
        }
        ServiceOption option = 0;
        while (option < ServiceOption.Count && !name.SequenceEqual(NameZ(option)[..^1]))
        {
            option++;
        }
        return option;
    }
}
