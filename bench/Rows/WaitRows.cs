using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// Commands that wait: `s6-svc -wU -u` on a service that is down (and becomes ready at once), and `s6-svwait -U` on one
/// that is ready.
/// </summary>
internal static class WaitRows
{
    private const int Count = 20;

    public static void Run(Turn turn)
    {
        using Tree tree = new(turn.Suite, turn.Settings, services: 1, readiness: true);
        _ = tree.Start();
        tree.Settle();
        string service = tree.ServiceDirectory(0);
        string control = turn.Suite.Find("s6-svc");
        string[] words = [control, "-wD", "-T5000", "-d", service, ";", control, "-wU", "-T5000", "-u", service];
        turn.Add(RowNames.WaitUpCpu, "µs", CommandRuns.CpuOf(turn, tree, Count, words));
        string[] waitWords = [turn.Suite.Find("s6-svwait"), "-U", "-t", "5000", service];
        turn.Add("s6-svwait -U, is up: CPU", "µs", CommandRuns.CpuOf(turn, tree, Count, waitWords));
        tree.Stop();
    }
}
