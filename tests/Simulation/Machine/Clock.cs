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

    /// <summary>Nanoseconds since boot.</summary>
    public long Now { get; private set; } = Second;

    public Tai Wall
    {
        get
        {
            long wall = _wallOffset + Now;
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

    public void Advance(long nanoseconds) => AdvanceTo(Now + nanoseconds);

    /// <summary>Somebody sets the wall clock; never further than the kernel's own type goes.</summary>
    public void StepWall(long nanoseconds) => _wallOffset = Math.Clamp(_wallOffset + nanoseconds, -100 * Year, 150 * Year);
}
