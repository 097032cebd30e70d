using System;

namespace Sestet.Supervision;

/// <summary>The names in a scan directory's .s6-svscan (s6-svscan.html), all NUL-terminated.</summary>
internal static class ScanFile
{
    public static ReadOnlySpan<byte> DirectoryZ => ".s6-svscan\0"u8;

    public static ReadOnlySpan<byte> ControlZ => ".s6-svscan/control\0"u8;

    public static ReadOnlySpan<byte> LockZ => ".s6-svscan/lock\0"u8;

    public static ReadOnlySpan<byte> FinishZ => ".s6-svscan/finish\0"u8;

    public static ReadOnlySpan<byte> CrashZ => ".s6-svscan/crash\0"u8;

    /// <summary>The records of the services that s6-svscan --density supervises itself.</summary>
    public static ReadOnlySpan<byte> HostedZ => ".s6-svscan/hosted\0"u8;

    /// <summary>The file that the supervise/lock of all of them is a link to.</summary>
    public static ReadOnlySpan<byte> HostedLockZ => ".s6-svscan/hosted-lock\0"u8;

    /// <summary>An empty directory, for the supervisors of services whose own cannot be entered.</summary>
    public static ReadOnlySpan<byte> LostZ => ".s6-svscan/lost\0"u8;

    /// <summary>What the name of a signal's program begins with.</summary>
    public static ReadOnlySpan<byte> SignalPrefix => ".s6-svscan/SIG"u8;
}
