using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>A set of signals.</summary>
internal readonly struct SignalSet(ulong bits)
{
    public ulong Bits { get; } = bits;

    public static SignalSet Empty => default;

    public SignalSet With(Signal signal) => new(Bits | (1UL << (signal.Number - 1)));

    public bool Contains(Signal signal) => (Bits & (1UL << (signal.Number - 1))) != 0;
}
