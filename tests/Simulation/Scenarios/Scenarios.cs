namespace Sestet.Simulation;

/// <summary>Which story a seed tells.</summary>
internal static class Scenarios
{
    public static Scenario Create(ulong seed) =>
        seed % 2 == 0 ? new ScanScenario(seed) : new SuperviseScenario(seed);
}
