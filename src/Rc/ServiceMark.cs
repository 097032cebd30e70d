namespace Sestet.Rc;

/// <summary>What is noted of a service while a command is carried out.</summary>
internal static class ServiceMark
{
    /// <summary>It is in the selection (s6-rc.html).</summary>
    public const byte Selected = 1;

    /// <summary>It is stopped by force only.</summary>
    public const byte Essential = 2;

    /// <summary>It has had its turn.</summary>
    public const byte Examined = 4;

    /// <summary>It was not known where it is before its transition was begun.</summary>
    public const byte WasUncertain = 8;
}
