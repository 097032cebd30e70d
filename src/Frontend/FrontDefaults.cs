using System;

namespace Sestet.Frontend;

/// <summary>
/// Where things are if neither the configuration file nor an option says otherwise (s6.conf.html): the reference's defaults.
/// </summary>
internal static class FrontDefaults
{
    /// <summary>The version of s6-frontend whose pages this keeps to.</summary>
    public static ReadOnlySpan<byte> Version => "0.1.0.0"u8;

    public static ReadOnlySpan<byte> ConfigurationZ => "/etc/s6.conf\0"u8;

    public static ReadOnlySpan<byte> ScandirZ => "/run/service\0"u8;

    public static ReadOnlySpan<byte> LivedirZ => "/run/s6-rc\0"u8;

    public static ReadOnlySpan<byte> RepodirZ => "/var/lib/s6-rc/repository\0"u8;

    public static ReadOnlySpan<byte> BootdbZ => "/etc/s6-rc/compiled/current\0"u8;

    public static ReadOnlySpan<byte> StmpdirZ => "/run/s6-frontend\0"u8;

    public static ReadOnlySpan<byte> StorelistZ => "/usr/share/s6/sources:/etc/s6/sources\0"u8;

    public static ReadOnlySpan<byte> VerbosityZ => "1\0"u8;

    /// <summary>The bundle of all that is up after a boot.</summary>
    public static ReadOnlySpan<byte> BundleZ => "default\0"u8;

    /// <summary>The set that is worked on.</summary>
    public static ReadOnlySpan<byte> SetZ => "current\0"u8;
}
