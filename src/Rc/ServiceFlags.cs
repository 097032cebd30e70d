namespace Sestet.Rc;

/// <summary>Flags of a service (s6-rc-db.html, "flags").</summary>
internal static class ServiceFlags
{
    /// <summary>It is brought down by s6-rc -D only.</summary>
    public const uint Essential = 1;

    /// <summary>It is put into the active rx of a set.</summary>
    public const uint Recommended = 2;
}
