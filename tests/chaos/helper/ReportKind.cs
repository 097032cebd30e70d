namespace Sestet.Chaos.Helper;

/// <summary>What a report says.</summary>
internal enum ReportKind : uint
{
    /// <summary>An instance of a service or a logger holds its lock and has its number.</summary>
    Started = 1,

    /// <summary>It found its lock held: another instance lives. A violation.</summary>
    SecondInstance = 2,

    /// <summary>A run began while a finish program was running. A violation.</summary>
    BesideFinish = 3,

    /// <summary>A finish program holds its lock.</summary>
    Finishing = 4,

    /// <summary>It found its lock held: another finish program lives. A violation.</summary>
    SecondFinish = 5,

    /// <summary>A finish program began while an instance was running. A violation.</summary>
    BesideRun = 6,
}
