using System;

namespace Sestet.Init;

/// <summary>Where things are at boot and afterwards. The reference has some of them as options of its build.</summary>
internal static class InitPaths
{
    /// <summary>The tmpfs that is there before anything else.</summary>
    public static ReadOnlySpan<byte> RunZ => "/run\0"u8;

    public static ReadOnlySpan<byte> ScanDirectoryZ => "/run/service\0"u8;

    public static ReadOnlySpan<byte> LoggerFifoZ => "/run/service/s6-svscan-log/fifo\0"u8;

    /// <summary>Where the catch-all logger writes.</summary>
    public static ReadOnlySpan<byte> Logs => "/run/uncaught-logs"u8;

    /// <summary>What a container ends with.</summary>
    public static ReadOnlySpan<byte> Results => "/run/s6-linux-init-container-results"u8;

    public static ReadOnlySpan<byte> ShutdownFifoZ => "/run/service/s6-linux-init-shutdownd/fifo\0"u8;

    public static ReadOnlySpan<byte> RunlevelSocketZ => "/run/service/s6-linux-init-runleveld/s\0"u8;

    public static ReadOnlySpan<byte> BaseDefaultZ => "/etc/s6-linux-init/current\0"u8;

    public static ReadOnlySpan<byte> SkeletonDefaultZ => "/etc/s6-linux-init/skel\0"u8;

    public static ReadOnlySpan<byte> SearchPathDefault => "/usr/bin:/bin"u8;

    public static ReadOnlySpan<byte> ConsoleZ => "/dev/console\0"u8;
}
