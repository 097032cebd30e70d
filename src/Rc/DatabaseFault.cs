namespace Sestet.Rc;

/// <summary>What DatabaseCheck can find.</summary>
internal enum DatabaseFault : byte
{
    None,

    /// <summary>Direct and reverse dependencies do not tell the same.</summary>
    Mismatch,
    DependencyCycle,
    PipelineCycle,

    /// <summary>A longrun is told to be a producer for one that is not its consumer.</summary>
    PipelineCollision,
}
