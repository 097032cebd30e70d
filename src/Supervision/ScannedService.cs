using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// A service directory that a scanner knows: one that was found, and the logger or the producer it belongs to.
/// </summary>
internal struct ScannedService
{
    public const int NoPeer = -1;

    /// <summary>A service is known by its directory's device and inode: a link may be renamed while it runs.</summary>
    public ulong Device;
    public ulong Inode;

    /// <summary>
    /// Its s6-supervise, or none. Where the scanner's own process supervises it: the process of the service's that is to be
    /// waited for.
    /// </summary>
    public Pid Pid;

    /// <summary>The earliest time for its next start.</summary>
    public Instant Start;

    /// <summary>The index of the producer's logger or of the logger's producer, or NoPeer.</summary>
    public int Peer;

    public bool Used;
    public bool IsLogger;

    /// <summary>It is supervised by the scanner's own process.</summary>
    public bool Hosted;

    /// <summary>The last whole scan found it: its supervisor is kept alive.</summary>
    public bool Active;

    /// <summary>The scan under way has found it.</summary>
    public bool Seen;

    /// <summary>At the end a supervisor was started to end it.</summary>
    public bool HadLast;

    /// <summary>It has a logger, and no pipe to it yet: it is not started.</summary>
    public bool AwaitsPipe;

    /// <summary>It is wanted, and nobody supervises it.</summary>
    public readonly bool IsToStart => Used && Active && !IsAlive && !AwaitsPipe;

    /// <summary>It has a supervisor.</summary>
    public readonly bool IsAlive => Hosted || !Pid.IsNone;
}
