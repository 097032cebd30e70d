using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>
/// Everything is told to end while services are without their supervisors, which were killed: they end all the same, and
/// s6-svscan does (docs/DIVERGENCES.md has what the C suite does).
/// </summary>
public sealed class Deserted(ITestOutputHelper output) : Scenario(output)
{
    private const int SIGKILL = 9;

    private static readonly string[] s_names = ["one", "one/log", "two"];

    private static void KillSupervisors(Scanner scanner, bool await)
    {
        Dictionary<string, int> supervisors = scanner.Supervisors();
        foreach (int pid in supervisors.Values)
        {
            _ = Native.Kill(pid, SIGKILL);
        }
        Eventually(() => !await || supervisors.Values.All(pid => ProcessTree.State(pid) == 'X'));
    }

    /// <summary>A service with a logger, and one without.</summary>
    private Scanner StartTree(Suite suite, Messages messages)
    {
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Run("trap 'echo bye; exit' TERM; echo hello; while :; do sleep 0.05; done");
        scanner.Add("one/log").Run($"while read -r line; do echo $line > {messages.Path}; done");
        scanner.AddIdle("two").Finish($"echo finished > {At("finished")}");
        scanner.Start().ExpectNames("one one/log two");
        messages.Expect("hello");
        foreach (string name in s_names)
        {
            scanner.Events(name).Expect("su");
        }
        return scanner;
    }

    private static void ExpectAllToEnd(Scanner scanner, int[] services)
    {
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        foreach (string name in s_names)
        {
            _ = scanner.Events(name).WaitFor("x");
            Assert.EndsWith("dDx", scanner.Events(name).Heard, StringComparison.Ordinal);
        }
        Eventually(() => services.All(pid => ProcessTree.State(pid) is 'X' or 'Z'));
    }

    /// <summary>The second supervisors are killed within the second in which s6-svscan does not start others.</summary>
    [Theory]
    [Ours("t", true)]
    [Ours("SIGTERM", true)]
    [Ours("q", true)]
    [Ours("t", false)]
    [Ours("SIGTERM", false)]
    public void InThePauseBeforeTheNextStart(Suite suite, string how, bool await)
    {
        Messages messages = NewMessages();
        Scanner scanner = StartTree(suite, messages);
        int[] services = [.. s_names.Select(name => scanner.Service(name).Status.Pid)];
        KillSupervisors(scanner, await: true);
        foreach (string name in s_names)
        {
            scanner.Events(name).Expect("susu");
        }
        KillSupervisors(scanner, await);
        scanner.Ask(how);
        ExpectAllToEnd(scanner, services);
        Assert.Equal("finished\n", File.ReadAllText(At("finished")));
        if (how != "q")
        {
            // The logger was left to read to the end.
            messages.Expect("bye");
        }
    }

    /// <summary>All of it is killed, and the first word that the next s6-svscan hears is to stop.</summary>
    [Theory]
    [Ours("t")]
    [Ours("q")]
    public void AtTheFirstWordToTheNextScanner(Suite suite, string how)
    {
        Messages messages = NewMessages();
        Scanner scanner = StartTree(suite, messages);
        int[] services = [.. s_names.Select(name => scanner.Service(name).Status.Pid)];
        Dictionary<string, int> supervisors = scanner.Supervisors();
        scanner.Process.Kill(SIGKILL);
        _ = scanner.Process.WaitForExit();
        foreach (int pid in supervisors.Values)
        {
            _ = Native.Kill(pid, SIGKILL);
            Eventually(() => ProcessTree.State(pid) is 'X' or 'Z');
        }
        scanner.Start();
        scanner.Send(how);
        ExpectAllToEnd(scanner, services);
    }

    /// <summary>A supervisor that waits for its service's end is killed: another one tells the service once more.</summary>
    [Theory, Ours]
    public void WhileTheEndIsWaitedFor(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Traps(messages);
        scanner.Start();
        int service = int.Parse(messages.ExpectStart("up "), System.Globalization.CultureInfo.InvariantCulture);
        scanner.Events("one").Expect("su");
        scanner.Send("t");
        _ = messages.NextOtherThan("CONT");
        KillSupervisors(scanner, await: true);
        scanner.Events("one").Expect("susu");
        Assert.Equal("TERM", messages.NextOtherThan("CONT"));
        scanner.Service("one").With("end");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        scanner.Events("one").Expect("susudDx");
        Eventually(() => ProcessTree.State(service) is 'X' or 'Z');
    }

    /// <summary>Services that were told to be left alone are.</summary>
    [Theory, Ours]
    public void WhatWasLeftOnPurposeIsLeft(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.AddIdle("two");
        scanner.Start().ExpectNames("one two");
        scanner.Events("one").Expect("su");
        scanner.Events("two").Expect("su");
        int service = scanner.Service("one").Status.Pid;
        int supervisor = scanner.Supervisors()["one"];
        _ = Native.Kill(scanner.Process.Pid, 19);
        _ = Native.Kill(supervisor, 3);
        Eventually(() => ProcessTree.State(supervisor) == 'Z');
        scanner.Process.Kill(15);
        _ = Native.Kill(scanner.Process.Pid, 18);
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        Assert.Equal('S', ProcessTree.State(service));
        _ = Native.Kill(service, SIGKILL);
    }
}
