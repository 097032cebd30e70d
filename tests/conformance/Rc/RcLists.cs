using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc.html: what needs no supervisors: lists, dry runs, wrong usage, locks.</summary>
public sealed class RcLists(ITestOutputHelper output) : Scenario(output)
{
    private const string Busy = "s6-rc: fatal: unable to take locks: Resource busy\n";

    /// <summary>0 is the runner, and the numbers of the others are the places in the state.</summary>
    private RcTree NewTree(Suite suite) => new(
        this,
        suite,
        [
            RcTree.Plain("base"), RcTree.Ready("web", "base", "net"), RcTree.Plain("vital", "base") with { IsEssential = true },
            RcTree.Logged("net") with { TimeoutUp = 5000, TimeoutDown = 7000 }, RcTree.Logged("two words", "net"),
        ],
        ("all", ["base", "web", "vital", "net", "two words"]),
        ("some", ["base", "net"]),
        ("none", []));

    [Theory]
    [Ours("000000", "list", "")]
    [Ours("000000", "list all", "base web vital net two words ")]
    [Ours("000000", "list web base web", "base web ")]
    [Ours("110030", "-a list", "s6rc-oneshot-runner base net ")]
    [Ours("110030", "-a list web", "s6rc-oneshot-runner base web net ")]
    [Ours("114050", "-a list", "s6rc-oneshot-runner base net ")]
    [Ours("110030", "-da list", "web vital two words ")]
    [Ours("110030", "-d list all", "s6rc-oneshot-runner ")]
    [Ours("111111", "-ea list", "base web net two words ")]
    [Ours("111111", "-eEa list", "s6rc-oneshot-runner base web vital net two words ")]
    [Ours("111111", "-Da list", "")]
    [Ours("000001", "--add --without-essentials list some", "base net two words ")]
    [Ours("000000", "listall web", "s6rc-oneshot-runner base web net ")]
    [Ours("000000", "-d listall net", "web net two words ")]
    [Ours("000000", "-d listall base", "base web vital ")]
    [Ours("001000", "-ua listall none", "s6rc-oneshot-runner base web net ")]
    [Ours("000000", "-de listall some", "base web net two words ")]
    [Ours("000000", "--down --up --prune listall net", "s6rc-oneshot-runner net ")]
    [Reference("000000", "list all", "base web vital net two words ", Needs = "s6-rc")]
    [Reference("110030", "-a list web", "s6rc-oneshot-runner base web net ", Needs = "s6-rc")]
    [Reference("114050", "-a list", "s6rc-oneshot-runner base net ", Needs = "s6-rc")]
    [Reference("110030", "-da list", "web vital two words ", Needs = "s6-rc")]
    [Reference("111111", "-eEa list", "s6rc-oneshot-runner base web vital net two words ", Needs = "s6-rc")]
    [Reference("111111", "-Da list", "", Needs = "s6-rc")]
    [Reference("000000", "listall web", "s6rc-oneshot-runner base web net ", Needs = "s6-rc")]
    [Reference("000000", "-d listall net", "web net two words ", Needs = "s6-rc")]
    [Reference("001000", "-ua listall none", "s6rc-oneshot-runner base web net ", Needs = "s6-rc")]
    [Reference("000000", "--down --up --prune listall net", "s6rc-oneshot-runner net ", Needs = "s6-rc")]
    public void Lists(Suite suite, string state, string words, string expected)
    {
        RcTree tree = NewTree(suite);
        // Numbers by the order above: longruns first.
        tree.SetState(state);
        CommandResult result = tree.Rc(suite, words.Split(' '));
        Assert.Equal(new CommandResult(0, expected.Replace("two words", "two_words", StringComparison.Ordinal), ""), Marked(result));
    }

    private static CommandResult Marked(CommandResult result) => result with
    {
        Output = result.Output.Replace("two words", "two_words", StringComparison.Ordinal).Replace('\n', ' '),
    };

