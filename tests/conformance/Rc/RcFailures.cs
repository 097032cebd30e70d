using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc.html, change: what fails, takes too long, or is killed.</summary>
public sealed class RcFailures(ITestOutputHelper output) : Scenario(output)
{
    private static RcService Failing(string name, string script, params string[] needs) =>
        new(name, IsLongrun: false) { Needs = needs, Up = ["sh", "-c", script], Down = ["sh", "-c", script] };

    /// <summary>What depends on a failure is not begun, all else is.</summary>
    [RootTheory, RcPairs]
    public void Oneshots(Suite suite, Suite supervision)
    {
        RcTree tree = new RcTree(
            this, supervision,
            [
                RcTree.Plain("long", "bad"), Failing("bad", "exit 3"), RcTree.Logged("behind", "bad"), RcTree.Logged("beside"),
                Failing("killed", "kill -9 $$"), Failing("slow", "exec sleep 1000") with { TimeoutUp = 50 },
            ],
            ("all", ["long", "bad", "behind", "beside", "killed", "slow"])).Start();
        CommandResult result = tree.Rc(suite, "change", "all");
        Assert.Equal((1, "beside up;"), (result.ExitCode, tree.Log()));
        Assert.Contains("s6-rc: warning: unable to start service bad: command exited 3\n", result.Error, StringComparison.Ordinal);
        // The reference's s6-sudoc exits with the signal's number; with this suite's in front, it dies of it.
        Assert.Matches("unable to start service killed: command (crashed with signal 9|exited 137)\n", result.Error);
        Assert.Contains("s6-rc: warning: unable to start service slow: command exited 111\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("s6rc-oneshot-runner beside ", tree.Up(suite));
        Assert.False(tree.IsUp("long"));
        // Verbosity 0 says nothing of them.
        result = tree.Rc(suite, "-v0", "change", "bad", "beside");
        Assert.Equal(new CommandResult(1, "", ""), result);
        // A failure while it goes down: it stays up.
        tree.SetState(tree.State[..2] + "1" + tree.State[3..]);
        Assert.Equal((1, '1'), (tree.Code(suite, "stop", "bad"), tree.StateOf("bad")));
    }

    [RootTheory, RcPairs]
    public void Longruns(Suite suite, Suite supervision)
    {
        RcTree tree = new RcTree(
            this, supervision,
            [
                RcTree.Plain("unready", "base") with { TimeoutUp = 100, Files = new() { ["notification-fd"] = "3\n" } },
                RcTree.Plain("base"), RcTree.Plain("behind", "unready"),
                RcTree.Plain("fatal") with { RunScript = "exit 1", Files = new() { ["finish"] = "", ["notification-fd"] = "3\n" } },
                RcTree.Plain("stubborn") with
                {
                    TimeoutDown = 100,
                    RunScript = "trap '' TERM\ntouch ready\nwhile ! test -e end; do sleep 0.05; done",
                },
            ],
            ("all", ["unready", "base", "behind", "fatal"]));
        _ = tree.DirectoryOf("fatal").Finish("exit 125");
        _ = tree.Start();
        CommandResult result = tree.Rc(suite, "change", "all");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("s6-rc: warning: unable to start service unready: command exited 99\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("s6-rc: warning: unable to start service fatal: command exited 1\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("base ", tree.Up(suite));
        // It was told to go down.
        Eventually(() => !tree.IsUp("unready"));
        Assert.True(File.Exists(tree["servicedirs/unready/down"]));
        Assert.Equal(0, tree.Code(suite, "diff"));

        Assert.Equal(0, tree.Code(suite, "change", "stubborn"));
        Eventually(() => File.Exists(tree["servicedirs/stubborn/ready"]));
        result = tree.Rc(suite, "stop", "stubborn");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("s6-rc: warning: unable to stop service stubborn: command exited 99\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("base stubborn ", tree.Up(suite));
        File.WriteAllText(tree["servicedirs/stubborn/end"], "");
        Eventually(() => !tree.IsUp("stubborn"));
        // The reference takes it for up now; here the next command looks.
        Assert.Equal((0, suite.Diverges("base ", "base stubborn ")), (tree.Code(suite, "change"), tree.Up(suite)));
    }

    /// <summary>A service whose supervisor is not there.</summary>
    [RootTheory, Ours]
    public void NotSupervised(Suite suite)
    {
        RcTree tree = new RcTree(this, suite, [RcTree.Plain("one"), RcTree.Plain("two")], ("all", ["one", "two"])).Start();
        Directory.Delete(tree["servicedirs/two/event"], recursive: true);
        CommandResult result = tree.Rc(suite, "change", "all");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("one ", tree.Up(suite));
        Assert.Equal(
            "s6-rc: warning: service two: No such file or directory\ns6-rc: warning: unable to start service two: command exited 111\n",
            result.Error);
    }

    /// <summary>All is given up after -t, and the next change finds what has become of it.</summary>
    [RootTheory, RcPairs]
    public void Timeout(Suite suite, Suite supervision)
    {
        RcTree tree = new RcTree(
            this, supervision,
            [RcTree.Plain("slow") with
            {
                RunScript = "until test -e go; do sleep 0.02; done; echo >&3; exec sleep 1000",
                Files = new() { ["notification-fd"] = "3\n" },
            }]).Start();
        CommandResult result = tree.Rc(suite, "-t", "200", "change", "slow");
        // The reference's helper may give up just before s6-rc itself does.
        Assert.InRange(result.ExitCode, suite.Diverges(2, 1), 2);
        Assert.Contains("fatal: timed out\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("", tree.Up(suite));
        Eventually(() => Directory.GetFiles(tree["servicedirs/slow/event"]).Length == 0);
        File.WriteAllText(tree["servicedirs/slow/go"], "");
        Assert.Equal(0, tree.Code(suite, "change", "slow"));
        Assert.Equal(("slow ", "03"), (tree.Up(suite), tree.State));
    }

    /// <summary>SIGTERM: longruns are given up, oneshots waited for, nothing more is begun.</summary>
    [RootTheory, RcPairs]
    public void Signals(Suite suite, Suite supervision)
    {
        Assert.Equal(0, Shell(Suite.Ours, "mkfifo fifo").ExitCode);
        RcTree tree = new RcTree(
            this, supervision,
            [
                RcTree.Plain("never") with { RunScript = "touch begun; exec sleep 1000", Files = new() { ["notification-fd"] = "3\n" } },
                Failing("slow", "touch ../../../begun; read line < ../../../fifo"), RcTree.Logged("behind", "slow"),
            ],
            ("all", ["never", "slow", "behind"])).Start();
        Child child = tree.StartRc(suite, "-v2", "change", "all");
        Eventually(() => File.Exists(At("begun")) && File.Exists(tree["servicedirs/never/begun"]));
        child.Kill(15);
        child.WaitForError("s6-rc: warning: received TERM, aborting pending processes and exiting asap\n");
        child.WaitForError("s6-rc: warning: unable to start service never: command crashed with signal 15\n");
        Eventually(() => !tree.IsUp("never"));
        File.WriteAllText(At("fifo"), "\n");
        Assert.Equal(1, child.WaitForExit().ExitCode);
        Assert.Equal(("s6rc-oneshot-runner slow ", ""), (tree.Up(suite), tree.Log()));
    }

    /// <summary>Another change, while one is at work.</summary>
    [RootTheory, RcPairs]
    public void BesideEachOther(Suite suite, Suite supervision)
    {
        Assert.Equal(0, Shell(Suite.Ours, "mkfifo fifo").ExitCode);
        RcTree tree = new RcTree(
            this, supervision, [Failing("slow", "touch ../../../begun; read line < ../../../fifo"), RcTree.Logged("other")]).Start();
        Child child = tree.StartRc(suite, "change", "slow");
        Eventually(() => File.Exists(At("begun")));
        Assert.Equal((111, 111), (tree.Code(Suite.Ours, "change", "other"), tree.Code(suite, "-a", "list")));
        Child waiting = tree.StartRc(Suite.Ours, "-b", "change", "other");
        File.WriteAllText(At("fifo"), "\n");
        Assert.Equal((0, 0), (child.WaitForExit().ExitCode, waiting.WaitForExit().ExitCode));
        Assert.Equal("s6rc-oneshot-runner slow other ", tree.Up(suite));
    }

    /// <summary>
    /// s6-rc is killed at each of its system calls, up and down; whatever it has left, the next one does the rest, also in the
    /// other direction, and then the state is what is so.
    /// </summary>
    [TraceTheory, Ours]
    public void Kills(Suite suite)
    {
        RcTree tree = new RcTree(
            this, suite, [RcTree.Ready("web", "net"), RcTree.Plain("base"), RcTree.Logged("net"), RcTree.Logged("app", "web")],
            ("all", ["web", "base", "net", "app"])).Start();
        int kills = 0;
        foreach (bool up in (bool[])[true, false])
        {
            Assert.Equal(0, tree.Code(suite, "-v0", up ? "-d" : "-u", "change", "all"));
            string trace = Trace(tree, suite, up, "");
            Assert.Equal(0, tree.Code(suite, "-v0", up ? "-d" : "-u", "change", "all"));
            string[] moments = [.. Regex.Matches(trace, @"^(\w+)\(", RegexOptions.Multiline)
                .GroupBy(m => m.Groups[1].Value)
                .SelectMany(g => Enumerable.Range(1, g.Count()).Select(n => $"{g.Key}:signal=KILL:when={n}"))];
            Assert.InRange(moments.Length, 60, 1000);
            // Some of them, at both ends of the life and between.
            foreach (string moment in moments.Where((_, index) => index % 15 == kills % 15))
            {
                _ = Trace(tree, suite, up, $"-e inject={moment}");
                kills++;
                bool finishes = kills % 2 == 0;
                Assert.Equal(0, tree.Code(suite, "-v0", up == finishes ? "-u" : "-d", "change", "all"));
                Check(tree, suite, moment, up == finishes);
                Assert.Equal(0, tree.Code(suite, "-v0", up ? "-d" : "-u", "change", "all"));
                Check(tree, suite, moment, !up);
            }
        }
        Output.WriteLine($"{kills} kills");
    }

    private void Check(RcTree tree, Suite suite, string moment, bool up)
    {
        HashSet<string> expected = up ? ["web", "base", "net", "app"] : [];
        string[] found = [.. tree.Up(suite).Split(' ').Where(name => name.Length > 0 && name != RcDatabase.Runner)];
        Assert.True(expected.SetEquals(found), $"{moment}: {string.Join(' ', found)}");
        // What the one that was killed has told a supervisor may still be on its way through it, before what came last.
        Eventually(() => tree.Code(suite, "diff") == 0, () => moment);
        Eventually(() => tree.IsUp("web") == up && tree.IsUp("base") == up, () => moment);
        Assert.Equal((moment, !up), (moment, File.Exists(tree["servicedirs/web/down"])));
        // What the last script of each did is what is so.
        string[] log = File.ReadAllLines(At("log"));
        foreach (string name in (string[])["net", "app"])
        {
            string last = log.Last(line => line.StartsWith(name + " ", StringComparison.Ordinal));
            Assert.Equal((moment, $"{name} {(up ? "up" : "down")}"), (moment, last));
        }
    }

    private string Trace(RcTree tree, Suite suite, bool up, string inject)
    {
        string direction = up ? "-u" : "-d";
        CommandResult result = Shell(suite, $"strace -qq -s 0 -o trace {inject} s6-rc -v0 -l {tree.Live} {direction} change all 2> errors");
        Assert.InRange(result.ExitCode, 0, 128 + 9);
        // A script that has lost its s6-rc is killed, which takes its time.
        int runner = tree.DirectoryOf(RcDatabase.Runner).Status.Pid;
        Eventually(() => runner == 0 || ProcessTree.ChildrenOf(runner).Count == 0);
        return Logger.Read(At("trace"));
    }
}
