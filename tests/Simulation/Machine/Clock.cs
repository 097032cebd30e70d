using System;
using Sestet.Base;

namespace Sestet.Simulation;

/// <summary>Both clocks. Time passes when every process waits, and a little with every call.</summary>
internal sealed class Clock
{
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;
    public const long Year = 365 * 86_400 * Second;
    public const long Never = long.MaxValue;

    /// <summary>2026-01-01 00:00:00 UTC at boot.</summary>
    private long _wallOffset = 1_767_225_600L * Second;

    /// <summary>How long the machine has slept since its boot: only one of the two clocks of uptime counts that.</summary>
    private const long Slept = 7 * Second + 123_456_789;

    private long _booted;

    /// <summary>Nanoseconds since the simulation began.</summary>
    public long Now { get; private set; } = Second;

    /// <summary>CLOCK_MONOTONIC: begins again with every boot.</summary>
    public long Monotonic => Now - _booted;

    /// <summary>CLOCK_BOOTTIME.</summary>
    public long SinceBoot => Monotonic + Slept;

    /// <summary>Nanoseconds since 1970.</summary>
    public long WallNanoseconds => _wallOffset + Now;

    public Tai Wall
    {
        get
        {
            long wall = WallNanoseconds;
            long seconds = wall / Second;
            long nanoseconds = wall % Second;
            return nanoseconds < 0
                ? Tai.FromUnix(seconds - 1, (uint)(nanoseconds + Second))
                : Tai.FromUnix(seconds, (uint)nanoseconds);
        }
    }

    public void AdvanceTo(long time)
    {
        Assert.That(time >= Now && time != Never);
        Now = time;
    }

    public void Reboot() => _booted = Now - Second;

    public void Advance(long nanoseconds) => AdvanceTo(Now + nanoseconds);

    /// <summary>Somebody sets the wall clock; never further than the kernel's own type goes.</summary>
    public void StepWall(long nanoseconds) => _wallOffset = Math.Clamp(_wallOffset + nanoseconds, -100 * Year, 150 * Year);
}
