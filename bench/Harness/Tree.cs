using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Sestet.Bench.Harness;

/// <summary>
/// A supervision tree of one suite: s6-svscan over a number of services, each of them the helper program. All of it lives
/// in a directory of its own, and is gone when this is disposed of.
/// </summary>
internal sealed class Tree : IDisposable
{
    private const int StartTimeoutMs = 30_000;
    private const int StopTimeoutMs = 60_000;

    /// <summary>No supervisor has anything left to do a second after a start.</summary>
    private const int LongSettleMs = 1200;

    /// <summary>Enough for one service.</summary>
    private const int SettleMs = 200;

    private readonly Suite _suite;
    private readonly int _services;
    private readonly bool _density;
    private readonly Scratch _scratch = new();
    private bool _runs;

    /// <summary>Makes the directories and starts nothing. With readiness each service has a notification-fd; with density s6-svscan is
    /// all the supervisors.</summary>
    public Tree(Suite suite, Settings settings, int services, bool readiness, bool density = false)
    {
        _suite = suite;
        _services = services;
        _density = density;
        Fifo = new StampFifo(_scratch["fifo"]);
        Account = CpuAccount.Open(settings.ReapedOnly);
        Directory.CreateDirectory(ScanDirectory);
        for (int i = 0; i < services; i++)
        {
            string service = ServiceDirectory(i);
            Directory.CreateDirectory(service);
            File.CreateSymbolicLink(Path.Combine(service, "run"), settings.Helper);
            if (readiness)
            {
                File.WriteAllText(Path.Combine(service, "notification-fd"), "3\n");
            }
        }
        Helper = settings.Helper;
        Environment = new Dictionary<string, string>(suite.Environment)
        {
            ["BENCH_FIFO"] = Fifo.Path,
            ["BENCH_SERVICE"] = readiness ? "ready" : "stamp",
        };
    }

    /// <summary>Services that somebody else puts into the scan directory.</summary>
    public int OtherServices { get; init; }

    public StampFifo Fifo { get; }

    public CpuAccount Account { get; }

    /// <summary>s6-svscan, or what it runs under.</summary>
    public int MainPid { get; private set; }

    public string ScanDirectory => _scratch["scan"];

    private string Helper { get; }

    private Dictionary<string, string> Environment { get; }

    public string this[string scratchFile] => _scratch[scratchFile];

    public string ServiceDirectory(int index) => Path.Combine(ScanDirectory, $"s{index:d4}");

    /// <summary>
    /// Starts it, and waits until every service runs. Nothing is looked at in /proc, for that costs the kernel memory.
    /// <paramref name="under"/> are the words of a tracer.
    /// </summary>
    /// <returns>The services' process ids.</returns>
    public List<int> Start(params string[] under)
    {
        int error = Processes.OpenForWriting(_scratch["stderr"]);
        IReadOnlyList<string> tracer = under.Length == 0 ? [] : [.. under, Helper, "launch", "-", "TERM"];
        // A tracer keeps SIGTERM to itself; what it traces has a launcher of its own.
        string whenKilled = tracer.Count == 0 ? "TERM" : "KILL";
        IReadOnlyList<string> scanner = _suite.ScannerWords(ScanDirectory, _services + OtherServices, _density);
        IReadOnlyList<string> words = [Helper, "launch", Account.JoinFile, whenKilled, .. tracer, .. scanner];
        MainPid = Processes.Start(words, Environment, error: error, output: error);
        _runs = true;
        Native.Close(error);
        List<int> pids = [.. Fifo.Read(_services, StartTimeoutMs).Select(r => r.Pid)];
        if (pids.Count != _services)
        {
            throw new TimeoutException($"only {pids.Count} of {_services} services came up: {Messages}");
        }
        return pids;
    }

    /// <summary>Makes sure that they are processes of this tree, so that they may be killed.</summary>
    public void RequireOwn(IReadOnlyCollection<int> pids)
    {
        if (pids.Except(Processes.Descendants(MainPid)).Any())
        {
            throw new InvalidOperationException("a service is not where it should be");
        }
    }

    /// <summary>Waits until the supervisors have nothing left to do.</summary>
    public void Settle() => Interruption.Sleep(_services == 1 ? SettleMs : LongSettleMs);

    /// <summary>Shuts it down by s6-svscanctl -t, and waits until every process is gone.</summary>
    public void Stop()
    {
        _suite.Run("s6-svscanctl", "-t", ScanDirectory);
        _ = Processes.Wait(MainPid, StopTimeoutMs, "s6-svscan");
        if (!Processes.WaitUntilNone(StopTimeoutMs))
        {
            throw new TimeoutException($"processes outlive s6-svscan: {Messages}");
        }
        _runs = false;
    }

    public void Dispose()
    {
        if (_runs)
        {
            Processes.KillAll();
        }
        Fifo.Dispose();
        Account.Dispose();
        _scratch.Dispose();
    }

    private string Messages => string.Concat(File.ReadAllText(_scratch["stderr"]).TakeLast(500));
}
