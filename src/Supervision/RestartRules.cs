using System;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// What a service directory says about restarts (docs/SERVICE-DIRECTORY.md). Without any of its files these are the
/// reference's rules: a second between starts, for ever.
/// </summary>
internal readonly struct RestartRules
{
    private RestartRules(uint delayMs, uint delayMaxMs, uint jitterPercent, uint resetMs, uint restartsMax)
    {
        DelayMs = delayMs;
        DelayMaxMs = delayMaxMs;
        JitterPercent = jitterPercent;
        ResetMs = resetMs;
        RestartsMax = restartsMax;
    }

    /// <summary>More than there can be.</summary>
    public const uint RestartsUnlimited = uint.MaxValue;

    public static RestartRules Reference => Create(0, 0, 0, Limits.RestartResetDefaultMs, RestartsUnlimited);

    /// <summary>The first delay, at least a second.</summary>
    public uint DelayMs { get; }

    /// <summary>What the delay grows up to; not less than DelayMs, and no growth where it is the same.</summary>
    public uint DelayMaxMs { get; }

    /// <summary>How much of a delay is added or taken at random, 0 to 100.</summary>
    public uint JitterPercent { get; }

    /// <summary>How long a service must have been up, or ready, for its earlier deaths to be forgotten.</summary>
    public uint ResetMs { get; }

    /// <summary>How many restarts without a stable time in between there may be; the next death is a permanent failure.</summary>
    public uint RestartsMax { get; }

    /// <summary>Rules of any values: those that are too small or too large count as the nearest that are not.</summary>
    public static RestartRules Create(uint delayMs, uint delayMaxMs, uint jitterPercent, uint resetMs, uint restartsMax)
    {
        uint delay = Math.Max(delayMs, Limits.RestartDelayMinMs);
        return new RestartRules(delay, Math.Max(delayMaxMs, delay), Math.Min(jitterPercent, 100), resetMs, restartsMax);
    }
}
