using Sestet.Base;

namespace Sestet.FdHolder;

/// <summary>
/// When descriptors expire. "Never" is a moment too: 2^61 seconds from when it is said, and half of that from now on means it.
/// </summary>
internal static class Expiry
{
    private const ulong NeverSeconds = 1UL << 61;
    private const ulong NeverSecondsMin = 1UL << 60;

    /// <summary>A span of time that this program can wait for: 100 years.</summary>
    private const ulong WaitSecondsMax = 100UL * 366 * 86400;

    public static Tai Never(Tai now) => new(Later(now.Seconds, NeverSeconds), now.Nanoseconds);

    public static Tai After(Tai now, uint milliseconds)
    {
        uint nanoseconds = now.Nanoseconds + milliseconds % 1000 * 1_000_000;
        ulong carried = nanoseconds / 1_000_000_000;
        return new Tai(Later(now.Seconds, milliseconds / 1000 + carried), nanoseconds % 1_000_000_000);
    }

    public static bool IsNever(Tai limit, Tai now) =>
        limit.CompareTo(new Tai(Later(now.Seconds, NeverSecondsMin), now.Nanoseconds)) >= 0;

    /// <summary>The same moment on the monotonic clock, given what both clocks say now. A client may say anything.</summary>
    public static Instant DeadlineOf(Tai limit, Tai now, Instant nowInstant)
    {
        if (limit.CompareTo(now) <= 0)
        {
            return nowInstant;
        }
        ulong seconds = limit.Seconds - now.Seconds;
        if (seconds > WaitSecondsMax || limit.Nanoseconds >= 1_000_000_000)
        {
            return Instant.Infinite;
        }
        long nanoseconds = (long)seconds * 1_000_000_000 + limit.Nanoseconds - now.Nanoseconds;
        return new Instant(nowInstant.Nanoseconds + nanoseconds);
    }

    private static ulong Later(ulong seconds, ulong more) =>
        seconds > ulong.MaxValue - more ? ulong.MaxValue : seconds + more;
}
