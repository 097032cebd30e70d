using Sestet.Linux;

namespace Sestet.Frontend;

/// <summary>When output is made for people rather than for programs (s6.html, --color).</summary>
internal enum ColorChoice
{
    Auto,
    Yes,
    No,
}

/// <summary>
/// What all sub-commands go by: the configuration file's variables and the global options. All texts end in a NUL.
/// </summary>
internal struct FrontSettings
{
    public TextReference ScandirZ;
    public TextReference LivedirZ;
    public TextReference RepodirZ;
    public TextReference BootdbZ;
    public TextReference StmpdirZ;
    public TextReference StorelistZ;

    /// <summary>Empty but for its NUL: nobody in particular.</summary>
    public TextReference FdhuserZ;

    /// <summary>The number in decimal.</summary>
    public TextReference VerbosityZ;

    public uint Verbosity;
    public ColorChoice Color;
    public EnvironmentBlock Environment;
}
