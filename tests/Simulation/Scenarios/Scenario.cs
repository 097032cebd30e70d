using System;

namespace Sestet.Simulation;

/// <summary>One seed's run of one story on a machine of its own.</summary>
internal abstract class Scenario(ulong seed) : IDisposable
{
    public ulong Seed => seed;

    public Machine Machine { get; } = new(seed);

    protected Dice Dice => Machine.Dice;

    /// <summary>Plays the story; null, or what went wrong.</summary>
    public string? Run()
    {
        Play();
        Machine.Statistics.Calls = Machine.Trace.Calls;
        return Machine.Failure;
    }

    public void Dispose() => Machine.Dispose();

    protected abstract void Play();

    /// <summary>Lets that much time pass; false after a failure.</summary>
    protected bool Pass(long nanoseconds) => Machine.RunUntil(Machine.Clock.Now + nanoseconds);

    /// <summary>Lets time pass until the condition holds, and fails the run if that takes too long.</summary>
    protected bool Await(Func<bool> condition, long longest, Func<string> complaint)
    {
        long end = Machine.Clock.Now + longest;
        while (!condition())
        {
            if (Machine.Clock.Now >= end)
            {
                Machine.Fail(complaint());
            }
            if (!Pass(100 * Clock.Millisecond))
            {
                return false;
            }
        }
        return true;
    }
}
