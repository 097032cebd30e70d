namespace Sestet.Simulation;

/// <summary>Which story a seed tells.</summary>
internal static class Scenarios
{
    public static Scenario Create(ulong seed) => new SuperviseScenario(seed);
}
