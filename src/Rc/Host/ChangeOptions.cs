using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Rc.Host;

/// <summary>What s6-rc change was asked for, beside the selection.</summary>
internal struct ChangeOptions
{
    private TextReference _live;

    /// <summary>The live directory as it was given.</summary>
    public ReadOnlySpan<byte> Live
    {
        readonly get => _live.Text;
        set => _live = new TextReference(value);
    }

    public uint Verbosity;

    /// <summary>Nothing is done, but told, and takes so long.</summary>
    public bool IsDryRun;

    public uint DryRunMs;

    /// <summary>When all is given up.</summary>
    public Instant Deadline;

    /// <summary>Essential services are stopped, too.</summary>
    public bool StopsEssential;
}
