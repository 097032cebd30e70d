using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Logging.Host;

/// <summary>The options of s6-log.</summary>
internal struct LogOptions
{
    /// <summary>-d; Fd.None where nobody is to be told.</summary>
    public Fd Notification;

    /// <summary>-q and -v: 0 keeps warnings back.</summary>
    public uint Verbosity;

    /// <summary>-b</summary>
    public bool Blocks;

    /// <summary>-p</summary>
    public bool IgnoresTerm;

    /// <summary>--keep</summary>
    public bool Keeps;

    /// <summary>-l; 0 is no limit.</summary>
    public uint LineLengthMax;

    /// <summary>-t; 0 is for ever.</summary>
    public uint LastLineTimeoutMs;

    public static LogOptions Default => new()
    {
        Notification = Fd.None,
        Verbosity = 1,
        LineLengthMax = Limits.LogLineLimitDefault,
        LastLineTimeoutMs = Limits.LogLastLineTimeoutDefaultMs,
    };
}
