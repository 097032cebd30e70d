namespace Sestet.Rc;

/// <summary>A file of a service definition in memory: places in <see cref="DefinitionFiles"/>.</summary>
internal struct DefinitionFile
{
    /// <summary>Its path, "SERVICE/FILE" or "SERVICE/DIRECTORY/FILE".</summary>
    public int PathStart;
    public int PathLength;
    public int ContentStart;
    public int ContentLength;
    public bool IsExecutable;

    /// <summary>A directory, which is written though nothing may be in it.</summary>
    public bool IsDirectory;

    /// <summary>A comparison has found its like.</summary>
    public bool IsMatched;
}
