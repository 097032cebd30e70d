using System;

namespace Sestet.Supervision;

/// <summary>The names in a service directory (servicedir.html), all NUL-terminated.</summary>
internal static class ServiceFile
{
    public static ReadOnlySpan<byte> RunZ => "./run\0"u8;

    public static ReadOnlySpan<byte> FinishZ => "./finish\0"u8;

    public static ReadOnlySpan<byte> DownZ => "down\0"u8;

    public static ReadOnlySpan<byte> NotificationFdZ => "notification-fd\0"u8;

    public static ReadOnlySpan<byte> LockFdZ => "lock-fd\0"u8;

    public static ReadOnlySpan<byte> TimeoutKillZ => "timeout-kill\0"u8;

    public static ReadOnlySpan<byte> TimeoutFinishZ => "timeout-finish\0"u8;

    public static ReadOnlySpan<byte> MaxDeathTallyZ => "max-death-tally\0"u8;

    public static ReadOnlySpan<byte> DownSignalZ => "down-signal\0"u8;

    public static ReadOnlySpan<byte> ReloadSignalZ => "reload-signal\0"u8;

    public static ReadOnlySpan<byte> FlagNewPidNamespaceZ => "flag-newpidns\0"u8;

    public static ReadOnlySpan<byte> FlagTimeoutKillProcessGroupZ => "flag-timeout-killpg\0"u8;

    /// <summary>Behind a service directory's path.</summary>
    public static ReadOnlySpan<byte> LockSuffix => "/supervise/lock"u8;

    public static ReadOnlySpan<byte> StatusSuffix => "/supervise/status"u8;

    public static ReadOnlySpan<byte> DeathTallySuffix => "/supervise/death_tally"u8;

    public static ReadOnlySpan<byte> EventZ => "event\0"u8;

    public static ReadOnlySpan<byte> SuperviseZ => "supervise\0"u8;

    public static ReadOnlySpan<byte> ControlZ => "supervise/control\0"u8;

    public static ReadOnlySpan<byte> LockZ => "supervise/lock\0"u8;

    public static ReadOnlySpan<byte> ServiceLockZ => "supervise/service-lock\0"u8;

    public static ReadOnlySpan<byte> StatusZ => "supervise/status\0"u8;

    public static ReadOnlySpan<byte> StatusTemporaryZ => "supervise/status.new\0"u8;

    public static ReadOnlySpan<byte> DeathTallyZ => "supervise/death_tally\0"u8;

    public static ReadOnlySpan<byte> DeathTallyTemporaryZ => "supervise/death_tally.new\0"u8;

    public static ReadOnlySpan<byte> CgroupZ => "supervise/cgroup\0"u8;

    public static ReadOnlySpan<byte> CgroupTemporaryZ => "supervise/cgroup.new\0"u8;
}
