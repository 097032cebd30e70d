using System.Numerics;

namespace Sestet.Logging;

/// <summary>A set of the positions of an expression, which are up to 128: the places in it where a byte stands.</summary>
internal readonly struct PositionSet(ulong low, ulong high)
{
    /// <summary>Positions there can be.</summary>
    public const int Capacity = 128;

    private readonly ulong _low = low;
    private readonly ulong _high = high;

    public bool IsEmpty => (_low | _high) == 0;

    public static PositionSet Of(int position) =>
        position < 64 ? new PositionSet(1UL << position, 0) : new PositionSet(0, 1UL << (position - 64));

    public static PositionSet operator |(PositionSet a, PositionSet b) => new(a._low | b._low, a._high | b._high);

    public static PositionSet operator &(PositionSet a, PositionSet b) => new(a._low & b._low, a._high & b._high);

    public bool Has(int position) => !(this & Of(position)).IsEmpty;

    public bool IsSame(PositionSet other) => _low == other._low && _high == other._high;

    /// <summary>The lowest member; the set must not be empty.</summary>
    public int First() =>
        _low != 0 ? BitOperations.TrailingZeroCount(_low) : 64 + BitOperations.TrailingZeroCount(_high);

    /// <summary>Without its lowest member.</summary>
    public PositionSet Rest() =>
        _low != 0 ? new PositionSet(_low & unchecked(_low - 1), _high) : new PositionSet(0, _high & unchecked(_high - 1));

    /// <summary>All members greater by so much.</summary>
    public PositionSet Moved(int by)
    {
        PositionSet moved = default;
        for (PositionSet rest = this; !rest.IsEmpty; rest = rest.Rest())
        {
            moved |= Of(rest.First() + by);
        }
        return moved;
    }
}
