using Sestet.Linux;

namespace Sestet.Supervision.Host;

/// <summary>The descriptors an s6-svscan works with: .s6-svscan/lock, .s6-svscan/control and a signalfd.</summary>
internal struct ScannerFiles
{
    public Fd Lock;
    public Fd Control;
    public Fd Signals;

    /// <summary>The services of the program that went on in this one (ScannerRecord), or none.</summary>
    public Fd Table;

    /// <summary>An s6-svscan has run on this directory before.</summary>
    public bool Follows;
}
