namespace Sestet.Logging;

/// <summary>A set of byte values.</summary>
internal struct ByteSet
{
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public readonly bool Has(byte value) => (Part(value) >> (value & 63) & 1) != 0;

    public void Add(byte value) => AddRange(value, value);

    /// <summary>Adds all the values from the first to the last.</summary>
    public void AddRange(byte first, byte last)
    {
        for (int value = first; value <= last; value++)
        {
            ulong bit = 1UL << (value & 63);
            switch (value >> 6)
            {
                case 0:
                    _a |= bit;
                    break;
                case 1:
                    _b |= bit;
                    break;
                case 2:
                    _c |= bit;
                    break;
                default:
                    _d |= bit;
                    break;
            }
        }
    }

    public void Invert()
    {
        _a = ~_a;
        _b = ~_b;
        _c = ~_c;
        _d = ~_d;
    }

    private readonly ulong Part(byte value) => (value >> 6) switch
    {
        0 => _a,
        1 => _b,
        2 => _c,
        _ => _d,
    };
}
