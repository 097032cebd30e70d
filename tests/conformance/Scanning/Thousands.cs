using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>s6-svscan --density with 10,000 services, or as many as the hard limit of descriptors lets this machine have.</summary>
public sealed class Thousands(ITestOutputHelper output) : Scenario(output)
{
    private const int SIGKILL = 9;

    /// <summary>Services that run from the start; the others have a file "down".</summary>
    private const int Running = 50;

    [Fact]
    public void TenThousandServicesInOneProcess()
    {
        Scanner scanner = NewScanner(Suite.Density);
        int limit = int.Parse(Shell(Suite.Density, "ulimit -H -n").Output.Replace("unlimited", "1000000"), CultureInfo.InvariantCulture);
        string[] names = [.. Enumerable.Range(0, int.Min(10_000, limit - 200)).Select(i => $"s{i:D5}")];
        Prepare(scanner, names);

        string count = names.Length.ToString(CultureInfo.InvariantCulture);
        scanner.Start("-C", count);
        WaitForAll(scanner);
        Eventually(() => ProcessTree.ChildrenOf(scanner.Process.Pid).Count == Running);
        Assert.Equal("up ", Run(Suite.Density, "s6-svstat", scanner[names[0]]).Output[..3]);
        Assert.Equal("down ", Run(Suite.Density, "s6-svstat", scanner[names[^1]]).Output[..5]);

        // The last one is as near as the first one.
        Assert.Equal(0, Run(Suite.Density, "s6-svc", "-wu", "-u", scanner[names[^1]]).ExitCode);
        List<int> pids = Pids(scanner, names);

        scanner.Process.Kill(SIGKILL);
        _ = scanner.Process.WaitForExit();
        scanner.Start("-C", count);
        WaitForAll(scanner);
        Assert.Equal(pids, Pids(scanner, names));

        scanner.Send("t");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        Eventually(() => pids.All(pid => ProcessTree.State(pid) == 'X'));
    }

    private static void Prepare(Scanner scanner, string[] names)
    {
        string run = scanner.Service(names[0]).Run(ServiceDirectory.Idle)["run"];
        foreach (string name in names.Skip(1))
        {
            Directory.CreateDirectory(scanner[name]);
            File.CreateSymbolicLink(scanner[name + "/run"], run);
        }
        foreach (string name in names.Skip(Running))
        {
            File.WriteAllBytes(scanner[name + "/down"], []);
        }
    }

    /// <summary>One after another, in the order in which they are found: as long as there are more, it is at work.</summary>
    private static void WaitForAll(Scanner scanner)
    {
        foreach (string service in Directory.EnumerateDirectories(scanner.Path, "s*"))
        {
            Eventually(() => Supervised.IsHeard(service + "/supervise/control"));
        }
    }

    private static List<int> Pids(Scanner scanner, string[] names) =>
        [.. names.Take(Running).Append(names[^1]).Select(name => scanner.Service(name).Status.Pid)];
}
