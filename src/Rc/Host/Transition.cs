using Sestet.Supervision.Host;

namespace Sestet.Rc.Host;

/// <summary>What is waited for.</summary>
internal enum TransitionKind : byte
{
    Longrun,
    Oneshot,

    /// <summary>Only time passes.</summary>
    Pretended,
}

/// <summary>A transition that is under way.</summary>
internal struct Transition
{
    public TransitionKind Kind;

    /// <summary>It is under way; else the place is free.</summary>
    public bool IsTaken;

    public int Service;

    /// <summary>Of a free place: the next one, or -1.</summary>
    public int NextFree;

    public WatchedService Watched;

    public OneshotCall Call;
}
