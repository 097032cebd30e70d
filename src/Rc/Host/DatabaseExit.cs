namespace Sestet.Rc.Host;

/// <summary>Exit codes of the commands that look into a compiled database (s6-rc-db.html).</summary>
internal static class DatabaseExit
{
    /// <summary>There is no such name in it.</summary>
    public const int NotFound = 3;

    /// <summary>It is damaged, or none.</summary>
    public const int Invalid = 4;

    /// <summary>The name is of another kind than the command is for.</summary>
    public const int WrongKind = 5;
}