    [Theory]
    [Ours("100000", "-n0 change web", "svc -uwu -T 0 base|sudo up 4 -T 5000 net|svc -uwU -T 0 web")]
    [Ours("100000", "-n 0 -v4 start net", "vsudo up 4 -T 5000 net")]
    [Ours("111110", "-n0 -d change base", "svc -dwD -T 0 web")]
    [Ours("111110", "-n0 -D change base", "svc -dwD -T 0 web|svc -dwD -T 0 vital|svc -dwD -T 0 base")]
    [Ours("111110", "-n0 stop net", "svc -dwD -T 0 web|sudo down 4 -T 7000 net")]
    [Ours("111110", "-n0 -pu change some", "svc -dwD -T 0 web")]
    [Ours("111110", "-n0 -p start some", "")]
    [Ours("111111", "-n0 reload web net", "svc -l -T 0 web|sudo reload 4 -T 5000 net")]
    [Ours("111111", "-n0 -v0 reload web net", "")]
    [Reference("100000", "-n0 change web", "svc -uwu -T 0 base|sudo up 4 -T 5000 net|svc -uwU -T 0 web", Needs = "s6-rc")]
    [Reference("111110", "-n0 -d change base", "svc -dwD -T 0 web", Needs = "s6-rc")]
    [Reference("111110", "-n0 -D change base", "svc -dwD -T 0 web|svc -dwD -T 0 vital|svc -dwD -T 0 base", Needs = "s6-rc")]
    [Reference("111110", "-n0 stop net", "svc -dwD -T 0 web|sudo down 4 -T 7000 net", Needs = "s6-rc")]
    [Reference("111110", "-n0 -pu change some", "svc -dwD -T 0 web", Needs = "s6-rc")]
    [Reference("111110", "-n0 -p start some", "", Needs = "s6-rc")]
    [Reference("111111", "-n0 reload web net", "svc -l -T 0 web|sudo reload 4 -T 5000 net", Needs = "s6-rc")]
    public void DryRuns(Suite suite, string state, string words, string expected)
    {
        RcTree tree = NewTree(suite);
        tree.SetState(state);
        CommandResult result = tree.Rc(suite, words.Split(' '));
        // What does not depend on each other may come in any order.
        string[] lines = [.. expected.Split('|').Where(line => line.Length > 0)
            .Select(line => Expand(tree.Live, line)).Order(StringComparer.Ordinal)];
        string[] found = [.. result.Output.Split('\n').Where(line => line.Length > 0).Order(StringComparer.Ordinal)];
        Assert.Equal(lines, found);
        Assert.Equal((0, state), (result.ExitCode, tree.State));
    }

    private static string Expand(string live, string line)
    {
        string[] words = line.Split(' ');
        return words[0] == "svc"
            ? $"s6-rc-dryrun: s6-svc {string.Join(' ', words[1..^1])} -- {live}/servicedirs/{words[^1]}"
            : $"s6-rc-dryrun: s6-sudo -{(words[0] == "vsudo" ? "v" : "")}el0 -t 30000 {words[3]} {words[4]} -- "
                + $"{live}/servicedirs/s6rc-oneshot-runner/s {words[1]} {words[2]}  # {words[5]}";
    }

