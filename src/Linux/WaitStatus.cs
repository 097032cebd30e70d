namespace Sestet.Linux;

/// <summary>How a process ended: the 16 bits that wait4(2) gives.</summary>
internal readonly struct WaitStatus(int bits)
{
    public int Bits { get; } = bits;

    /// <summary>
    /// It ended while nobody could be told how. No death has these bits; the reference's programs read them as exit
    /// code 255.
    /// </summary>
    public static WaitStatus Unknown => new(0xff7f);

    public bool IsUnknown => Bits == Unknown.Bits;

    public bool IsSignaled => SignalNumber != 0 && SignalNumber != 0x7f;

    public bool IsExited => (Bits & 0x7f) == 0;

    /// <summary>The signal that killed it, or 0.</summary>
    public int SignalNumber => IsUnknown ? 0 : Bits & 0x7f;

    public int ExitCode => (Bits >> 8) & 0xff;

    public static WaitStatus Exited(int code) => new(code << 8);

    public static WaitStatus Signaled(int signal) => new(signal);
}
