using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>
/// An s6-svscan that was killed is followed by another one, and one goes on in a new program: no service notices
/// (docs/DIVERGENCES.md has what the C suite does).
/// </summary>
public sealed class Succession(ITestOutputHelper output) : Scenario(output)
{
    private static readonly string[] s_names = ["one", "one/log", "two"];

    private static void KillScanner(Scanner scanner)
    {
        scanner.Process.Kill(9);
        Assert.Equal(128 + 9, scanner.Process.WaitForExit().ExitCode);
    }

    /// <summary>A service whose logger tells the lines it reads, and an idle one; with what has become of them.</summary>
    private Scanner StartTree(Suite suite, Messages messages, out Dictionary<string, int> supervisors)
    {
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Run("trap 'echo told' USR1; echo first $$; while :; do sleep 0.05; done");
        scanner.Add("one/log").Run($"while read -r line; do echo $line > {messages.Path}; done");
        scanner.AddIdle("two");
        scanner.Start().ExpectNames("one one/log two");
        messages.ExpectStart("first ");
        foreach (string name in s_names)
        {
            scanner.Events(name).Expect("su");
        }
        supervisors = scanner.Supervisors();
        return scanner;
    }

    private static Dictionary<string, StatusFile> StatusOf(Scanner scanner) =>
        s_names.ToDictionary(name => name, name => scanner.Service(name).Status);

    [Theory, Ours]
    public void SupervisorsAreAdopted(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = StartTree(suite, messages, out Dictionary<string, int> supervisors);
        Dictionary<string, StatusFile> before = StatusOf(scanner);
        KillScanner(scanner);
        scanner.Start();
        Supervised.SendTo(scanner.Service("one"), "1");
        messages.Expect("told");
        Assert.Equal(before, StatusOf(scanner));
        Assert.Equal("", scanner.Names());
        // It minds their ends as if they were its own.
        _ = Native.Kill(supervisors["two"], 9);
        scanner.ExpectNames("two");
        scanner.Events("two").Expect("susu");
        Assert.Equal(before["two"], scanner.Service("two").Status);
        // And the pipe is the old one for those that it starts.
        _ = Native.Kill(supervisors["one"], 9);
        scanner.ExpectNames("one two");
        scanner.Events("one").Expect("susu");
        Supervised.SendTo(scanner.Service("one"), "r");
        messages.ExpectStart("first ");
        scanner.Send("t");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        scanner.Events("one/log").Expect("sudDx");
        Assert.True(supervisors.Values.All(pid => ProcessTree.State(pid) is 'X' or 'Z'));
        scanner.Process.Error.Drain();
        Assert.Equal("", scanner.Process.Error.Text);
    }

    /// <summary>The whole of it is killed: services and their pipe are all that is left.</summary>
    [Theory]
    [Ours("one")]
    [Ours("one/log")]
    [Ours("one one/log two")]
    public void SomeSupervisorsDieToo(Suite suite, string killed)
    {
        Messages messages = NewMessages();
        Scanner scanner = StartTree(suite, messages, out Dictionary<string, int> supervisors);
        Dictionary<string, StatusFile> before = StatusOf(scanner);
        KillScanner(scanner);
        foreach (string name in killed.Split(' '))
        {
            _ = Native.Kill(supervisors[name], 9);
            Eventually(() => ProcessTree.State(supervisors[name]) is 'X' or 'Z');
        }
        scanner.Start().ExpectNames(killed);
        foreach (string name in killed.Split(' '))
        {
            scanner.Events(name).Expect("susu");
        }
        Assert.Equal(before, StatusOf(scanner));
        Supervised.SendTo(scanner.Service("one"), "r");
        messages.ExpectStart("first ");
        Supervised.SendTo(scanner.Service("one/log"), "r");
        scanner.Events("one/log").WaitFor("D");
        Supervised.SendTo(scanner.Service("one"), "1");
        messages.Expect("told");
    }

