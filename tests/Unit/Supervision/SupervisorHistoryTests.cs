using System;
using CsCheck;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

/// <summary>Restart policy and watchdog as the supervisor acts upon them, and their record.</summary>
public class SupervisorHistoryTests
{
    private static readonly FixedConfig s_plain = new(HasFinishFile: false, KillMs: 0, FinishMs: 5000, KillsGroup: false);

    [Fact, Trait("Category", "Property")]
    public void ItIsTheSameAfterPacking() => Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt, Gen.UInt, Gen.Byte[0, 31])
        .Sample((deaths, restarts, delay, watchdog, flags) =>
        {
            SupervisorHistory history = new()
            {
                Policy = RestartPolicy.After(deaths),
                Restarts = restarts,
                DelayMs = delay,
                WatchdogMs = watchdog,
                ToldToEnd = (flags & 1) != 0,
                LimitReached = (flags & 2) != 0,
                Failed = (flags & 4) != 0,
                HasSocket = (flags & 8) != 0,
                HasCgroup = (flags & 16) != 0,
            };
            Span<byte> bytes = stackalloc byte[SupervisorHistory.Length];
            bytes.Clear();
            history.Pack(bytes);
            Assert.Equal(history, SupervisorHistory.Unpack(bytes, history.Flags));
            Assert.Equal(flags, history.Flags);
        });

    [Fact]
    public void ItsBytes()
    {
        SupervisorHistory history = new()
        {
            Policy = RestartPolicy.After(0x01020304),
            Restarts = 0x05060708,
            DelayMs = 0x090a0b0c,
            WatchdogMs = 0x0d0e0f10,
            LimitReached = true,
            HasCgroup = true,
        };
        byte[] bytes = new byte[SupervisorHistory.Length];
        history.Pack(bytes);
        Assert.Equal("0102030405060708090A0B0C0D0E0F10", Convert.ToHexString(bytes));
        Assert.Equal(0x12, history.Flags);
    }

    /// <summary>A record of before there was a history is one without.</summary>
    [Fact]
    public void NothingIsNoHistory() => Assert.Equal(default, SupervisorHistory.Unpack(new byte[SupervisorHistory.Length], 0));

    [Theory]
    [InlineData(1000u, 1000u, 1000)]
    [InlineData(1500u, 1500u, 1500)]
    [InlineData(1500u, 4000u, 1500, 3000, 4000, 4000)]
    public void DelaysGrow(uint delayMs, uint delayMaxMs, params int[] expected)
    {
        SupervisorFixture fixture = SupervisorFixture.Up();
        fixture.Config = s_plain with { Rules = RestartRules.Create(delayMs, delayMaxMs, 0, 60_000, 100) };
        foreach (int delay in expected)
        {
            fixture.Step(SupervisorEvent.Exited(WaitStatus.Exited(1)));
            Assert.Equal(delay * 1_000_000L, fixture.Core.Deadline.Until(fixture.Now));
            Restart(fixture);
        }
    }

    /// <summary>The reference's rule is older: ready for a second, and restarted at once.</summary>
    [Fact]
    public void WithoutADelayReadinessCounts()
    {
        SupervisorFixture fixture = SupervisorFixture.Up();
        fixture.Config = s_plain with { Rules = RestartRules.Create(0, 0, 0, 60_000, 100), Notifies = true };
        fixture.Step(SupervisorEvent.Ready);
        fixture.Now = fixture.Now.PlusSeconds(2);
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Exited(1)));
        Assert.Equal(0, fixture.Core.Deadline.Until(fixture.Now));
    }

    [Theory]
    [InlineData(false, 59_999u, true)]
    [InlineData(false, 60_000u, false)]
    [InlineData(true, 60_000u, true)]
    public void OnlyAStableTimeForgets(bool neverReady, uint upMs, bool fails)
    {
        SupervisorFixture fixture = SupervisorFixture.Up();
        fixture.Config = s_plain with { Rules = RestartRules.Create(0, 0, 0, 60_000, 0), Notifies = neverReady };
        fixture.Now = fixture.Now.PlusMilliseconds(upMs);
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Exited(1)));
        Assert.Equal(fails, fixture.Wants(SupervisorActionKind.WriteFailure));
        Assert.Equal(!fails, fixture.Core.Status.WantedUp);
    }

    [Fact]
    public void TheFailureWaitsForFinish()
    {
        SupervisorFixture fixture = SupervisorFixture.Up();
        fixture.Config = s_plain with { Rules = RestartRules.Create(0, 0, 0, 60_000, 0), HasFinishFile = true };
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Exited(1)));
        fixture.Step(SupervisorEvent.Spawned(new Pid(SupervisorFixture.PidValue)));
        Assert.True(fixture.Core.Status.WantedUp);
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Exited(0)));
        Assert.True(fixture.Wants(SupervisorActionKind.WriteFailure));
        Assert.EndsWith("udOD", fixture.Settle());
    }

    /// <summary>Somebody wants it up while its finish runs: the deaths are forgotten.</summary>
    [Fact]
    public void AUserWhoWantsItUpForgives()
    {
        SupervisorFixture fixture = SupervisorFixture.Up();
        fixture.Config = s_plain with { Rules = RestartRules.Create(5000, 0, 0, 60_000, 0), HasFinishFile = true };
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Exited(1)));
        fixture.Step(SupervisorEvent.Spawned(new Pid(SupervisorFixture.PidValue)));
        fixture.Command('u');
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Exited(0)));
        Assert.False(fixture.Wants(SupervisorActionKind.WriteFailure));
        Assert.Equal(1_000_000_000L, fixture.Core.Deadline.Until(fixture.Now));
    }

    [Theory]
    [InlineData('r', false)]
    [InlineData('d', false)]
    [InlineData('t', true)]
    public void WhatItWasToldCountsNot(char letter, bool counts)
    {
        SupervisorFixture fixture = SupervisorFixture.Up();
        fixture.Config = s_plain with { Rules = RestartRules.Create(0, 0, 0, 60_000, 0) };
        fixture.Command(letter);
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Signaled(15)));
        Assert.Equal(counts, fixture.Wants(SupervisorActionKind.WriteFailure));
        Assert.Equal(counts ? 1u : 0u, fixture.Core.ToRecord().History.Restarts);
    }

    [Fact]
    public void TheWatchdogRunsFromReadiness()
    {
        SupervisorFixture fixture = Watched(1000);
        Assert.True(fixture.Core.WatchdogDeadline.IsInfinite);
        fixture.Step(SupervisorEvent.Ready);
        Assert.Equal(1_000_000_000L, fixture.Core.WatchdogDeadline.Until(fixture.Now));
        fixture.Now = fixture.Now.PlusMilliseconds(600);
        fixture.Step(SupervisorEvent.Alive);
        Assert.Equal(1_000_000_000L, fixture.Core.WatchdogDeadline.Until(fixture.Now));
        fixture.Step(SupervisorEvent.WatchdogSet(300));
        Assert.Equal(300_000_000L, fixture.Core.WatchdogDeadline.Until(fixture.Now));
        fixture.Step(SupervisorEvent.WatchdogSet(0));
        Assert.True(fixture.Core.WatchdogDeadline.IsInfinite);
    }

    [Theory]
    [InlineData('d')]
    [InlineData('r')]
    [InlineData('p')]
    public void TheWatchdogSleepsWhenTheServiceMayNotSpeak(char letter)
    {
        SupervisorFixture fixture = Watched(1000);
        fixture.Step(SupervisorEvent.Ready);
        fixture.Command(letter);
        Assert.True(fixture.Core.WatchdogDeadline.IsInfinite);
        fixture.Step(SupervisorEvent.Alive);
        Assert.True(fixture.Core.WatchdogDeadline.IsInfinite);
        fixture.Command('c');
        Assert.Equal(letter == 'p', !fixture.Core.WatchdogDeadline.IsInfinite);
    }

    [Fact]
    public void AMissedWatchdogAbortsAndThenKills()
    {
        SupervisorFixture fixture = Watched(1000);
        fixture.Step(SupervisorEvent.Ready);
        fixture.Step(SupervisorEvent.WatchdogMissed);
        Assert.Equal([6, 18], fixture.Signals(SupervisorActionKind.Kill));
        Assert.True(fixture.Wants(SupervisorActionKind.WarnWatchdog));
        Assert.Equal(5_000_000_000L, fixture.Core.Deadline.Until(fixture.Now));
        fixture.Step(SupervisorEvent.WatchdogMissed);
        Assert.Empty(fixture.Actions);
        fixture.Step(SupervisorEvent.Timeout);
        Assert.Equal([9, 18], fixture.Signals(SupervisorActionKind.Kill));
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Signaled(9)));
        Assert.Equal(1u, fixture.Core.ToRecord().History.Restarts);
    }

    /// <summary>What a supervisor remembers, the next one does.</summary>
    [Fact]
    public void TheHistorySurvivesTheSupervisor()
    {
        SupervisorFixture fixture = SupervisorFixture.Up();
        fixture.Config = s_plain with { Rules = RestartRules.Create(2000, 90_000, 0, 60_000, 9) };
        fixture.Step(SupervisorEvent.Exited(WaitStatus.Exited(1)));
        Restart(fixture);
        byte[] bytes = new byte[SupervisorRecord.Length];
        fixture.Core.ToRecord().Pack(bytes);
        Assert.True(SupervisorRecord.TryUnpack(bytes, out SupervisorRecord record));
        Supervisor next = default;
        next.Resume(record, announce: false);
        Assert.Equal(1u, next.Deaths);
        FixedConfig config = fixture.Config;
        SupervisorActions actions = default;
        next.Step(SupervisorEvent.Exited(WaitStatus.Exited(1)), fixture.Now, default, ref config, ref actions);
        Assert.Equal(4_000_000_000L, next.Deadline.Until(fixture.Now));
    }

    private static SupervisorFixture Watched(uint watchdogMs)
    {
        SupervisorFixture fixture = new(wantedUp: true);
        fixture.Step(SupervisorEvent.Timeout);
        fixture.Step(SupervisorEvent.Spawned(new Pid(SupervisorFixture.PidValue), watchdogMs));
        return fixture;
    }

    private static void Restart(SupervisorFixture fixture)
    {
        _ = fixture.Settle();
        fixture.Now = fixture.Core.Deadline;
        fixture.Step(SupervisorEvent.Timeout);
        fixture.Step(SupervisorEvent.Spawned(new Pid(SupervisorFixture.PidValue)));
    }
}
