using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Sestet.Bench.Harness;
using Sestet.Conformance.Rc;

namespace Sestet.Bench.Rows;

/// <summary>
/// A boot by s6-rc: 200 oneshots, each a command of the suite, and 100 longruns that tell their readiness, with dependencies
/// among them, are brought up and down again. All CPU time counts: of s6-rc, the supervisors, the runner of oneshots, the
/// scripts and the services.
/// </summary>
internal static class RcRows
{
    private const int Oneshots = 200;
    private const int Longruns = 100;
    private const int TimeoutMs = 60_000;

    public static void Run(Turn turn)
    {
        string rc = turn.Suite.Find("s6-rc");
        using Tree tree = new(turn.Suite, turn.Settings, services: 0, readiness: true) { OtherServices = Longruns + 1 };
        if (!tree.Account.IsLive)
        {
            throw new LeftOutException("it needs a control group, which takes root");
        }
        RcService[] services = Services(turn.Suite, tree["touched"]);
        string live = MakeLive(turn, tree, services);
        _ = tree.Start();
        AwaitSupervisors(tree, services);
        double up = Change(turn, tree, rc, live, "-u");
        double down = Change(turn, tree, rc, live, "-D");
        _ = tree.Fifo.Read(Longruns, TimeoutMs);
        tree.Stop();
        turn.Add(RowNames.RcUp, "ms", up);
        turn.Add(RowNames.RcDown, "ms", down);
    }

    private static double Change(Turn turn, Tree tree, string rc, string live, string direction)
    {
        tree.Settle();
        long before = tree.Account.Read();
        string[] words = [turn.Settings.Helper, "launch", tree.Account.JoinFile, "KILL", rc, "-l", live, direction, "change", "all"];
        int code = Processes.Run(words, turn.Suite.Environment, TimeoutMs, tree["messages"]);
        if (code != 0)
        {
            throw new InvalidOperationException($"s6-rc {direction}: exit code {code}: {File.ReadAllText(tree["messages"])}");
        }
        // What the kernel still does for processes that have ended belongs to them.
        tree.Settle();
        return (tree.Account.Read() - before) / 1e6;
    }

    /// <summary>Twenty chains of oneshots; ten of longruns, of which each needs a oneshot, too.</summary>
    private static RcService[] Services(Suite suite, string touched)
    {
        Directory.CreateDirectory(touched);
        return [
            Runner(suite),
            .. Enumerable.Range(0, Longruns).Select(i => new RcService(Name('l', i), IsLongrun: true)
            {
                Needs = i < 10 ? [Name('o', i)] : [Name('o', i), Name('l', i - 10)],
            }),
            .. Enumerable.Range(0, Oneshots).Select(i => new RcService(Name('o', i), IsLongrun: false)
            {
                Needs = i < 20 ? [RcDatabase.Runner] : [RcDatabase.Runner, Name('o', i - 20)],
                Up = ["s6-touch", Path.Combine(touched, Name('o', i))],
                Down = ["s6-rmrf", Path.Combine(touched, Name('o', i))],
            }),
        ];
    }

    private static string Name(char kind, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}{number:d3}");

    /// <summary>The service that s6-rc-compile adds.</summary>
    private static RcService Runner(Suite suite)
    {
        string run = suite.TryFind("s6-rc-oneshot-run")
            ?? Path.Combine(suite.Directories[0], "../libexec/s6-rc-oneshot-run");
        return new RcService(RcDatabase.Runner, IsLongrun: true)
        {
            RunScript = $"""
                #!{suite.Find("execlineb")} -s1
                fdmove -c 2 1
                fdmove 1 3
                s6-ipcserver-socketbinder -- s
                s6-ipcserverd -1 --
                s6-ipcserver-access -v0 -E -l0 -i data/rules --
                s6-sudod -t 30000 --
                {run} -l ../.. --

                """,
            Files = new() { ["notification-fd"] = "3\n", ["data/rules/uid/self/allow"] = "" },
        };
    }

    /// <summary>What s6-rc-compile and s6-rc-init leave.</summary>
    private static string MakeLive(Turn turn, Tree tree, RcService[] services)
    {
        string compiled = tree["compiled"];
        string live = tree["live"];
        RcDatabase.Write(compiled, services, ("all", [.. services.Select(service => service.Name)]));
        Directory.CreateDirectory(live);
        File.CreateSymbolicLink(Path.Combine(live, "compiled"), compiled);
        File.WriteAllText(Path.Combine(live, "lock"), "");
        File.WriteAllBytes(Path.Combine(live, "state"), new byte[services.Length]);
        foreach (RcService service in services.Where(service => service.IsLongrun))
        {
            string directory = Directory.CreateDirectory(Path.Combine(live, "servicedirs", service.Name)).FullName;
            File.WriteAllText(Path.Combine(directory, "down"), "");
            File.WriteAllText(Path.Combine(directory, "notification-fd"), "3\n");
            string run = Path.Combine(directory, "run");
            if (service.Name == RcDatabase.Runner)
            {
                Directory.CreateDirectory(Path.Combine(directory, "data/rules/uid/self"));
                File.WriteAllText(Path.Combine(directory, "data/rules/uid/self/allow"), "");
                File.WriteAllText(run, service.RunScript);
                File.SetUnixFileMode(run, (UnixFileMode)0x1ed);
            }
            else
            {
                File.CreateSymbolicLink(run, turn.Settings.Helper);
            }
            File.CreateSymbolicLink(Path.Combine(tree.ScanDirectory, service.Name), directory);
        }
        return live;
    }

    private static void AwaitSupervisors(Tree tree, RcService[] services)
    {
        Patience patience = new(TimeoutMs);
        foreach (RcService service in services.Where(service => service.IsLongrun))
        {
            while (!File.Exists(Path.Combine(tree.ScanDirectory, service.Name, "supervise/status")))
            {
                if (patience.IsOver)
                {
                    throw new TimeoutException($"{service.Name} is not supervised");
                }
                Thread.Sleep(1);
            }
        }
    }
}
