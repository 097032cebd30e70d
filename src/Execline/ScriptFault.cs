namespace Sestet.Execline;

/// <summary>What is wrong with a script, and where: bytes from its start.</summary>
internal readonly struct ScriptFault(ScriptError error, int position)
{
    public ScriptError Error { get; } = error;

    public int Position { get; } = position;
}
