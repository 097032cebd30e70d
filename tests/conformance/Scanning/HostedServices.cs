using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>s6-svscan --density: what comes of services, files and locks that other supervisors have had, or will have.</summary>
public sealed class HostedServices(ITestOutputHelper output) : Scenario(output)
{
    private const int SIGKILL = 9;

    private static Suite Hosted => Suite.Density;

    [Fact]
    public void ThereIsNoOtherProcessThanTheServices()
    {
        Scanner scanner = NewScanner(Hosted);
        scanner.StartIdle("one", "two");
        int[] services = [scanner.Service("one").Status.Pid, scanner.Service("two").Status.Pid];
        Assert.Equal(services.Order(), ProcessTree.ChildrenOf(scanner.Process.Pid).Order());
        Assert.Equal("control\nlock\nstatus", FilesIn(scanner, "one/supervise"));
        scanner.Stop();
        Assert.Equal("control\nlock", FilesIn(scanner, ".s6-svscan"));
        Assert.Equal("control\ndeath_tally\nstatus", FilesIn(scanner, "one/supervise"));
    }

    /// <summary>It starts them on its own processor; but they, and it, may use those that it was given.</summary>
    [Theory, InlineData(""), InlineData("/usr/bin/taskset -c 0")]
    public void ServicesMayRunWhereItMay(string under)
    {
        const string Allowed = "grep Cpus_allowed_list /proc/self/status";
        string given = Shell(Hosted, $"{under} {Allowed}").Output;
        Scanner scanner = NewScanner(Hosted);
        scanner.Before = under.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] names = ["one", "two", "three"];
        foreach (string name in names)
        {
            scanner.Add(name).Run($"{Allowed} > {At(name + ".cpus")}; {ServiceDirectory.Idle}");
        }
        scanner.Start();
        foreach (string name in names)
        {
            Eventually(() => File.Exists(At(name + ".cpus")) && File.ReadAllText(At(name + ".cpus")) == given);
        }
        string status = $"/proc/{scanner.Process.Pid}/status";
        Eventually(() => File.ReadAllText(status).Contains(given, StringComparison.Ordinal));
        scanner.Stop();
    }

    /// <summary>The next one takes every service over as it is: with its readiness, its logger and its pipe.</summary>
    [Fact]
    public void KilledItIsFollowedByAnotherThatTakesOver()
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(Hosted);
        scanner.Add("one").With("notification-fd", "3")
            .Run($"echo line $$; read -r go < {At("go")}; echo >&3; {ServiceDirectory.Idle}");
        scanner.Add("one/log").Run($"while read -r line; do echo got $line > {messages.Path}; done");
        Assert.Equal(0, Shell(Hosted, $"mkfifo {At("go")}").ExitCode);
        scanner.Start();
        string first = messages.ExpectStart("got line ");
        scanner.Events("one").Expect("su");
        int[] pids = Pids(scanner);
        Kill(scanner);
        scanner.Start();
        scanner.Events("one").Expect("susu");
        Assert.Equal(pids, Pids(scanner));
        File.WriteAllText(At("go"), "now\n");
        scanner.Events("one").Expect("susuU");
        // The logger reads what the next instance writes.
        Supervised.SendTo(scanner.Service("one"), "k");
        File.WriteAllText(At("go"), "now\n");
        Assert.NotEqual(first, messages.ExpectStart("got line "));
        Assert.Equal(pids[1], scanner.Service("one/log").Status.Pid);
    }

    /// <summary>A service that has ended while nobody looked was not restarted by anybody: that is done now.</summary>
    [Fact]
    public void WhatEndsMeanwhileIsSeen()
    {
        Scanner scanner = NewScanner(Hosted);
        scanner.AddIdle("one").Finish($"echo $1 $2 > {At("finished")}");
        scanner.Start();
        scanner.Events("one").Expect("su");
        int pid = scanner.Service("one").Status.Pid;
        Kill(scanner);
        _ = Native.Kill(pid, SIGKILL);
        Eventually(() => ProcessTree.State(pid) is 'Z' or 'X');
        scanner.Start();
        scanner.Events("one").Expect("susudDu");
        Assert.NotEqual(pid, scanner.Service("one").Status.Pid);
        Assert.Matches("^(256 0|256 9)\n$", File.ReadAllText(At("finished")));
    }

    [Fact]
    public void ServicesGoFromOneModeToTheOtherAndBack()
    {
        Scanner hosted = NewScanner(Hosted);
        hosted.StartIdle("one", "two");
        int[] pids = [hosted.Service("one").Status.Pid, hosted.Service("two").Status.Pid];
        Kill(hosted);
        Scanner plain = NewScanner(Suite.Ours);
        plain.Start().ExpectNames("one two");
        hosted.Events("one").Expect("susu");
        hosted.Events("two").Expect("susu");
        Assert.Equal(pids, new[] { plain.Service("one").Status.Pid, plain.Service("two").Status.Pid });
        Assert.Equal("control\nlock", FilesIn(plain, ".s6-svscan"));
        Dictionary<string, int> supervisors = plain.Supervisors();
        Kill(plain);
        hosted.Start();
        // One after the other is left by its supervisor, and taken in here.
        hosted.Process.WaitForError("s6-supervise one: warning: another instance of s6-supervise is already running");
        _ = Native.Kill(supervisors["one"], SIGKILL);
        hosted.Events("one").Expect("sususu");
        _ = Native.Kill(supervisors["two"], SIGKILL);
        hosted.Events("two").Expect("sususu");
        Assert.Equal(pids, new[] { plain.Service("one").Status.Pid, plain.Service("two").Status.Pid });
        Assert.False(File.Exists(hosted["one/supervise/state"]));
    }

    /// <summary>Whoever else wants to supervise a hosted service is told that it is taken.</summary>
    [Theory, Ours, Reference]
    public void OtherSupervisorsAreKeptOff(Suite suite)
    {
        Scanner scanner = NewScanner(Hosted);
        scanner.StartIdle("one", "two");
        Assert.Equal(100, Run(suite, "s6-supervise", scanner["one"]).ExitCode);
        Assert.Equal(100, Run(suite, "s6-supervise", scanner["two"]).ExitCode);
        Assert.Equal(100, Run(suite, "s6-svscan", scanner.Path).ExitCode);
    }

    /// <summary>The lock of a service that is given up is another supervisor's to take, and only that one's.</summary>
    [Theory, Ours, Reference]
    public void AServiceThatIsGivenUpIsFree(Suite suite)
    {
        Scanner scanner = NewScanner(Hosted);
        ServiceDirectory one = scanner.AddLinked("one");
        scanner.AddIdle("two");
        scanner.Start();
        scanner.Events("one").Expect("su");
        File.Delete(scanner["one"]);
        scanner.Send("an");
        scanner.Events("one").Expect("sudDx");
        // The last letter comes a moment before.
        Eventually(() => !File.Exists(one["supervise/lock"]));
        Supervised other = Supervise(suite, one);
        other.Expect("su");
        Assert.Equal(100, Run(suite, "s6-supervise", scanner["two"]).ExitCode);
        scanner.Link("one");
        scanner.Send("a");
        scanner.Process.WaitForError("s6-supervise one: warning: another instance of s6-supervise is already running");
        // The scanner takes it back as soon as the other one is gone.
        other.Send("xdk");
        Assert.Equal(0, other.WaitForExit().ExitCode);
        scanner.Events("one").WaitFor("u", from: "sudDxsu".Length);
        Assert.True(Supervised.IsHeard(one["supervise/control"]));
    }

    /// <summary>After a kill its locks are links to one file. Our s6-supervise makes new ones of them.</summary>
    [Fact]
    public void LinkedLocksThatWereLeftBehindAreNoHindrance()
    {
        Scanner scanner = NewScanner(Hosted);
        ServiceDirectory one = scanner.AddIdle("one").With("down");
        ServiceDirectory two = scanner.AddIdle("two").With("down");
        scanner.Start();
        scanner.Events("one").Expect("s");
        scanner.Events("two").Expect("s");
        Kill(scanner);
        Supervised first = Supervise(Suite.Ours, one);
        Supervised second = Supervise(Suite.Ours, two);
        Assert.True(Supervised.IsHeard(one["supervise/control"]) && Supervised.IsHeard(two["supervise/control"]));
        first.Stop();
        second.Stop();
    }

    [Theory]
    [InlineData("garbage that is no record, and not as long as one")]
    [InlineData("")]
    public void ForeignRecordsAreIgnored(string content)
    {
        Scanner scanner = NewScanner(Hosted);
        scanner.AddIdle("one");
        Directory.CreateDirectory(scanner[".s6-svscan"]);
        File.WriteAllText(scanner[".s6-svscan/hosted"], string.Concat(Enumerable.Repeat(content, 10)));
        scanner.Start();
        scanner.Events("one").Expect("su");
        if (content.Length > 0)
        {
            scanner.Process.WaitForError("s6-svscan: warning: .s6-svscan/hosted is not understood in part - ignored\n");
        }
    }

    /// <summary>Told to leave alone what it supervises, it does; the next one finds it.</summary>
    [Fact]
    public void AbortLeavesTheServicesAlone()
    {
        Scanner scanner = NewScanner(Hosted);
        scanner.StartIdle("one");
        int pid = scanner.Service("one").Status.Pid;
        scanner.Send("b");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        Eventually(() => ProcessTree.State(pid) == 'S');
        scanner.Start();
        scanner.Events("one").Expect("susu");
        Assert.Equal(pid, scanner.Service("one").Status.Pid);
    }

    /// <summary>A link to nowhere, a directory that has moved, and one that is gone: each can be stopped.</summary>
    [Fact]
    public void ServicesWhoseDirectoriesVanishAreObeyed()
    {
        Scanner scanner = NewScanner(Hosted);
        ServiceDirectory moved = scanner.AddLinked("moved");
        ServiceDirectory gone = scanner.AddLinked("gone");
        ServiceDirectory unlinked = scanner.AddLinked("unlinked");
        scanner.Start();
        foreach (string name in new[] { "moved", "gone", "unlinked" })
        {
            scanner.Events(name).Expect("su");
        }
        int pid = gone.Status.Pid;
        Directory.Move(moved.Path, At("elsewhere"));
        File.Delete(scanner["unlinked"]);
        Directory.Move(gone["supervise"], At("hidden"));
        Supervised.Write(At("elsewhere/supervise/control"), "d");
        scanner.Events("moved").Expect("sudD");
        Supervised.SendTo(unlinked, "d");
        scanner.Events("unlinked").Expect("sudD");
        Supervised.Write(At("hidden/control"), "d");
        Eventually(() => ProcessTree.State(pid) == 'X');
    }

    /// <summary>Services get the limit of descriptors that s6-svscan was started with, and none of its own.</summary>
    [Fact]
    public void ServicesHaveTheLimitsAndDescriptorsOfBefore()
    {
        string expected = LimitAndDescriptors(Suite.Ours);
        Assert.StartsWith("300 ", expected, StringComparison.Ordinal);
        Assert.Equal(expected, LimitAndDescriptors(Hosted));
    }

    private string LimitAndDescriptors(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite, "scan-" + suite.Name);
        scanner.Before = ["/bin/sh", "-c", "ulimit -S -n 300; exec \"$0\" \"$@\""];
        for (int i = 0; i < 20; i++)
        {
            scanner.AddIdle($"idle{i}");
        }
        scanner.Add("one").Run($"echo $(ulimit -S -n) $(exec ls /proc/self/fd) > {messages.Path}; {ServiceDirectory.Idle}");
        scanner.Start("-C", "200");
        return messages.Next();
    }

    /// <summary>Where descriptors run out, what runs goes on, and the rest waits.</summary>
    [Fact]
    public void TooFewDescriptorsForAllServices()
    {
        Scanner scanner = NewScanner(Hosted);
        scanner.Before = ["/bin/sh", "-c", "ulimit -n 64; exec \"$0\" \"$@\""];
        if (IsRoot && Shell(Hosted, "ulimit -H -n 100; ulimit -H -n 200").ExitCode == 0)
        {
            // Whoever may raise the hard limit is not short of descriptors.
            return;
        }
        for (int i = 0; i < 60; i++)
        {
            scanner.AddIdle(i.ToString(CultureInfo.InvariantCulture));
        }
        scanner.Start("-C", "100");
        scanner.Process.WaitForError("s6-svscan: warning: the limit of descriptors is too low for -C: it allows about 0 services");
        scanner.Process.WaitForError(": fatal: unable to supervise another service: No file descriptors available\n");
        Eventually(() => ProcessTree.ChildrenOf(scanner.Process.Pid).Count > 20);
    }

    private static int[] Pids(Scanner scanner) =>
        [scanner.Service("one").Status.Pid, scanner.Service("one/log").Status.Pid];

    private static void Kill(Scanner scanner)
    {
        scanner.Process.Kill(SIGKILL);
        _ = scanner.Process.WaitForExit();
    }

    private static string FilesIn(Scanner scanner, string directory) =>
        string.Join('\n', Directory.GetFileSystemEntries(scanner[directory]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
}
