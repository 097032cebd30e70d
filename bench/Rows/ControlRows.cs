using System.Collections.Generic;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>CPU time of the short commands, run one after another.</summary>
internal static class ControlRows
{
    private const int Count = 100;

    public static void Run(Turn turn)
    {
        using Tree tree = new(turn.Suite, turn.Settings, services: 1, readiness: true);
        _ = tree.Start();
        tree.Settle();
        foreach ((string name, IReadOnlyList<string> words) in Commands(turn, tree.ServiceDirectory(0)))
        {
            turn.Add($"{name}: CPU", "µs", CommandRuns.CpuOf(turn, tree, Count, words));
        }
        tree.Stop();
    }

    /// <summary>The short commands: a question, a longer one, and a signal, to a service that ignores it.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<string> Words)> Commands(Turn turn, string service)
    {
        yield return ("s6-svok", [turn.Suite.Find("s6-svok"), service]);
        yield return ("s6-svstat", [turn.Suite.Find("s6-svstat"), service]);
        yield return ("s6-svc -a", [turn.Suite.Find("s6-svc"), "-a", service]);
    }
}
