namespace Sestet.Base;

/// <content>Bounds of `sestet init`.</content>
internal static partial class Limits
{
    /// <summary>
    /// How long services have to end after SIGTERM, and others after them, unless told otherwise: docker(1) waits for 10 seconds.
    /// </summary>
    public const uint ContainerGraceMs = 8000;

    /// <summary>A second s6-svscan is not started sooner than that behind the first.</summary>
    public const uint ContainerRestartMs = 1000;

    /// <summary>How long the supervisors and loggers of services that were killed have, before they are killed, too.</summary>
    public const uint ContainerFinishMs = 1000;

    /// <summary>How long it waits for the end of what it has killed before it looks for more.</summary>
    public const uint ContainerKillMs = 200;
}
