using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// SIGKILL of services that have been ready for more than a second, one after another (s6-supervise restarts only those
/// at once). CPU: of the whole tree, for each restart, the end of the old process and the start of the new one included.
/// Time: from kill(2) to the first instructions of the new instance.
/// </summary>
internal static class RestartRows
{
    /// <summary>A service that has been ready for longer than this is restarted at once.</summary>
    public const int ReadyMs = 1300;

    private const int Services = 60;
    private const int RestartTimeoutMs = 10_000;

    /// <summary>What the supervisor has to do after a start, readiness and all, is over by then.</summary>
    private const int AfterworkMs = 4;

    private const int SettleMs = 200;

    public static void Run(Turn turn)
    {
        using Tree tree = new(turn.Suite, turn.Settings, Services, readiness: true);
        List<int> pids = tree.Start();
        tree.RequireOwn(pids);
        Interruption.Sleep(ReadyMs);
        long before = tree.Account.Read();
        List<double> microseconds = [.. pids.Select(pid => Restart(tree, pid))];
        Interruption.Sleep(SettleMs);
        long after = tree.Account.Read();
        bool isLive = tree.Account.IsLive;
        tree.Stop();
        if (isLive)
        {
            turn.Add(RowNames.RestartCpu, "µs", (after - before) / 1e3 / Services);
        }
        else
        {
            turn.Note("CPU of a restart: left out: it needs a control group, which takes root");
        }
        turn.Add("restart after SIGKILL: time to the new instance", "µs", Row.MedianOf(microseconds));
    }

    private static double Restart(Tree tree, int pid)
    {
        Debug.Assert(Stopwatch.Frequency == 1_000_000_000);
        // The stopwatch is the monotonic clock, as the stamp is.
        long killed = Stopwatch.GetTimestamp();
        Native.Check(Native.Kill(pid, Native.SIGKILL), "kill");
        List<(long StartNanoseconds, int Pid)> record = tree.Fifo.Read(1, RestartTimeoutMs);
        if (record.Count == 0)
        {
            throw new TimeoutException("a killed service has not come back");
        }
        Interruption.Sleep(AfterworkMs);
        return (record[0].StartNanoseconds - killed) / 1e3;
    }
}
