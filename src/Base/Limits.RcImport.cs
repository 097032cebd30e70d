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

    /// <summary>Services that `sestet rc check` looks at.</summary>
    public const int CheckedServicesMax = 1 << 17;

    /// <summary>Names in their dependencies, contents and pipelines, all together.</summary>
    public const int CheckedNamesMax = 1 << 20;

    /// <summary>Bytes of all these names; only what is used is ever there.</summary>
    public const int CheckedTextLength = 1 << 26;

    /// <summary>Bytes of a script that are looked through for users.</summary>
    public const int CheckedScriptLength = 1 << 16;
}
