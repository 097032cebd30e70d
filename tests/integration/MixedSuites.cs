using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Integration;

/// <summary>One suite's clients with the other's daemons, and one suite's s6-svscan with the other's s6-supervise.</summary>
public sealed class MixedSuites(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Mixed]
    public void SvcAndSvstat(Suite clients, Suite daemons)
    {
        Supervised service = Supervise(
            daemons, NewService().With("down").With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}"));
        Assert.Equal("false false\n", Run(clients, "s6-svstat", "-o", "up,wantedup", "svc").Output);
        Assert.Equal(0, Run(clients, "s6-svc", "-u", "svc").ExitCode);
        service.Expect("suU");
        Assert.Equal($"true true true false {service.Status.Pid}\n",
            Run(clients, "s6-svstat", "-o", "up,wantedup,ready,paused,pid", "svc").Output);
        Assert.Matches($@"^up \(pid {service.Status.Pid}.*\) \d seconds, normally down, ready \d seconds\n$",
            Run(clients, "s6-svstat", "svc").Output);
        Assert.Equal(0, Run(clients, "s6-svc", "-p", "svc").ExitCode);
        Eventually(() => service.Status.Paused);
        Assert.Equal("true\n", Run(clients, "s6-svstat", "-o", "paused", "svc").Output);
        Assert.Equal(0, Run(clients, "s6-svc", "-cdx", "svc").ExitCode);
        service.Expect("suUdDx");
        Assert.Equal(0, service.WaitForExit().ExitCode);
        Assert.Equal(1, Run(clients, "s6-svok", "svc").ExitCode);
        Assert.Equal(1, Run(clients, "s6-svstat", "svc").ExitCode);
    }

    [Theory, Mixed]
    public void SvstatOfADeadService(Suite clients, Suite daemons)
    {
        Supervised service = Supervise(daemons, NewService().With("down").Run("kill -USR1 $$"));
        Assert.Equal(0, Run(clients, "s6-svc", "-o", "svc").ExitCode);
        service.Expect("sudD");
        Assert.Equal("-1 -1 SIGUSR1\n", Run(clients, "s6-svstat", "-o", "pid,exitcode,signal", "svc").Output);
        Assert.Matches(@"^down \(signal SIGUSR1\) \d seconds, ready \d seconds\n$", Run(clients, "s6-svstat", "svc").Output);
        Assert.Matches("^@[0-9a-f]{24} signal SIGUSR1\n$", Run(clients, "s6-svdt", "svc").Output);
        Assert.Equal(0, Run(clients, "s6-svdt-clear", "svc").ExitCode);
        Assert.Equal(0, Run(clients, "s6-svc", "-o", "svc").ExitCode);
        service.Expect("sudDudD");
        Assert.Matches("^@[0-9a-f]{24} signal SIGUSR1\n$", Run(clients, "s6-svdt", "svc").Output);
    }

    [Theory, Mixed]
    public void WaitsAndListeners(Suite clients, Suite daemons)
    {
        Supervised service = Supervise(daemons,
            NewService().With("down").With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}").Finish("exit 0"));
        Assert.Equal(0, Run(clients, "s6-svc", "-wU", "-T", "10000", "-u", "svc").ExitCode);
        service.Events.ExpectStart("suU");
        Assert.Equal(0, Run(clients, "s6-svwait", "-U", "svc").ExitCode);
        Assert.Equal(0, Run(clients, "s6-svlisten1", "-R", "svc", "s6-svc", "-r", "svc").ExitCode);
        service.Events.ExpectStart("suUdDuU");
        Assert.Equal(0, Run(clients, "s6-svlisten", "-D", "-t", "10000", " svc", "", "s6-svc", "-d", "svc").ExitCode);
        service.Events.ExpectStart("suUdDuUdD");
        Assert.Equal(99, Run(clients, "s6-svwait", "-u", "-t", "200", "svc").ExitCode);
    }

    /// <summary>Clients of one suite that run the other's programs: what a service script may do during a swap.</summary>
    [Theory, Mixed]
    public void AListenerOfOneAndANotifierOfTheOther(Suite listeners, Suite notifiers)
    {
        Assert.Equal(0, Run(notifiers, "s6-mkfifodir", "events").ExitCode);
        CommandResult result = Run(
            listeners, "s6-ftrig-listen1", "events", "ab+c", notifiers.Find("s6-ftrig-notify"), "events", "abbc");
        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("c\n", result.Output, StringComparison.Ordinal);
        // The C suite's helper may not have cleared away its FIFO yet.
        string[] before = Directory.GetFiles(At("events"));
        Child waiter = Start(listeners, "s6-ftrig-wait", "events", "x");
        Eventually(() => Directory.GetFiles(At("events"), "ftrig1:*").Except(before).Any());
        Assert.Equal(0, Run(notifiers, "s6-cleanfifodir", "events").ExitCode);
        Assert.Equal(0, Run(notifiers, "s6-ftrig-notify", "events", "x").ExitCode);
        Assert.Equal(0, waiter.WaitForExit().ExitCode);
    }

    [Theory, Mixed]
    public void TheOtherSuitesInstanceIsSeen(Suite first, Suite second)
    {
        Supervised service = Supervise(first, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        Assert.Equal(
            new CommandResult(100, "", "s6-supervise svc: fatal: another instance of s6-supervise is already running\n"),
            Run(second, "s6-supervise", "svc"));
        Assert.Equal(0, Run(second, "s6-svok", "svc").ExitCode);
        Scanner scanner = NewScanner(first);
        scanner.Start();
        Assert.Equal(100, Run(second, "s6-svscan", "scan").ExitCode);
    }

    /// <summary>The directories that one suite has left are the other's to go on with.</summary>
    [Theory, Mixed]
    public void ADirectoryChangesHands(Suite before, Suite after)
    {
        ServiceDirectory directory = NewService().With("down").Run("exit 2");
        Supervised first = Supervise(before, directory);
        first.Send("o");
        first.Expect("sudD");
        first.Send("x");
        first.Expect("sudDx");
        Assert.Equal(0, first.WaitForExit().ExitCode);
        Assert.Equal((2 << 8, 14L), (directory.Status.WaitStatus, new FileInfo(directory["supervise/death_tally"]).Length));
        Supervised second = Supervise(after, directory.Without("down").Run(ServiceDirectory.Idle));
        second.Expect("su");
        Assert.Equal((4, 0L), (second.Status.Flags, new FileInfo(directory["supervise/death_tally"]).Length));
        second.Send("xd");
        second.Expect("sudDx");
        Assert.Equal(0, second.WaitForExit().ExitCode);
        Supervise(before, directory).Expect("su");
    }

    [Theory, Mixed]
    public void SvscanctlDrivesTheOthersScanner(Suite clients, Suite daemons)
    {
        Scanner scanner = NewScanner(daemons);
        scanner.AddLinked("one");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("su");
        scanner.AddIdle("two");
        Assert.Equal(0, Run(clients, "s6-svscanctl", "-a", "scan").ExitCode);
        scanner.ExpectNames("one two");
        File.Delete(scanner["one"]);
        Assert.Equal(0, Run(clients, "s6-svscanctl", "-an", "scan").ExitCode);
        scanner.ExpectNames("two");
        scanner.Events("one").Expect("sudDx");
        Assert.Equal(0, Run(clients, "s6-svscanctl", "-t", "scan").ExitCode);
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        scanner.Events("two").Expect("sudDx");
    }

    /// <summary>
    /// A directory of programs from both suites, as in the middle of an upgrade: ours finds what lies beside it.
    /// </summary>
    [Theory, Reference]
    public void OurScannerRunsTheSupervisorBesideIt(Suite supervisors)
    {
        string programs = At("programs");
        Directory.CreateDirectory(programs);
        lock (Child.NoStart)
        {
            File.Copy(OwnInstallation.Binary, Path.Combine(programs, "sestet"));
        }
        File.CreateSymbolicLink(Path.Combine(programs, "s6-svscan"), "sestet");
        File.CreateSymbolicLink(Path.Combine(programs, "s6-supervise"), supervisors.Find("s6-supervise"));
        Scanner scanner = NewScanner(Suite.Of("mixed", [programs, .. Suite.Ours.Directories], supervisors.Version));
        LiveWithTheOther(scanner, supervisors.Find("s6-supervise"));
    }

    /// <summary>Here our supervisor has the place of the C one, which some builds know by its absolute path.</summary>
    [RootTheory, Reference]
    public void TheirScannerRunsOurSupervisor(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        string place = suite.Find("s6-supervise");
        scanner.Before = ["/usr/bin/unshare", "--mount", "sh", "-c",
            $"mount --bind {OwnInstallation.Binary} {place} && exec \"$@\"", "sh"];
        LiveWithTheOther(scanner, OwnInstallation.Binary);
    }

    private void LiveWithTheOther(Scanner scanner, string supervisor)
    {
        Messages messages = NewMessages();
        scanner.Add("one").Run($"echo words; {ServiceDirectory.Idle}");
        scanner.Add("one/log").Run($"read -r line; echo $line > {messages.Path}; exec cat");
        scanner.AddIdle("two");
        scanner.Start().ExpectNames("one one/log two");
        messages.Expect("words");
        string expected = Identity(supervisor);
        Assert.All(scanner.Supervisors().Values, pid => Assert.Equal(expected, Identity($"/proc/{pid}/exe")));
        int killed = scanner.Supervisors()["two"];
        scanner.Events("two").Expect("su");
        Supervised.SendTo(scanner.Service("two"), "d");
        scanner.Events("two").Expect("sudD");
        _ = Native.Kill(killed, 9);
        // Ours leaves it as it was asked to be; theirs begins anew.
        string afterwards = supervisor == OwnInstallation.Binary ? "D" : "u";
        scanner.Events("two").Expect("sudDs" + afterwards);
        scanner.Send("t");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        scanner.Events("one").Expect("sudDx");
        scanner.Events("one/log").Expect("sudDx");
        scanner.Events("two").Expect("sudDs" + afterwards + (afterwards == "u" ? "dDx" : "x"));
    }

    /// <summary>Device and inode of a file.</summary>
    private string Identity(string path) => Shell(Suite.Ours, $"stat -L -c %d:%i {path}").Output;
}
