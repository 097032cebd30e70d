using System;
using System.IO;
using System.Threading;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// A fd-holder of the suite and its clients: descriptors are stored and retrieved, one client after another. A retrieved one is
/// given to the helper program; each stored one is deleted before the next, which costs the daemon as much as another request.
/// </summary>
internal static class HolderRows
{
    private const int Count = 100;
    private const int StartTimeoutMs = 10_000;
    private const int StopTimeoutMs = 10_000;
    private const int Terminate = 15;
    private const string Id = "unix:/run/socket";

    public static void Run(Turn turn)
    {
        using Tree tree = new(turn.Suite, turn.Settings, services: 1, readiness: false);
        using Scratch scratch = new();
        string socket = scratch["socket"];
        int daemon = Start(turn, scratch, socket);
        string[] store = [turn.Suite.Find("s6-fdholder-store"), socket, Id];
        string[] remove = [turn.Suite.Find("s6-fdholder-delete"), socket, Id, ";"];
        Once(turn, scratch, store);
        double stores = CommandRuns.CpuOf(turn, tree, Count, [.. remove, .. store]);
        string[] retrieve = [turn.Suite.Find("s6-fdholder-retrieve"), socket, Id, turn.Settings.Helper, "true"];
        double retrieves = CommandRuns.CpuOf(turn, tree, Count, retrieve);
        _ = Native.Kill(daemon, Terminate);
        long nanoseconds = Processes.Wait(daemon, StopTimeoutMs, "s6-fdholderd").CpuNanoseconds;
        double serves = nanoseconds / 1e3 / Count;
        turn.Add("fdholder: store, client's CPU", "µs", stores);
        turn.Add("fdholder: retrieve, client's CPU", "µs", retrieves);
        turn.Add("fdholder: store, retrieve and delete, daemon's CPU", "µs", serves);
        turn.Add(RowNames.HolderCpu, "µs", stores + retrieves + serves);
    }

    private static void Once(Turn turn, Scratch scratch, string[] words)
    {
        int code = Processes.Run(words, turn.Suite.Environment, StartTimeoutMs, scratch["messages"]);
        if (code != 0)
        {
            throw new InvalidOperationException($"{words[0]}: exit code {code}: {File.ReadAllText(scratch["messages"])}");
        }
    }

    /// <summary>The daemon, when it takes clients.</summary>
    private static int Start(Turn turn, Scratch scratch, string socket)
    {
        string environment = Directory.CreateDirectory(scratch["rules/uid/default/env"]).FullName;
        File.WriteAllText(scratch["rules/uid/default/allow"], "");
        foreach (string operation in new[] { "STORE", "RETRIEVE" })
        {
            File.WriteAllText(Path.Combine(environment, $"S6_FDHOLDER_{operation}_REGEX"), "^unix:\n");
        }
        string ready = scratch["ready"];
        int output = Processes.OpenForWriting(ready);
        string[] words = [turn.Suite.Find("s6-fdholder-daemon"), "-1", "-i", scratch["rules"], socket];
        int pid = Processes.Start(words, turn.Suite.Environment, output: output);
        Native.Close(output);
        Patience patience = new(StartTimeoutMs);
        while (File.ReadAllText(ready).Length == 0)
        {
            if (patience.IsOver)
            {
                throw new TimeoutException("s6-fdholderd is not ready");
            }
            Thread.Sleep(1);
        }
        return pid;
    }
}
