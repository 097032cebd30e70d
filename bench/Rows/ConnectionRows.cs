using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// CPU time of s6-ipcserver with a client that connects again and again: the server's and its handlers', from a control group of
/// their own, and the server's alone. A handler is a command of the suite itself, or the helper, which is foreign to both.
/// </summary>
internal static class ConnectionRows
{
    private const int Connections = 1000;
    private const int First = 20;
    private const int StartTimeoutMs = 10_000;
    private const int TimeoutMs = 60_000;
    private const int RetryMs = 5;

    public static void Run(Turn turn)
    {
        string[] check = ["-v0", "-l", "socket", "-x", "rules.cdb"];
        Suite suite = turn.Suite;
        Measure(turn, RowNames.QuickHandler, [suite.Find("s6-echo"), "a line"]);
        Measure(turn, RowNames.OwnHandler, [suite.Find("s6-cat")]);
        Measure(
            turn, RowNames.CheckedHandler,
            [suite.Find("s6-ipcserver-access"), .. check, suite.Find("s6-connlimit"), suite.Find("s6-cat")]);
        Measure(turn, RowNames.LateHandler, [suite.Find("s6-cat")], clientWaits: true);
        Measure(turn, RowNames.ForeignHandler, [turn.Settings.Helper, "true"], foreign: true);
    }

    private static void Measure(Turn turn, string row, IReadOnlyList<string> handler, bool clientWaits = false, bool foreign = false)
    {
        using Scratch scratch = new();
        using CpuAccount account = CpuAccount.Open(turn.Settings.ReapedOnly);
        if (!account.IsLive)
        {
            throw new LeftOutException("a server's time apart from its clients' needs a control group, which takes root");
        }
        string socket = scratch["socket"];
        string rules = Directory.CreateDirectory(scratch["rules/uid/default"]).FullName;
        File.WriteAllText(Path.Combine(rules, "allow"), "");
        turn.Suite.Run("s6-accessrules-cdb-from-fs", scratch["rules.cdb"], scratch["rules"]);
        IEnumerable<string> words = handler.Select(w => w == "rules.cdb" ? scratch[w] : w);
        int pid = Processes.Start(
            [turn.Settings.Helper, "launch", account.JoinFile, "TERM", turn.Suite.Find("s6-ipcserver"), socket, .. words],
            turn.Suite.Environment);
        try
        {
            Patience patience = new(StartTimeoutMs);
            while (!TryConnect(turn, socket, First, clientWaits))
            {
                if (patience.IsOver)
                {
                    throw new TimeoutException($"{row}: no connection is served");
                }
                Interruption.Sleep(RetryMs);
            }
            long before = account.Read();
            long serverBefore = ServerNanoseconds(pid);
            if (!TryConnect(turn, socket, Connections, clientWaits))
            {
                throw new InvalidOperationException($"{row}: a connection failed");
            }
            double all = (account.Read() - before) / 1e3 / Connections;
            turn.Add(row, "µs", all);
            if (foreign)
            {
                // What the program takes from its execve to its end is not the server's, and depends on the program.
                turn.Add(RowNames.ServerSide, "µs", all - CommandRuns.CpuOf(turn, scratch["spawned"], Connections, handler));
                turn.Add(RowNames.ServerAlone, "µs", (ServerNanoseconds(pid) - serverBefore) / 1e3 / Connections);
            }
        }
        finally
        {
            _ = Native.Kill(pid, Native.SIGKILL);
            _ = Processes.Wait(pid, TimeoutMs, "s6-ipcserver");
            _ = Processes.WaitUntilNone(TimeoutMs);
        }
    }

    private static bool TryConnect(Turn turn, string socket, int count, bool waits)
    {
        string order = waits ? "connect-wait" : "connect";
        string[] words = [turn.Settings.Helper, order, count.ToString(CultureInfo.InvariantCulture), socket];
        return Processes.Run(words, turn.Suite.Environment, TimeoutMs) == 0;
    }

    /// <summary>proc_pid_schedstat(5): the first number is the time on a processor.</summary>
    private static long ServerNanoseconds(int pid) =>
        long.Parse(Processes.ReadProcFile(pid, "schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
}
