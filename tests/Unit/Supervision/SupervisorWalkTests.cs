using System.Linq;
using Sestet.Base;
using Sestet.Supervision;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

public class SupervisorWalkTests(ITestOutputHelper output)
{
    private const int StatesMin = 1_000;
    private const int TransitionsMin = 100_000;

    /// <summary>
    /// The supervisor asserts its own invariants in every step, and the walk those of its surroundings.
    /// </summary>
    [Fact]
    public void EveryReachableStateIsSound()
    {
        SupervisorWalk walk = new();
        walk.Run();
        output.WriteLine($"{walk.States} states, {walk.Transitions} transitions");
        Assert.True(walk.States > StatesMin, $"only {walk.States} states");
        Assert.True(walk.Transitions > TransitionsMin, $"only {walk.Transitions} transitions");
        Assert.True(walk.LettersInATurnMax <= EventLetters.CountMax);
        Assert.True(walk.ActionsInAStepMax <= Limits.SupervisorActionsMax);
    }

    /// <summary>All of the table is in use but what cannot happen: a death while nothing lives.</summary>
    [Fact]
    public void EveryCellOfTheTableIsReached()
    {
        SupervisorWalk walk = new();
        walk.Run();
        int cells = (2 + (int)SupervisorCommand.Count) * (int)SupervisorState.Count;
        int diedWhileDown = (int)SupervisorState.Count + (int)SupervisorState.Down;
        Assert.Equal([diedWhileDown], Enumerable.Range(0, cells).Except(walk.Cells));
    }
}
