using System;
using System.Collections.Generic;
using System.IO;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// System calls, as strace counts them: of the short commands (execve and exit included), of a tree that is left alone
/// for a second, and of a tree in which one service is killed (those of the new instance of the service included).
/// </summary>
internal static class CallRows
{
    private const int Services = 10;
    private const int TimeoutMs = 20_000;

    public static void Run(Turn turn)
    {
        using Tree tree = new(turn.Suite, turn.Settings, Services, readiness: true);
        Trace trace = new(tree["tree-trace"]);
        List<int> pids = tree.Start(trace.Words);
        tree.RequireOwn(pids);
        Interruption.Sleep(RestartRows.ReadyMs);
        CountTree(turn, tree, trace, pids[0]);
        foreach ((string name, IReadOnlyList<string> words) in ControlRows.Commands(turn, tree.ServiceDirectory(0)))
        {
            CountCommand(turn, tree, name, words);
        }
        string[] wait = [turn.Suite.Find("s6-svc"), "-wU", "-T5000", "-u", tree.ServiceDirectory(1)];
        turn.Suite.Run("s6-svc", "-wD", "-T5000", "-d", tree.ServiceDirectory(1));
        CountCommand(turn, tree, "s6-svc -wU -u", wait);
        tree.Stop();
    }

    private static void CountTree(Turn turn, Tree tree, Trace trace, int victim)
    {
        trace.WaitUntilQuiet();
        _ = trace.Count();
        Interruption.Sleep(1000);
        turn.Add(RowNames.IdleCalls, "", trace.Count());
        Native.Check(Native.Kill(victim, Native.SIGKILL), "kill");
        if (tree.Fifo.Read(1, TimeoutMs).Count != 1)
        {
            throw new TimeoutException("a killed service has not come back");
        }
        trace.WaitUntilQuiet();
        turn.Add(RowNames.RestartCalls, "", trace.Count());
    }

    private static void CountCommand(Turn turn, Tree tree, string name, IReadOnlyList<string> words)
    {
        Trace trace = new(tree["command-trace"]);
        int code = Processes.Run([.. trace.Words, .. words], turn.Suite.Environment, TimeoutMs, tree["messages"]);
        if (code != 0)
        {
            string messages = File.ReadAllText(tree["messages"]);
            throw new InvalidOperationException($"{string.Join(' ', words)} under strace: exit code {code}: {messages}");
        }
        turn.Add($"{name}: system calls", "", trace.Count());
    }
}
