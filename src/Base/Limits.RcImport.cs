namespace Sestet.Base;

/// <content>Bounds of what `sestet rc` reads and writes.</content>
internal static partial class Limits
{
    /// <summary>Bytes of a declarative file of services: some ten thousand of them.</summary>
    public const int ServiceDocumentLengthMax = 4 << 20;

    /// <summary>Complaints of one document that are shown.</summary>
    public const int ComplaintsLength = 16 * 1024;

    /// <summary>The descriptor that `sestet rc import` gives a service to tell its readiness, where none is named.</summary>
    public const uint NotificationFdDefault = 3;
}
