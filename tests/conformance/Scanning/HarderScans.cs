using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>
/// s6-svscan where things go wrong, or several at once. docs/DIVERGENCES.md has what the C program does instead.
/// </summary>
public sealed class HarderScans(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>The C program can forget the second one until something else happens.</summary>
    [Theory, Ours]
    public void SupervisorsThatDieAtDifferentTimesAreAllRestarted(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        string[] names = [.. Enumerable.Range(0, 5).Select(i => $"service{i}")];
        foreach (string name in names)
        {
            scanner.AddIdle(name).With("down");
        }
        scanner.Start().ExpectNames(string.Join(' ', names));
        Patience clock = new();
        foreach (string name in names)
        {
            scanner.Events(name).Expect("s");
            // The next one dies a while after this one, within the second that this one's restart waits.
            Eventually(() => clock.ElapsedMs > 100 * Array.IndexOf(names, name));
            _ = Native.Kill(scanner.Supervisors()[name], 9);
        }
        foreach (string name in names)
        {
            scanner.Events(name).Expect("ss");
        }
        scanner.ExpectNames(string.Join(' ', names));
    }

    /// <summary>A link that leads nowhere is passed over; the C program gives the scan up, and tries again in a while.</summary>
    [Theory, Density, Ours]
    public void ADanglingLinkDoesNotKeepOthersFromStarting(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        File.CreateSymbolicLink(scanner["aaa"], "nowhere");
        File.CreateSymbolicLink(scanner["loop"], "loop");
        scanner.AddIdle("two");
        scanner.Send("a");
        scanner.ExpectNames("one two");
        scanner.Process.WaitForError("s6-svscan: warning: unable to stat ");
        scanner.Events("one").Expect("su");
        scanner.Events("two").Expect("su");
    }

    /// <summary>While it waits for the last service to end, it still obeys: b ends it at once.</summary>
    [Theory, Ours]
    public void AbortIsObeyedWhileItWaits(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Traps(messages);
        scanner.Start();
        messages.ExpectStart("up ");
        scanner.Events("one").Expect("su");
        scanner.Send("t");
        messages.Expect("TERM");
        scanner.Send("b");
        Assert.Equal(new CommandResult(0, "", ""), scanner.Process.WaitForExit());
        Assert.Equal("su", scanner.Events("one").Heard);
        File.WriteAllText(scanner["one/end"], "");
        scanner.Events("one").Expect("sudDx");
    }

    /// <summary>After t a logger that does not end keeps it waiting, until q is sent behind.</summary>
    [Theory, Density, Ours]
    public void QuitIsObeyedWhileItWaits(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Add("one/log").Run($"echo up > {messages.Path}; {ServiceDirectory.Idle}");
        scanner.Start();
        messages.Expect("up");
        scanner.Events("one").Expect("su");
        scanner.Events("one/log").Expect("su");
        scanner.Send("t");
        scanner.Events("one").Expect("sudDx");
        Assert.Equal("su", scanner.Events("one/log").Heard);
        scanner.Send("q");
        scanner.Events("one/log").Expect("sudDx");
        Assert.Equal(new CommandResult(0, "", ""), scanner.Process.WaitForExit());
    }

    /// <summary>The page: "if that execution fails, s6-svscan exits 111". The C program 2.15 exits 126 or 127.</summary>
    [Theory, Density, Ours, Reference]
    public void CrashCannotBeExecutedEither(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        new ServiceDirectory(scanner[".s6-svscan"]).With("finish", "#!/bin/sh\n");
        scanner.Start();
        scanner.Events("one").Expect("su");
        scanner.Send("t");
        CommandResult result = scanner.Process.WaitForExit();
        Assert.Equal(suite.Diverges(ours: 111, reference: suite.Version < new Version(2, 12) ? 111 : 127), result.ExitCode);
        Assert.EndsWith(
            "s6-svscan: fatal: unable to exec .s6-svscan/crash: No such file or directory\n", result.Error,
                StringComparison.Ordinal);
    }

    /// <summary>Too few descriptors for the pipe of a logger: a warning, and another try.</summary>
    [Theory, Ours]
    public void NoDescriptorsForALogger(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("su");
        int pid = scanner.Process.Pid;
        LimitDescriptorsOf(pid);
        scanner.AddIdle("two");
        scanner.Add("two/log").Run("exec cat");
        scanner.Send("a");
        scanner.Process.WaitForError("s6-svscan: warning: unable to create pipe for two/log: ");
        Assert.Equal(0, Shell(suite, $"prlimit --pid {pid} --nofile=1000:1000").ExitCode);
        scanner.Send("a");
        scanner.Events("two").Expect("su");
        scanner.Events("two/log").Expect("su");
        Assert.Equal("su", scanner.Events("one").Heard);
    }

    /// <summary>ps and pgrep know the daemons by the names that they have in the C suite.</summary>
    [Theory, Ours, Reference]
    public void TheProcessListShowsNames(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Add("one/log").Run("exec cat");
        scanner.Start().ExpectNames("one one/log");
        int pid = scanner.Process.Pid;
        Assert.Equal(
            $"s6-svscan s6-svscan -d 3 {scanner.Path}\n", Shell(suite, $"ps -o comm= -o args= -p {pid} | tr -s ' '").Output);
        Assert.Equal(
            ["s6-supervise s6-supervise one", "s6-supervise s6-supervise one/log"],
            Shell(suite, $"ps -o comm= -o args= --ppid {pid} | tr -s ' '").Output.Trim().Split('\n')
                .Order(StringComparer.Ordinal));
    }

    /// <summary>A stopped scanner misses nothing. The C program can forget the restart.</summary>
    [Theory, Ours]
    public void WhatHappensWhileItIsStoppedIsDoneAfterwards(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one").With("down");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("s");
        scanner.Process.Kill(19);
        Eventually(() => ProcessTree.State(scanner.Process.Pid) == 'T');
        _ = Native.Kill(scanner.Supervisors()["one"], 9);
        scanner.AddIdle("two");
        scanner.Send("a");
        scanner.Process.Kill(18);
        scanner.ExpectNames("one two");
        scanner.Events("one").Expect("ss");
        scanner.Events("two").Expect("su");
    }
}
