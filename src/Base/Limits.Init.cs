namespace Sestet.Base;

/// <content>Bounds of booting and of shutting down.</content>
internal static partial class Limits
{
    /// <summary>s6-linux-init-shutdownd.html: -g.</summary>
    public const uint ShutdownGraceDefaultMs = 3000;

    /// <summary>What s6-linux-init-shutdown can say: minutes of 32 bits. Garbage mostly says more.</summary>
    public const ulong ShutdownSecondsMax = (ulong)uint.MaxValue * 60;

    /// <summary>Bytes of messages to s6-linux-init-shutdownd that are read at once: three of them.</summary>
    public const int ShutdownReadLength = 64;

    /// <summary>Bytes of a service's new name when it is put out of the way: a label, a colon and six letters more.</summary>
    public const int HiddenNameLengthMax = NameLengthMax + 1 + 34;

    /// <summary>How long a killed catch-all logger may take to be back: s6-svscan and s6-supervise wait a second each.</summary>
    public const uint LoggerStartMs = 10_000;

    /// <summary>How long to wait before it is looked for again: nothing tells of a FIFO's reader.</summary>
    public const long LoggerLookNanoseconds = 5_000_000;

    /// <summary>How long a telinit waits for the script runlevel, as in the reference: an hour.</summary>
    public const uint RunlevelTimeoutMs = 3_600_000;

    /// <summary>Bytes of a script of s6-linux-init-maker for one byte of an argument: quoted it takes five.</summary>
    public const int BootScriptBytesPerByte = 5;
}
