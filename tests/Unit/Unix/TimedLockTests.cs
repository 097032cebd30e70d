using Sestet.Linux;
using Sestet.Simulation;
using Xunit;

namespace Sestet.Tests;

/// <summary>s6-setlock on the simulated machine.</summary>
public class TimedLockTests
{
    private const long Second = Clock.Second;

    [Fact]
    public void TheWaitEndsInTime()
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            using ChainBench bench = new(seed) { StaysFor = 100 * Second };
            Hold(bench);
            long before = bench.Machine.Clock.Now;
            CommandResult result = bench.Run("s6-setlock", "-t", "1000", "/tmp/lock", "end");
            Assert.Equal((1, "s6-setlock: fatal: lock /tmp/lock: timed out\n"), (result.ExitCode, result.Errors));
            Assert.InRange(bench.Machine.Clock.Now - before, Second, Second + (Second / 10) + Second);
            Assert.Equal(1, bench.Runs);
        }
    }

    [Fact]
    public void ASignalBeforeTheWaitIsNotTheLast()
    {
        for (long time = 0; time < 20_000; time += 100)
        {
            using ChainBench bench = new() { StaysFor = 100 * Second };
            Hold(bench);
            Process waiter = bench.Start("s6-setlock", "-t", "1000", "/tmp/lock", "end");
            // It stops at any call on the way, and comes back when the time is over.
            bench.Machine.Scheduler.PreemptOneIn = 1;
            Assert.True(bench.Machine.RunUntil(bench.Machine.Clock.Now + time));
            waiter.Signals.Send(Signal.SIGSTOP, default);
            Assert.True(bench.Machine.RunUntil(bench.Machine.Clock.Now + (2 * Second)));
            Assert.True(waiter.IsAlive);
            waiter.Signals.Send(Signal.SIGCONT, default);
            Assert.True(bench.Machine.RunUntil(bench.Machine.Clock.Now + (2 * Second)));
            Assert.False(waiter.IsAlive);
            Assert.Equal(1, waiter.ExitStatus.ExitCode);
        }
    }

    [Fact]
    public void TheLockIsTakenWhenItIsFree()
    {
        for (ulong seed = 1; seed <= 100; seed++)
        {
            using ChainBench bench = new(seed) { StaysFor = Second / 2 };
            Hold(bench);
            bench.StaysFor = 0;
            CommandResult result = bench.Run("s6-setlock", "-t", "1000", "-d", "9", "/tmp/lock", "end");
            Assert.Equal((0, ""), (result.ExitCode, result.Errors));
            Assert.Equal(2, bench.Runs);
        }
    }

    [Fact]
    public void ALockUnderANumberOfItsOwnHolds()
    {
        using ChainBench bench = new() { StaysFor = 100 * Second };
        bench.Start("s6-setlock", "-d", "9", "/tmp/lock", "end");
        Assert.True(bench.Machine.RunUntil(Second));
        Assert.Equal(1, bench.Run("s6-setlock", "-n", "/tmp/lock", "end").ExitCode);
        Assert.Equal(1, bench.Run("s6-setlock", "-n", "-r", "/tmp/lock", "end").ExitCode);
    }

    private static void Hold(ChainBench bench)
    {
        bench.Start("s6-setlock", "/tmp/lock", "end");
        Assert.True(bench.Machine.RunUntil(bench.Machine.Clock.Now + (Second / 100)));
        Assert.Equal(1, bench.Runs);
    }
}
