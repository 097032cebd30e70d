using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Init;

/// <summary>The options of `sestet init`.</summary>
internal struct ContainerOptions
{
    public ContainerOptions()
    {
    }

    /// <summary>A directory of service directories, or empty.</summary>
    public TextReference ServicesZ;

    /// <summary>Where what services write may lie, or empty.</summary>
    public TextReference RunZ;

    /// <summary>How long services, and then the rest, have to end after SIGTERM, in milliseconds; 0: for ever.</summary>
    public uint GraceMs = Limits.ContainerGraceMs;

    public readonly bool HasServices => !ServicesZ.Text.IsEmpty;
}
