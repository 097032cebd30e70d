using System;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>What follows from a death: another start after a delay, or none.</summary>
internal readonly struct RestartDecision(bool failed, uint delayMs)
{
    /// <summary>The service is failed permanently.</summary>
    public bool Failed { get; } = failed;

    /// <summary>How long to wait for the next start, at least a second.</summary>
    public uint DelayMs { get; } = delayMs;
}

/// <summary>
/// How a service's deaths make its restarts slower, and end them: the delay doubles with every death that does not come
/// after a stable time. All it remembers is how many of those there were, one after another.
/// </summary>
internal struct RestartPolicy
{
    /// <summary>Deaths since the service was last stable, or was last started by its user.</summary>
    public uint Deaths { get; private set; }

    /// <summary>The policy of a service that has had that many.</summary>
    public static RestartPolicy After(uint deaths) => new() { Deaths = deaths };

    /// <summary>A user has started the service: what was before does not count.</summary>
    public void Forget() => Deaths = 0;

    /// <summary>
    /// A death. <paramref name="stableMs"/>: how long the service had been up, or ready where it says when that is.
    /// <paramref name="random"/>: any number, looked at where there is jitter.
    /// </summary>
    public RestartDecision Died(in RestartRules rules, ulong stableMs, uint random)
    {
        if (stableMs >= rules.ResetMs)
        {
            Deaths = 0;
        }
        else if (Deaths < uint.MaxValue)
        {
            Deaths++;
        }
        bool failed = Deaths > rules.RestartsMax;
        return new RestartDecision(failed, Jittered(Delay(rules), rules.JitterPercent, random));
    }

    /// <summary>The delay now, before jitter.</summary>
    private readonly uint Delay(in RestartRules rules)
    {
        ulong delay = rules.DelayMs;
        // The first death has the first delay. A delay of 32 bits has grown past any cap after 32 doublings.
        for (uint i = 1; i < Deaths && delay < rules.DelayMaxMs; i++)
        {
            delay *= 2;
        }
        Assert.That(delay >= Limits.RestartDelayMinMs);
        return (uint)Math.Min(delay, rules.DelayMaxMs);
    }

    private static uint Jittered(uint delayMs, uint percent, uint random)
    {
        ulong range = (ulong)delayMs * percent / 100;
        ulong jittered = delayMs - range + random % (2 * range + 1);
        Assert.That(jittered <= 2UL * delayMs);
        return (uint)Math.Clamp(jittered, Limits.RestartDelayMinMs, uint.MaxValue);
    }
}
