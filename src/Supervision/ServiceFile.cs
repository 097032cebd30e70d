using System;

namespace Sestet.Supervision;

/// <summary>The names in a service directory (servicedir.html), all NUL-terminated.</summary>
internal static class ServiceFile
{
    public static ReadOnlySpan<byte> RunZ => "./run\0"u8;

    public static ReadOnlySpan<byte> FinishZ => "./finish\0"u8;

    public static ReadOnlySpan<byte> DownZ => "down\0"u8;

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

    /// <summary>What the next supervisor needs where this one is killed.</summary>
    public static ReadOnlySpan<byte> StateZ => "supervise/state\0"u8;

    /// <summary>The FIFO of a service that tells its readiness.</summary>
    public static ReadOnlySpan<byte> NotificationZ => "supervise/notification\0"u8;

    public static ReadOnlySpan<byte> DeathTallyZ => "supervise/death_tally\0"u8;

    public static ReadOnlySpan<byte> DeathTallyTemporaryZ => "supervise/death_tally.new\0"u8;

    /// <summary>What NOTIFY_SOCKET of the service says.</summary>
    public static ReadOnlySpan<byte> NotifyZ => "supervise/notify\0"u8;

    public static ReadOnlySpan<byte> NotifyTemporaryZ => "supervise/notify.new\0"u8;

    /// <summary>What the service says of itself, for people.</summary>
    public static ReadOnlySpan<byte> StatusTextZ => "supervise/statustext\0"u8;

    public static ReadOnlySpan<byte> StatusTextTemporaryZ => "supervise/statustext.new\0"u8;

    /// <summary>Why the service has failed permanently.</summary>
    public static ReadOnlySpan<byte> FailureZ => "supervise/failure\0"u8;

    public static ReadOnlySpan<byte> FailureTemporaryZ => "supervise/failure.new\0"u8;

    /// <summary>The service's cgroup, and what it has counted before.</summary>
    public static ReadOnlySpan<byte> CgroupZ => "supervise/cgroup\0"u8;

    public static ReadOnlySpan<byte> CgroupTemporaryZ => "supervise/cgroup.new\0"u8;
}
