using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Rc.Host;

/// <summary>What s6-rc-update was asked for.</summary>
internal struct UpdateOptions
{
    public TextReference Live;

    /// <summary>The new database, with its NUL.</summary>
    public TextReference DatabaseZ;

    /// <summary>The conversion file, with its NUL.</summary>
    public TextReference ConversionsZ;

    public uint Verbosity;

    /// <summary>When all is given up.</summary>
    public Instant Deadline;

    public bool IsDryRun;

    public bool Waits;

    /// <summary>Essential services are stopped, too.</summary>
    public bool ForcesEssential;
}
