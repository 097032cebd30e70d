namespace Sestet.Execline.Host;

/// <summary>Words of a compiled script that are one chain of commands: a block's, or the whole.</summary>
internal struct ChainPart
{
    /// <summary>The first of them, and the one behind the last.</summary>
    public int Start;

    public int End;

    /// <summary>Blanks in front of each.</summary>
    public int Level;

    /// <summary>Words with a block behind each, not a chain.</summary>
    public bool IsCases;
}
