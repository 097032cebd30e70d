using System;
using CsCheck;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

public class RestartPolicyTests
{
    private static readonly Gen<RestartRules> s_rules = Gen.Select(
        Gen.UInt, Gen.UInt, Gen.UInt[0, 200], Gen.UInt, Gen.UInt[0, 20], RestartRules.Create);

    [Fact]
    public void WithoutFilesItIsTheReference()
    {
        RestartPolicy policy = default;
        for (int i = 0; i < 100; i++)
        {
            RestartDecision decision = policy.Died(RestartRules.Reference, 0, 0xdeadbeef);
            Assert.Equal(1000u, decision.DelayMs);
            Assert.False(decision.Failed);
        }
    }

    [Fact]
    public void TheDelayDoublesUpToItsCap()
    {
        RestartPolicy policy = default;
        var rules = RestartRules.Create(1500, 10_000, 0, 60_000, 0);
        uint[] delays = new uint[6];
        for (int i = 0; i < delays.Length; i++)
        {
            delays[i] = policy.Died(rules, 59_999, 0).DelayMs;
        }
        Assert.Equal([1500, 3000, 6000, 10_000, 10_000, 10_000], delays);
        Assert.Equal(1500u, policy.Died(rules, 60_000, 0).DelayMs);
        Assert.Equal(1500u, policy.Died(rules, 0, 0).DelayMs);
        Assert.Equal(3000u, policy.Died(rules, 0, 0).DelayMs);
    }

    [Fact]
    public void TheDeathAfterTheLastRestartFails()
    {
        RestartPolicy policy = default;
        var rules = RestartRules.Create(0, 0, 0, 60_000, 2);
        Assert.False(policy.Died(rules, 0, 0).Failed);
        Assert.False(policy.Died(rules, 0, 0).Failed);
        Assert.False(policy.Died(rules, 60_000, 0).Failed);
        Assert.False(policy.Died(rules, 0, 0).Failed);
        Assert.False(policy.Died(rules, 0, 0).Failed);
        Assert.True(policy.Died(rules, 0, 0).Failed);
        policy.Forget();
        Assert.False(policy.Died(rules, 0, 0).Failed);
    }

    [Fact]
    public void ADeathAtOnceIsStableWhereNoTimeIsAskedFor()
    {
        RestartPolicy policy = default;
        var rules = RestartRules.Create(0, 100_000, 0, 0, 1);
        Assert.False(policy.Died(rules, 0, 0).Failed);
        Assert.Equal(1000u, policy.Died(rules, 0, 0).DelayMs);
    }

    [Theory]
    [InlineData(0u, 8000u)]
    [InlineData(1u, 8001u)]
    [InlineData(4000u, 12_000u)]
    [InlineData(4001u, 8000u)]
    public void JitterGoesBothWays(uint random, uint expected)
    {
        RestartPolicy policy = default;
        Assert.Equal(expected, policy.Died(RestartRules.Create(10_000, 0, 20, 60_000, 0), 0, random).DelayMs);
    }

    [Fact]
    public void JitterNeverGoesBelowASecond()
    {
        RestartPolicy policy = default;
        Assert.Equal(1000u, policy.Died(RestartRules.Create(1000, 0, 100, 60_000, 0), 0, 0).DelayMs);
    }

    /// <summary>Any rules, any life: never below a second, within the jitter of the delay, failed at the count and no sooner.</summary>
    [Fact, Trait("Category", "Property")]
    public void AnyLife() => Gen.Select(s_rules, Gen.Select(Gen.ULong, Gen.UInt).Array[0, 60]).Sample((rules, deaths) =>
    {
        RestartPolicy policy = default;
        uint unstable = 0;
        foreach ((ulong stableMs, uint random) in deaths)
        {
            RestartDecision decision = policy.Died(rules, stableMs, random);
            unstable = stableMs >= rules.ResetMs ? 0 : unstable + 1;
            double delay = Math.Min(rules.DelayMs * Math.Pow(2, Math.Max(0, (int)unstable - 1)), rules.DelayMaxMs);
            double range = delay * rules.JitterPercent / 100;
            Assert.InRange(decision.DelayMs, Math.Max(1000, delay - range - 1), Math.Max(1000, delay + range + 1));
            Assert.Equal(unstable > rules.RestartsMax, decision.Failed);
            Assert.Equal(unstable, policy.Deaths);
            policy = RestartPolicy.After(policy.Deaths);
        }
    });

    [Fact, Trait("Category", "Property")]
    public void AnyRulesAreInOrder() => s_rules.Sample(rules =>
        rules.DelayMs >= 1000 && rules.DelayMaxMs >= rules.DelayMs && rules.JitterPercent <= 100);

    [Fact]
    public void TheCountDoesNotWrapAround()
    {
        var policy = RestartPolicy.After(uint.MaxValue - 1);
        var rules = RestartRules.Create(1000, uint.MaxValue, 100, 60_000, uint.MaxValue - 1);
        Assert.True(policy.Died(rules, 0, uint.MaxValue).Failed);
        Assert.True(policy.Died(rules, 0, uint.MaxValue).Failed);
        Assert.Equal(uint.MaxValue, policy.Deaths);
    }
}
