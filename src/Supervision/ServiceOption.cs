using System;

namespace Sestet.Supervision;

/// <summary>The files a user may or may not have put into a service directory (servicedir.html).</summary>
internal enum ServiceOption : byte
{
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
    Count,
}

/// <summary>Their names.</summary>
internal static class ServiceOptions
{
    public static ReadOnlySpan<byte> NameZ(ServiceOption option) => option switch
    {
        ServiceOption.Finish => "finish\0"u8,
        ServiceOption.NotificationFd => "notification-fd\0"u8,
        ServiceOption.LockFd => "lock-fd\0"u8,
        ServiceOption.TimeoutKill => "timeout-kill\0"u8,
        ServiceOption.TimeoutFinish => "timeout-finish\0"u8,
        ServiceOption.MaxDeathTally => "max-death-tally\0"u8,
        ServiceOption.DownSignal => "down-signal\0"u8,
        ServiceOption.ReloadSignal => "reload-signal\0"u8,
        ServiceOption.FlagNewPidNamespace => "flag-newpidns\0"u8,
        _ => "flag-timeout-killpg\0"u8,
    };
}
