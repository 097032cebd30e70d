using Sestet.Linux;

namespace Sestet.Logging;

/// <summary>What the control directives before it say about a logdir.</summary>
internal struct LogdirSettings
{
    /// <summary>The directory, with its NUL.</summary>
    public TextReference PathZ;

    /// <summary>n: archived files kept.</summary>
    public uint ArchivesMax;

    /// <summary>S: bytes of archived files kept; 0 is no limit.</summary>
    public ulong ArchivesSizeMax;

    /// <summary>! and ?: the processor with its NUL; empty where there is none.</summary>
    public TextReference ProcessorZ;

    /// <summary>?: the processor is for the shell.</summary>
    public bool ProcessorIsShell;

    /// <summary>s, l, R and r.</summary>
    public RotationSettings Rotation;
}

/// <summary>When a logdir's current file is rotated.</summary>
internal struct RotationSettings
{
    /// <summary>s: bytes the current file may have.</summary>
    public uint FileSize;

    /// <summary>l: bytes less than that, from which on it is rotated.</summary>
    public uint Tolerance;

    /// <summary>R: seconds after which it is rotated anyway; 0 is never.</summary>
    public uint PeriodSeconds;

    /// <summary>r: milliseconds until what failed is tried again.</summary>
    public uint CooldownMs;

    /// <summary>What is rotated goes through a processor.</summary>
    public bool HasProcessor;
}
