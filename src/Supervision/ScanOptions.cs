using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>What s6-svscan was told on its command line.</summary>
internal struct ScanOptions
{
    /// <summary>-C: services with loggers.</summary>
    public uint ServicesMax;

    /// <summary>-L: bytes of a name.</summary>
    public uint NameLengthMax;

    /// <summary>-t: milliseconds between scans, 0 for none.</summary>
    public uint RescanMs;

    /// <summary>-d, or none.</summary>
    public Fd Notification;

    /// <summary>-X, or none.</summary>
    public Fd Console;

    /// <summary>--density: services are supervised in this process.</summary>
    public bool Density;

    public static ScanOptions Default => new()
    {
        ServicesMax = Limits.ServicesDefault,
        NameLengthMax = Limits.ServiceNameLengthDefault,
        Notification = Fd.None,
        Console = Fd.None,
    };
}
