namespace Sestet.Rc;

/// <summary>The scripts of a oneshot, in the order that a compiled database has them.</summary>
internal enum ScriptKind : byte
{
    Down,
    Up,
    Reload,
}
