using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>s6-svscan --density: upgrades, ends and single services that leave.</summary>
public sealed class HostedLives(ITestOutputHelper output) : Scenario(output)
{
    private const int SIGKILL = 9;

    private static readonly string[] s_names = ["one", "one/log", "two"];

    private static Suite Hosted => Suite.Density;

    /// <summary>A service whose logger tells the lines it reads, and one that says when it is ready.</summary>
    private Scanner StartTree(Messages messages)
    {
        Scanner scanner = NewScanner(Hosted);
        scanner.Add("one").Run("trap 'echo told' USR1; trap 'echo bye; exit 7' TERM; echo first; while :; do sleep 0.05; done");
        scanner.Add("one/log").Run($"while read -r line; do echo $line > {messages.Path}; done");
        scanner.Add("two").With("notification-fd", "3").Run($"until test -e {At("go")}; do sleep 0.02; done; echo >&3; exec sleep 1000")
            .Finish($"echo $1 $2 > {At("finished")}");
        scanner.Start();
        messages.Expect("first");
        foreach (string name in s_names)
        {
            scanner.Events(name).Expect("su");
        }
        return scanner;
    }

    private static int[] Pids(Scanner scanner) => [.. s_names.Select(name => scanner.Service(name).Status.Pid)];

    /// <summary>Services do not notice; listeners hear the supervisor come, and the state once more.</summary>
    [Fact]
    public void AnUpgrade()
    {
        Messages messages = NewMessages();
        Scanner scanner = StartTree(messages);
        int[] pids = Pids(scanner);
        string expected = "su";
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(0, Run(Hosted, "s6-svscanctl", "--upgrade", scanner.Path).ExitCode);
            expected += "su";
            foreach (string name in s_names)
            {
                scanner.Events(name).Expect(expected);
            }
        }
        Assert.Equal(pids, Pids(scanner));
        Supervised.SendTo(scanner.Service("one"), "1");
        messages.Expect("told");
        File.WriteAllText(At("go"), "");
        scanner.Events("two").Expect(expected + "U");
        Assert.Equal(0, Run(Hosted, "s6-svscanctl", "--upgrade", scanner.Path).ExitCode);
        scanner.Events("two").Expect(expected + "UsuU");
        Assert.Equal(pids, Pids(scanner));
        // They are children still: how they end is known.
        Supervised.SendTo(scanner.Service("two"), "k");
        scanner.Events("two").WaitFor("D");
        Assert.Equal("256 9\n", File.ReadAllText(At("finished")));
        scanner.AddIdle("three");
        scanner.Send("a");
        scanner.Events("three").Expect("su");
        scanner.Send("t");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        messages.Expect("bye");
        scanner.Events("one/log").Expect(expected + "sudDx");
        scanner.Process.Error.Drain();
        Assert.Equal("", scanner.Process.Error.Text);
    }

    /// <summary>What nobody has read yet is not lost, though neither the service nor its logger lives.</summary>
    [Fact]
    public void AnUpgradeKeepsWhatIsInThePipes()
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(Hosted);
        scanner.Add("one").Run($"echo unread; exec sleep 1000");
        scanner.Add("one/log").With("down").Run($"while read -r line; do echo $line > {messages.Path}; done");
        scanner.Start();
        scanner.Events("one").Expect("su");
        // As sleep: what it was before has written.
        Eventually(() => ProcessTree.ReadText(scanner.Service("one").Status.Pid, "comm") == "sleep\n");
        Supervised.SendTo(scanner.Service("one"), "d");
        scanner.Events("one").Expect("sudD");
        // While it tells of an event it has more.
        Eventually(() => ProcessTree.State(scanner.Process.Pid) == 'S');
        int descriptors = ProcessTree.Descriptors(scanner.Process.Pid).Count;
        Assert.Equal(0, Run(Hosted, "s6-svscanctl", "--upgrade", scanner.Path).ExitCode);
        scanner.Events("one").Expect("sudDsD");
        Eventually(() => ProcessTree.Descriptors(scanner.Process.Pid).Count == descriptors);
        Supervised.SendTo(scanner.Service("one/log"), "u");
        messages.Expect("unread");
    }

    /// <summary>A service that is down, and one that has failed for good, stay so.</summary>
    [Fact]
    public void AnUpgradeStartsNothing()
    {
        Scanner scanner = NewScanner(Hosted);
        scanner.AddIdle("one");
        scanner.Add("two").With("max-restarts", "0").Run("exit 1");
        scanner.Start();
        scanner.Events("one").Expect("su");
        scanner.Events("two").Expect("sudOD");
        Supervised.SendTo(scanner.Service("one"), "d");
        scanner.Events("one").Expect("sudD");
        Assert.Equal(0, Run(Hosted, "s6-svscanctl", "--upgrade", scanner.Path).ExitCode);
        scanner.Events("one").Expect("sudDsD");
        scanner.Events("two").Expect("sudODsD");
        Supervised.SendTo(scanner.Service("one"), "u");
        scanner.Events("one").Expect("sudDsDu");
    }

    /// <summary>It is told to stop everything when it has just followed one that was killed.</summary>
    [Theory]
    [InlineData("t")]
    [InlineData("q")]
    [InlineData("SIGTERM")]
    public void TheFirstWordIsToStop(string how)
    {
        Messages messages = NewMessages();
        Scanner scanner = StartTree(messages);
        int[] pids = Pids(scanner);
        scanner.Process.Kill(SIGKILL);
        _ = scanner.Process.WaitForExit();
        scanner.Start();
        scanner.Ask(how);
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        foreach (string name in s_names)
        {
            scanner.Events(name).Expect("susudDx");
        }
        Eventually(() => pids.All(pid => ProcessTree.State(pid) is 'X' or 'Z'));
        if (how != "q")
        {
            messages.Expect("bye");
        }
    }

    /// <summary>A supervisor that leaves comes again within a second, as an s6-supervise does that s6-svscan starts again.</summary>
    [Fact]
    public void SupervisorsThatAreToldToExitComeAgain()
    {
        Scanner scanner = NewScanner(Hosted);
        scanner.StartIdle("one", "two");
        int two = scanner.Service("two").Status.Pid;
        Assert.Equal(0, Run(Hosted, "s6-svc", "-dx", scanner["one"]).ExitCode);
        scanner.Events("one").Expect("sudDxsu");
        // Without -d it waits for the end of the service.
        Assert.Equal(0, Run(Hosted, "s6-svc", "-x", scanner["two"]).ExitCode);
        _ = Native.Kill(two, SIGKILL);
        scanner.Events("two").Expect("sudDxsu");
        Assert.NotEqual(two, scanner.Service("two").Status.Pid);
        scanner.Send("t");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
    }
}
