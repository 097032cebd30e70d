namespace Sestet.Base;

/// <summary>
/// A moment of the monotonic clock, in nanoseconds since boot. Every timeout is kept as one, so that a step of the wall
/// clock moves none.
/// </summary>
internal readonly struct Instant(long nanoseconds)
{
    /// <summary>Never: later than every other.</summary>
    public static Instant Infinite => new(long.MaxValue);

    public long Nanoseconds { get; } = nanoseconds;

    public bool IsInfinite => Nanoseconds == long.MaxValue;

    public Instant PlusMilliseconds(uint milliseconds) =>
        IsInfinite ? this : new(Nanoseconds + milliseconds * 1_000_000L);

    public Instant PlusSeconds(uint seconds) => IsInfinite ? this : new(Nanoseconds + seconds * 1_000_000_000L);

    /// <summary>Nanoseconds from <paramref name="now"/> until this one: 0 where it is past, -1 for never.</summary>
    public long Until(Instant now)
    {
        if (IsInfinite)
        {
            return -1;
        }
        return Nanoseconds <= now.Nanoseconds ? 0 : Nanoseconds - now.Nanoseconds;
    }

    public bool IsAfter(Instant other) => Nanoseconds > other.Nanoseconds;

    public static Instant Earliest(Instant a, Instant b) => a.Nanoseconds <= b.Nanoseconds ? a : b;
}