    /// <summary>A link that has gone while nobody looked: its supervisor goes on by itself.</summary>
    [Theory, Ours]
    public void WhatIsNoLongerThereIsLeftAlone(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddLinked("one");
        scanner.AddIdle("two");
        scanner.Start().ExpectNames("one two");
        scanner.Events("one").Expect("su");
        int supervisor = scanner.Supervisors()["one"];
        KillScanner(scanner);
        File.Delete(scanner["one"]);
        scanner.Start();
        scanner.Send("an");
        scanner.Send("t");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        Assert.Equal("su", scanner.Events("one").Heard);
        _ = Native.Kill(supervisor, 15);
        scanner.Events("one").Expect("sudDx");
    }

    [Theory, Ours]
    public void AnUpgrade(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = StartTree(suite, messages, out Dictionary<string, int> supervisors);
        Dictionary<string, StatusFile> before = StatusOf(scanner);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(0, Run(suite, "s6-svscanctl", "--upgrade", scanner.Path).ExitCode);
        }
        Supervised.SendTo(scanner.Service("one"), "1");
        messages.Expect("told");
        Assert.Equal(before, StatusOf(scanner));
        Assert.Equal(supervisors, scanner.Supervisors());
        Supervised.SendTo(scanner.Service("one"), "r");
        messages.ExpectStart("first ");
        scanner.AddIdle("three");
        scanner.Send("a");
        scanner.ExpectNames("one one/log three two");
        scanner.Send("t");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        scanner.Events("two").Expect("sudDx");
        scanner.Process.Error.Drain();
        Assert.Equal("", scanner.Process.Error.Text);
    }

    /// <summary>What is executed is what is installed now.</summary>
    [Theory, Ours]
    public void AnUpgradeIsToTheInstalledFile(Suite suite)
    {
        Suite old = Install(suite, "bin");
        Scanner scanner = NewScanner(old);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("su");
        int supervisor = scanner.Supervisors()["one"];
        // As packages do it: a new file, renamed over the old one.
        File.Copy(At("bin/sestet"), At("bin/new"));
        File.Move(At("bin/new"), At("bin/sestet"), overwrite: true);
        Assert.EndsWith(" (deleted)", ProcessTree.Link(scanner.Process.Pid, "exe"), StringComparison.Ordinal);
        Assert.Equal(0, Run(suite, "s6-svscanctl", "--upgrade", scanner.Path).ExitCode);
        foreach (int pid in new[] { scanner.Process.Pid, supervisor })
        {
            Eventually(() => ProcessTree.Link(pid, "exe") == At("bin/sestet"));
        }
        Assert.Equal("su", scanner.Events("one").Heard);
    }

    /// <summary>Where the new program does not run, or does not want to, the old one goes on and says why.</summary>
    [Theory]
    [Ours("missing", "unable to execute ")]
    [Ours("garbage", "unable to execute ")]
    [Ours("unwilling", "the new program does not take over")]
    [Ours("crashing", "the new program does not take over")]
    public void AnUpgradeThatCannotBe(Suite suite, string how, string said)
    {
        Suite old = Install(suite, "bin");
        Scanner scanner = NewScanner(old);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("su");
        int supervisor = scanner.Supervisors()["one"];
        string program = At("bin/s6-svscan");
        File.Delete(program);
        File.Delete(At("bin/sestet"));
        if (how != "missing")
        {
            string script = how == "unwilling" ? "exit 1" : "kill -SEGV $$";
            _ = new ServiceDirectory(At("bin")).Script("s6-svscan", script);
        }
        if (how == "garbage")
        {
            File.WriteAllText(program, "\u007fELF and nothing that fits");
        }
        Assert.Equal(0, Run(suite, "s6-svscanctl", "--upgrade", scanner.Path).ExitCode);
        scanner.Process.WaitForError("s6-svscan: warning: " + said);
        File.Delete(program);
        _ = Install(suite, "bin");
        Assert.Equal(supervisor, scanner.Supervisors()["one"]);
        Assert.Equal("su", scanner.Events("one").Heard);
        scanner.AddIdle("two");
        scanner.Send("a");
        scanner.ExpectNames("one two");
    }

    private Suite Install(Suite suite, string directory)
    {
        CommandResult result = Shell(
            suite, $"mkdir -p {directory} && cp {OwnInstallation.Binary} {directory}/sestet && {directory}/sestet install {directory}");
        Assert.True(result.ExitCode == 0, result.ToString());
        return Suite.Of("ours", [At(directory)], suite.Version);
    }
}