    [Theory]
    [Ours("frob", 100, "fatal: unknown command: frob")]
    [Ours("-v x list", 100, "fatal: verbosity must be an unsigned integer")]
    [Ours("-n x list", 100, "fatal: dry-run must be an unsigned integer")]
    [Ours("-x list", 100, "fatal: unrecognized short option: x")]
    [Ours("--frob list", 100, "fatal: unrecognized boolean option: --frob")]
    [Ours("list base nobody", 3, "fatal: nobody is not a recognized identifier in LIVE/compiled/resolve.cdb")]
    [Ours("change nobody", 3, "fatal: nobody is not a recognized identifier in LIVE/compiled/resolve.cdb")]
    [Ours("-l /nowhere list", 111, "fatal: unable to take locks: No such file or directory")]
    [Ours("-l /nowhere help", 0, "")]
    [Reference("frob", 100, "fatal: unknown command: frob", Needs = "s6-rc")]
    [Reference("-v x list", 100, "fatal: verbosity must be an unsigned integer", Needs = "s6-rc")]
    [Reference("-n x list", 100, "fatal: dry-run must be an unsigned integer", Needs = "s6-rc")]
    [Reference("-x list", 100, "fatal: unrecognized short option: x", Needs = "s6-rc")]
    [Reference("--frob list", 100, "fatal: unrecognized boolean option: --frob", Needs = "s6-rc")]
    [Reference("change nobody", 3, "fatal: nobody is not a recognized identifier in LIVE/resolve.cdb", Needs = "s6-rc")]
    [Reference("-l /nowhere list", 111, "fatal: unable to take locks: No such file or directory", Needs = "s6-rc")]
    [Reference("-l /nowhere help", 0, "", Needs = "s6-rc")]
    public void Errors(Suite suite, string words, int code, string error)
    {
        RcTree tree = NewTree(suite);
        CommandResult result = tree.Rc(suite, words.Split(' '));
        Assert.Equal((code, error.Length == 0 ? "" : $"s6-rc: {error.Replace("LIVE", tree.Live)}\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [Ours]
    [Reference(Needs = "s6-rc")]
    public void Usage(Suite suite)
    {
        CommandResult result = Run(suite, "s6-rc");
        Assert.Equal(100, result.ExitCode);
        Assert.StartsWith("s6-rc: usage: s6-rc [ -v verbosity ] [ -n dryrunthrottle ] ", result.Error);
        result = Run(suite, "s6-rc", "help", "x");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("s6-rc help\ns6-rc [ -l live ] [ -a ] list [ servicenames... ]\n", result.Output);
    }

    /// <summary>Whatever of the live directory is damaged: 4, or 111 where there is no such file; and never a word of lists.</summary>
    [Theory]
    [Ours]
    [Reference(Needs = "s6-rc")]
    public void DamagedDatabases(Suite suite)
    {
        RcTree tree = NewTree(suite);
        tree.SetState("00000");
        Assert.Equal((4, $"s6-rc: fatal: unable to read valid state in {tree.Live}/state\n"), Told(tree.Rc(suite, "list")));
        tree.SetState("0000000");
        Assert.Equal((0, ""), Told(tree.Rc(suite, "list")));
        File.Delete(tree["state"]);
        Assert.Equal((111, $"s6-rc: fatal: unable to read {tree.Live}/state: No such file or directory\n"), Told(tree.Rc(suite, "list")));
        tree.SetState("000000");
        byte[] db = File.ReadAllBytes(tree["compiled/db"]);
        File.WriteAllBytes(tree["compiled/db"], db[..^1]);
        // To the reference a file that is too short is no invalid database, as the page has it, but one that it cannot read.
        Assert.Equal(suite.Diverges(4, 111), tree.Code(suite, "list"));
        db[5] ^= 1;
        File.WriteAllBytes(tree["compiled/db"], db);
        string path = $"{tree.Live}/{suite.Diverges("compiled/", "")}db";
        Assert.Equal((4, $"s6-rc: fatal: invalid service database in {path}\n"), Told(tree.Rc(suite, "list")));
    }

    private static (int Code, string Error) Told(CommandResult result) => (result.ExitCode, result.Error);

    /// <summary>Readers beside each other; changes alone; nobody beside a new database.</summary>
    [Theory]
    [Ours]
    [Reference(Needs = "s6-rc")]
    public void Locks(Suite suite)
    {
        RcTree tree = NewTree(suite);
        (string Lock, string Options, int List, int Change)[] cases =
        [
            ("lock", "-r", 0, 111), ("lock", "-w", 111, 111), ("compiled/lock", "-r", 0, 0), ("compiled/lock", "-w", 111, 111),
        ];
        foreach ((string name, string options, int list, int change) in cases)
        {
            Child holder = Start(Suite.Ours, "s6-setlock", options, tree[name], "sh", "-c", "echo; exec sleep 1000");
            holder.WaitForOutput("\n");
            Assert.Equal((name, options, list, list == 0 ? "" : Busy), (name, options, tree.Code(suite, "list"), tree.Rc(suite, "list").Error));
            Assert.Equal((name, options, change), (name, options, tree.Code(suite, "-n0", "change")));
            Assert.Equal((name, options, change), (name, options, tree.Code(suite, "reload")));
            Assert.Equal(0, tree.Code(suite, "--no-lock", "list"));
            Child waiting = tree.StartRc(suite, "-b", "change");
            holder.Kill(9);
            Assert.Equal(0, waiting.WaitForExit().ExitCode);
        }
    }
}
