namespace Sestet.Rc;

/// <summary>A file of a service definition in memory: places in <see cref="DraftFiles"/>.</summary>
internal struct DraftFile
{
    /// <summary>Its path, "SERVICE/FILE" or "SERVICE/DIRECTORY/FILE".</summary>
    public int PathStart;
    public int PathLength;
    public int ContentStart;
    public int ContentLength;
    public bool IsExecutable;

    /// <summary>A directory, which is written though nothing may be in it.</summary>
    public bool IsDirectory;

    /// <summary>Another key has its content already.</summary>
    public bool IsTaken;
}
