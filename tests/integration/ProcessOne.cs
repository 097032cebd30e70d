using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Integration;

/// <summary>s6-svscan as process 1 of a PID namespace.</summary>
public sealed class ProcessOne(ITestOutputHelper output) : Scenario(output)
{
    [RootTheory, Ours, Reference]
    public void ReapsOrphansAndIsReapedWithAll(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        // The middle process dies at once: its child becomes one of process 1's, and a zombie if that does not look.
        scanner.Add("one").Run($"""
            for i in 1 2 3 4 5 6 7 8 9 10; do sh -c 'sleep 0.1 & exit 0'; done
            sleep 0.5
            echo $$ $(grep -l '^State:.Z' /proc/[0-9]*/status | wc -l) > {messages.Path}
            {ServiceDirectory.Idle}
            """);
        Namespace inside = StartAsProcessOne(scanner, suite);
        string[] words = messages.Next().Split(' ');
        Assert.Equal("0", words[1]);
        Assert.InRange(int.Parse(words[0], CultureInfo.InvariantCulture), 2, 1000);
        Assert.Equal("s6-svscan", ProcessTree.ReadText(inside.ProcessOne, "comm").Trim());
        scanner.Send("t");
        Assert.Equal(0, inside.Outer.WaitForExit().ExitCode);
        scanner.Events("one").Expect("sudDx");
    }

    [RootTheory, Ours, Reference]
    public void DivertedSignalsAndFinish(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Script("SIGTERM", $"echo term $$ > {messages.Path}");
        scanner.Script("SIGINT", $"echo interrupt > {messages.Path}; exec {suite.Find("s6-svscanctl")} -t .");
        scanner.Script("finish", $"echo finish $$ > {messages.Path}; exit 3");
        Namespace inside = StartAsProcessOne(scanner, suite);
        scanner.Events("one").Expect("su");
        _ = Native.Kill(inside.ProcessOne, 15);
        messages.ExpectStart("term ");
        // Ctrl-Alt-Del is SIGINT to process 1.
        _ = Native.Kill(inside.ProcessOne, 2);
        messages.Expect("interrupt");
        messages.Expect("finish 1");
        Assert.Equal(3, inside.Outer.WaitForExit().ExitCode);
        scanner.Events("one").Expect("sudDx");
    }

    /// <summary>Process 1 goes on in a new program; orphans that die meanwhile are reaped by that.</summary>
    [RootTheory, Ours]
    public void GoesOnInANewProgram(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Run($"echo up $$ > {messages.Path}; {ServiceDirectory.Idle}");
        Namespace inside = StartAsProcessOne(scanner, suite);
        string up = messages.ExpectStart("up ");
        for (int i = 0; i < 10; i++)
        {
            scanner.Send("E");
        }
        scanner.AddIdle("two");
        scanner.Send("a");
        scanner.Events("two").Expect("su");
        Assert.Equal("su", scanner.Events("one").Heard);
        Supervised.SendTo(scanner.Service("one"), "r");
        Assert.NotEqual(up, messages.ExpectStart("up "));
        scanner.Send("t");
        Assert.Equal(0, inside.Outer.WaitForExit().ExitCode);
        scanner.Events("one").Expect("sudDudDx");
    }

    [RootTheory, Ours, Reference]
    public void CrashIsExecutedAsProcessOne(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        new ServiceDirectory(scanner[".s6-svscan"]).With("finish", "no program")
            .Script("crash", $"echo crash $$ > {messages.Path}; exit 4");
        Namespace inside = StartAsProcessOne(scanner, suite);
        scanner.Events("one").Expect("su");
        scanner.Send("b");
        messages.Expect("crash 1");
        Assert.Equal(4, inside.Outer.WaitForExit().ExitCode);
    }

    /// <summary>
    /// A tree with loggers, a service that ignores TERM and one that restarts all the time: the end takes them all.
    /// </summary>
    [RootTheory, Ours, Reference]
    public void ShutdownLeavesNothing(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.Add("stubborn").With("timeout-kill", "200").Run("trap '' TERM; exec sleep 1000");
        scanner.Add("flapping").Run("exit 1");
        scanner.Add("logged").Run("exec yes line");
        scanner.Add("logged/log").Run($"exec tail -n 1 > {At("lines")}");
        scanner.Script("finish", $"ps -e -o pid= -o args= > {At("left")}; echo finish > {messages.Path}");
        Namespace inside = StartAsProcessOne(scanner, suite);
        foreach (string name in new[] { "stubborn", "flapping", "logged", "logged/log" })
        {
            scanner.Events(name).WaitFor("u");
        }
        scanner.Send("t");
        messages.Expect("finish");
        Assert.Equal(0, inside.Outer.WaitForExit().ExitCode);
        foreach (string name in new[] { "stubborn", "flapping", "logged", "logged/log" })
        {
            Assert.EndsWith("x", scanner.Events(name).Heard, StringComparison.Ordinal);
        }
        string[] left = [.. File.ReadAllLines(At("left")).Where(line => !line.Contains("ps -e", StringComparison.Ordinal))];
        Assert.Single(left);
        Assert.EndsWith(".s6-svscan/finish", left[0], StringComparison.Ordinal);
    }

    /// <summary>No /proc, no environment, closed streams: as the kernel starts it.</summary>
    [RootTheory, Ours, Reference]
    public void NeedsNothingAtTheStart(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Run($"echo $(readlink /proc/$$/fd/0 || echo no proc) > {messages.Path}; exec /bin/sleep 1000");
        // The links of our commands are found beside the binary that runs, and by PATH otherwise.
        string[] command =
        [
            "unshare", "--pid", "--fork", "--mount", "sh", "-c",
            "umount -l /proc; exec env -i PATH=\"$PATH\" \"$0\" \"$@\" <&- >&- 2>&-", suite.Find("s6-svscan"), scanner.Path,
        ];
        Child outer = Start(suite, "/usr/bin/unshare", command[1..]);
        messages.Expect("no proc");
        scanner.Events("one").Expect("su");
        scanner.Send("t");
        Assert.Equal(0, outer.WaitForExit().ExitCode);
        scanner.Events("one").Expect("sudDx");
    }

    private sealed record Namespace(Child Outer, int ProcessOne);

    private Namespace StartAsProcessOne(Scanner scanner, Suite suite)
    {
        Child outer = Start(
            suite, "/usr/bin/unshare", "--pid", "--fork", "--mount-proc", "--kill-child", suite.Find("s6-svscan"), scanner.Path);
        List<int> children = [];
        Eventually(() => (children = ProcessTree.ChildrenOf(outer.Pid)).Count == 1 && File.Exists(scanner[".s6-svscan/control"]));
        return new Namespace(outer, children[0]);
    }
}
