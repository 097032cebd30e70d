using System;
using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>
/// Changes at random of worlds at random: whatever fails, hangs or dies, dependencies are kept to at each step, and what the
/// live state is sure of is so after each change. RCSIM_CASES says how many changes, RCSIM_SEED where they begin.
/// </summary>
public class PlannerSimulation(ITestOutputHelper output)
{
    private const int ChangesDefault = 20_000;
    private const int ServicesMax = 24;

    [Fact, Trait("Category", "Property")]
    public void StateIsTrueAndOrderIsKept()
    {
        long changes = Number("RCSIM_CASES", ChangesDefault);
        int seed = (int)Number("RCSIM_SEED", 1);
        long done = 0;
        long transitions = 0;
        long deaths = 0;
        for (; done < changes; seed++)
        {
            Random random = new(seed);
            PlannedWorld world = new(random, random.Next(1, ServicesMax));
            for (int left = random.Next(1, 30); left > 0 && done < changes; left--, done++)
            {
                try
                {
                    PlannedChange change = new(world, random);
                    change.Run();
                    transitions += change.Transitions;
                    deaths += change.IsDead ? 1 : 0;
                    // What was told goes on for a while, or not at all, before the next one.
                    for (int i = random.Next(world.Count * 2); i > 0; i--)
                    {
                        int service = random.Next(world.Count);
                        _ = world.IsLongrun(service) && world.Advance(service);
                    }
                    world.CheckFile();
                }
                catch (Exception error)
                {
                    throw new InvalidOperationException($"RCSIM_SEED={seed}: {error.Message}", error);
                }
            }
        }
        output.WriteLine($"{done} changes, {transitions} transitions, {deaths} killed in the midst of one");
        Assert.True(deaths > 0 && transitions > changes);
    }

    private static long Number(string variable, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : otherwise;
}
