using Sestet.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>A fixed set of seeds; `make sim` runs others, for as long as one likes.</summary>
public class SeedTests(ITestOutputHelper output)
{
    private const int SeedsPerCase = 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void FixedSeedsPass(int block)
    {
        Statistics total = new();
        for (int i = 0; i < SeedsPerCase; i++)
        {
            ulong seed = (ulong)((block - 1) * SeedsPerCase + i + 1);
            using Scenario scenario = Scenarios.Create(seed);
            string? failure = scenario.Run();
            Assert.True(failure == null, $"seed {seed} failed {failure}\nreplay: make sim SEED={seed}");
            total.Add(scenario.Machine.Statistics);
        }
        output.WriteLine(total.ToString());
        Assert.True(total is { Spawns: > 1000, Deaths: > 1000, Faults: > 100, Letters: > 100 }, "the seeds did next to nothing");
        Assert.True(
            total is { SupervisorKills: > 50, BirthKills: > 5, Adoptions: > 10, Upgrades: > 20 }, $"supervisors had an easy life: {total}");
    }

    [Fact]
    public void ASeedAlwaysTellsTheSameStory()
    {
        for (ulong seed = 1; seed <= 10; seed++)
        {
            Assert.Equal(Play(seed), Play(seed));
        }
        Assert.NotEqual(Play(1), Play(2));
    }

    private static ulong Play(ulong seed)
    {
        using Scenario scenario = Scenarios.Create(seed);
        _ = scenario.Run();
        return scenario.Machine.Trace.Hash;
    }
}
