namespace Sestet.Rc;

/// <summary>Where a run of the planner leads to.</summary>
internal enum PlanGoal : byte
{
    Down,
    Up,

    /// <summary>What is up reloads; nothing depends on anything.</summary>
    Reload,
}

/// <summary>What the planner has its host do with a service.</summary>
internal enum PlanStepKind : byte
{
    /// <summary>Begin the transition, and tell the planner when it has ended.</summary>
    Begin,

    /// <summary>Nothing: it is there already.</summary>
    AlreadyThere,

    /// <summary>Nothing: it is essential. What it needs stays, too.</summary>
    KeptEssential,
}

/// <summary>A service's turn.</summary>
internal readonly struct PlanStep(PlanStepKind kind, int service)
{
    public PlanStepKind Kind { get; } = kind;

    public int Service { get; } = service;
}
