using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using Sestet.Conformance.Harness;
using Sestet.Conformance.Rc;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Frontend;

/// <summary>`s6 status`, `why`, `tree` and `timeline` on live directories, plain scan directories, and damaged ones.</summary>
public sealed class Queries(ITestOutputHelper output) : Scenario(output)
{
    private static readonly RcService[] s_services =
    [
        RcTree.Ready("db"),
        RcTree.Ready("web", "db", "mount") with { IsEssential = true },
        new RcService("bad\"<&>\x1b", IsLongrun: true),
        RcTree.Logged("mount"),
        RcTree.Logged("late", "web", "mount"),
    ];

    private static readonly string[] s_queries =
    [
        "status", "status all", "why all", "tree", "timeline", "timeline --svg", "live status", "status --json all",
        "why --json all",
    ];

    [Theory, Ours]
    public void StatusOfAllIsALineEach(Suite suite)
    {
        RcTree tree = NewTree(suite);
        Assert.Equal(0, tree.Code(suite, "-u", "change", "web"));
        Assert.Equal(0, tree.Code(suite, "-u", "change", "mount"));
        string[] lines = Ask(suite, tree, "status").Output.TrimEnd('\n').Split('\n');
        string[][] words = [.. lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Assert.Equal(["SERVICE", "STATE", "FOR", "PID", "NOTES"], words[0]);
        Assert.Equal(["bad\"<&>?:down", "db:ready", "late:down", "mount:up", "web:ready"], words[1..].Select(w => $"{w[0]}:{w[1]}"));
        Assert.Equal($"{tree.DirectoryOf("web").Status.Pid}", words[5][3]);
        Assert.Contains("s6rc-oneshot-runner", Ask(suite, tree, "status", "-a").Output, StringComparison.Ordinal);
        Assert.Equal("web/up\n", Ask(suite, tree, "live", "status", "-E", "web").Output);
        Assert.Equal("db/up\nmount/up\nbad\"<&>\x1b/down\nlate/down\n", Ask(suite, tree, "live", "status").Output);
        Assert.Equal("", Ask(suite, tree, "live", "status", "web").Output);
        Assert.Equal("bad\"<&>\x1b/down\nlate/down\n", Ask(suite, tree, "live", "status", "-e", "all").Output.Split("db/up\nmount/up\n")[1]);
    }

    [Theory, Ours]
    public void StatusAsJson(Suite suite)
    {
        RcTree tree = NewTree(suite);
        Assert.Equal(0, tree.Code(suite, "-u", "change", "web"));
        JsonElement[] services = Json(suite, tree, "status", "status", "--json");
        JsonElement web = services.Single(s => s.GetProperty("name").GetString() == "web");
        Schema.CheckStatus(services);
        Assert.Equal("ready", web.GetProperty("state").GetString());
        Assert.True(web.GetProperty("up").GetBoolean() && web.GetProperty("managed_up").GetBoolean());
        Assert.True(web.GetProperty("ready").GetBoolean() && web.GetProperty("essential").GetBoolean());
        Assert.Equal(tree.DirectoryOf("web").Status.Pid, web.GetProperty("pid").GetInt32());
        Assert.InRange(web.GetProperty("since").GetDateTime(), DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow.AddSeconds(1));
        Assert.Equal(["db", "mount"], Names(web, "depends_on"));
        Assert.Equal(["late"], Names(web, "needed_by"));
        JsonElement odd = services.Single(s => s.GetProperty("name").GetString() == "bad\"<&>\x1b");
        Assert.Equal("down", odd.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, odd.GetProperty("pid").ValueKind);
        JsonElement[] some = Json(suite, tree, "status", "status", "--json", "all");
        Assert.Equal(5, some.Length);
        Schema.CheckTree(Json(suite, tree, "tree", "tree", "-j"));
    }

    /// <summary>How a run has ended, the log's end, and what is missing.</summary>
    [Theory, Ours]
    public void WhyAServiceIsNotUp(Suite suite)
    {
        RcService[] services =
        [
            RcTree.Ready("db") with { RunScript = "exit 127" },
            RcTree.Ready("web", "db"),
        ];
        RcTree tree = new(this, suite, services);
        tree.DirectoryOf("db").Finish("exit 125");
        _ = tree.Start();
        _ = tree.Code(suite, "-u", "-t", "5000", "change", "web");
        Eventually(() => tree.DirectoryOf("db").Status.Pid == 0);
        CommandResult why = Ask(suite, tree, "why", "web");
        Assert.Equal((1, ""), (why.ExitCode, why.Error));
        Assert.Contains("web: down\n  needs db, which is ", why.Output, StringComparison.Ordinal);
        Assert.Contains("exit code 127 (./run, its interpreter, or a program in it was not found)", why.Output, StringComparison.Ordinal);
        JsonElement[] reasons = Json(suite, tree, "why", "why", "--json", "web");
        Schema.CheckWhy(reasons);
        Assert.Equal(["web", "db"], reasons.Select(s => s.GetProperty("name").GetString()));
        Assert.Equal("db", reasons[0].GetProperty("reasons")[0].GetProperty("service").GetString());
        Assert.Contains(reasons[1].GetProperty("reasons").EnumerateArray(), r => r.GetProperty("cause").GetString() == "ended");
        Assert.Equal(3, Ask(suite, tree, "why", "nosuch").ExitCode);
        Assert.Equal(100, Ask(suite, tree, "why").ExitCode);
    }

    [Theory, Ours]
    public void TreesOfDependencies(Suite suite)
    {
        RcTree tree = new(this, suite, s_services);
        string text = Ask(suite, tree, "tree").Output;
        string down = "unsupervised";
        Assert.Equal(
            $"bad\"<&>? ({down})\nlate (down)\n  web ({down})\n    db ({down})\n    mount (down)\n  mount (down)\n", text);
        Assert.Equal(
            $"db ({down})\n  web ({down})\n    late (down)\n", Ask(suite, tree, "tree", "--reverse", "db").Output);
    }

    [Theory, Ours]
    public void TimelinesOfADiary(Suite suite)
    {
        RcTree tree = new(this, suite, s_services);
        // 0.25 s for mount, 1 s for db; web waits for db.
        File.WriteAllText(tree["timeline"], """
            @4000000068a3f0000000000000000000 broken
            @4000000068a3f00000000000 start mount
            garbage
            @4000000068a3f00000000000 start db
            @4000000068a3f0000ee6b280 up mount
            @4000000068a3f00100000000 up db
            @4000000068a3f00100000001 start web
            @4000000068a3f0021dcd6500 up web
            @4000000068a3f0021dcd6501 start late
            @4000000068a3f00300000000 fail late
            @4000000068a3f00300000000 unheard nosuch
            @4000000068a3f003
            """);
        JsonElement root = Root(suite, tree, "timeline", "timeline", "--json");
        Schema.CheckTimeline(root);
        JsonElement[] services = [.. root.GetProperty("services").EnumerateArray()];
        Assert.Equal(["db", "late", "mount", "web"], services.Select(s => s.GetProperty("name").GetString()!).Order());
        JsonElement web = services.Single(s => s.GetProperty("name").GetString() == "web");
        Assert.Equal("db", web.GetProperty("waited_for").GetString());
        Assert.Equal((1000, 1499), (web.GetProperty("start_ms").GetInt32(), web.GetProperty("took_ms").GetInt32()));
        Assert.True(web.GetProperty("critical").GetBoolean());
        Assert.Equal(["db", "web", "late"], Names(root, "critical_path"));
        Assert.Equal(3000, root.GetProperty("total_ms").GetInt32());
        string text = Ask(suite, tree, "timeline").Output;
        Assert.Contains("Critical path, 3.000s: db > web > late\n", text, StringComparison.Ordinal);
        Assert.Contains("(failed) web\n", text, StringComparison.Ordinal);
        System.Xml.Linq.XDocument picture = System.Xml.Linq.XDocument.Parse(Ask(suite, tree, "timeline", "--svg").Output);
        Assert.Equal(4 * 2, picture.Root!.Elements().Count(e => e.Name.LocalName == "text"));
        Assert.Contains("its script has failed", Ask(suite, tree, "why", "late").Output, StringComparison.Ordinal);
    }

    /// <summary>s6-rc keeps the diary; a dry run does not.</summary>
    [Theory, Ours]
    public void TimelineOfABoot(Suite suite)
    {
        RcTree tree = NewTree(suite);
        Assert.Equal(0, tree.Code(suite, "-n", "0", "-u", "change", "late"));
        Assert.False(File.Exists(tree["timeline"]));
        Assert.Equal(0, tree.Code(suite, "-u", "change", "late"));
        string[] events = [.. File.ReadAllLines(tree["timeline"]).Select(line => line[26..])];
        foreach (string name in (string[])["db", "mount", "web", "late"])
        {
            Assert.True(Array.IndexOf(events, $"start {name}") < Array.IndexOf(events, $"up {name}"));
            Assert.Contains($"start {name}", events);
        }
        Assert.True(Array.IndexOf(events, "up web") < Array.IndexOf(events, "start late"));
        JsonElement root = Root(suite, tree, "timeline", "timeline", "--json");
        Schema.CheckTimeline(root);
        JsonElement late = root.GetProperty("services").EnumerateArray().Single(s => s.GetProperty("name").GetString() == "late");
        Assert.Equal("web", late.GetProperty("waited_for").GetString());
        Assert.Equal("late", Names(root, "critical_path")[^1]);
        Assert.Equal(0, tree.Code(suite, "-d", "change", "late"));
        Assert.EndsWith(" down late\n", File.ReadAllText(tree["timeline"]), StringComparison.Ordinal);
        root = Root(suite, tree, "timeline", "timeline", "-j");
        Assert.Equal(
            ["db", "mount", "web"],
            root.GetProperty("services").EnumerateArray().Select(s => s.GetProperty("name").GetString()!).Order());
        // One that has grown long is begun anew, and what cannot be written is not missed.
        File.AppendAllText(tree["timeline"], new string('x', 1 << 20));
        Assert.Equal(0, tree.Code(suite, "-u", "change", "late"));
        Assert.InRange(new FileInfo(tree["timeline"]).Length, 1, 1000);
        File.Delete(tree["timeline"]);
        Directory.CreateDirectory(tree["timeline"]);
        Assert.Equal(new CommandResult(0, "", ""), tree.Rc(suite, "-d", "change", "late"));
        Assert.Equal(111, Ask(suite, tree, "timeline").ExitCode);
    }

    /// <summary>Without s6-rc, what is in the scan directory is there.</summary>
    [Theory, Ours]
    public void PlainScanDirectories(Suite suite)
    {
        Supervised supervised = Supervise(suite, NewService("scan/b").Run("echo hello; exec sleep 1000"));
        _ = supervised.Events.WaitFor("u");
        _ = NewService("scan/a");
        _ = NewService("scan/.hidden");
        string logdir = At("log");
        Directory.CreateDirectory(logdir);
        File.WriteAllText(Path.Combine(logdir, "current"), "one\ntwo \x1b[31m\nthree");
        _ = NewService("scan/b/log").Run($"exec s6-log -b n20 -- t {logdir}");
        string[] words = ["-s", At("scan"), "-l", At("nolive")];
        string list = Run(suite, "s6", [.. words, "status"]).Output;
        Assert.Equal(["a:unsupervised", "b:up"], list.TrimEnd('\n').Split('\n')[1..].Select(
            line => string.Join(':', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[..2])));
        string details = Run(suite, "s6", [.. words, "status", "-n", "2", "b"]).Output;
        Assert.EndsWith("\n    two ?[31m\n    three\n", details, StringComparison.Ordinal);
        Assert.Contains($"  directory     {At("scan/b")}\n", details, StringComparison.Ordinal);
        CommandResult why = Run(suite, "s6", [.. words, "why", "a", "b"]);
        Assert.Equal(1, why.ExitCode);
        string first = $"a: unsupervised\n  no s6-supervise looks after it (does s6-svscan run?): {At("scan/a")}\n";
        Assert.StartsWith(first, why.Output, StringComparison.Ordinal);
        Assert.EndsWith("\nb: up\n", why.Output, StringComparison.Ordinal);
        Assert.Equal(0, Run(suite, "s6", [.. words, "why", "b"]).ExitCode);
        Assert.Equal(111, Run(suite, "s6", "-s", At("none"), "-l", At("none"), "status").ExitCode);
        Assert.Equal(111, Run(suite, "s6", [.. words, "live", "status"]).ExitCode);
    }

    /// <summary>Files that are cut, or are none: an error, or the rest is shown; never a crash.</summary>
    [Theory, Ours]
    public void GarbageInEveryFile(Suite suite)
    {
        RcTree tree = NewTree(suite);
        Assert.Equal(0, tree.Code(suite, "-u", "change", "web"));
        string[] files =
        [
            tree["state"], tree["timeline"], tree["prefix"], At("compiled/n"), At("compiled/db"), At("compiled/resolve.cdb"),
            tree.DirectoryOf("db")["supervise/status"], tree.DirectoryOf("db")["supervise/death_tally"],
            tree.DirectoryOf("db")["run"],
        ];
        byte[][] garbage = [[], [0], [.. Enumerable.Repeat((byte)0xff, 4096)], [.. "\n@ {}\0 s6-log /\n"u8]];
        foreach (string file in files)
        {
            byte[]? before = File.Exists(file) ? File.ReadAllBytes(file) : null;
            foreach (byte[] bytes in garbage)
            {
                // In place of the old one, which others may have open.
                File.Delete(file);
                File.WriteAllBytes(file, bytes);
                foreach (string query in s_queries)
                {
                    CommandResult result = Ask(suite, tree, query.Split(' '));
                    Assert.True(result.ExitCode is 0 or 1 or 3 or 4 or 111, $"{file} {query}: {result}");
                    if (query.Contains("--json", StringComparison.Ordinal) && result.ExitCode <= 1)
                    {
                        using JsonDocument document = JsonDocument.Parse(result.Output);
                    }
                }
            }
            File.Delete(file);
            if (before != null)
            {
                File.WriteAllBytes(file, before);
                File.SetUnixFileMode(file, (UnixFileMode)0x1ed);
            }
        }
    }

    private static string[] Names(JsonElement element, string property) =>
        [.. element.GetProperty(property).EnumerateArray().Select(name => name.GetString()!).Where(name => name != RcDatabase.Runner)];

    private RcTree NewTree(Suite suite) => new RcTree(
        this, suite, s_services, ("all", ["db", "web", "bad\"<&>\x1b", "mount", "late"])).Start();

    private CommandResult Ask(Suite suite, RcTree tree, params string[] words) =>
        Run(suite, "s6", ["-s", At("scan"), "-l", tree.Live, .. words]);

    private JsonElement Root(Suite suite, RcTree tree, string command, params string[] words)
    {
        CommandResult result = Ask(suite, tree, words);
        Assert.Equal("", result.Error);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.Equal(1, document.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(command, document.RootElement.GetProperty("command").GetString());
        return document.RootElement.Clone();
    }

    private JsonElement[] Json(Suite suite, RcTree tree, string command, params string[] words) =>
        [.. Root(suite, tree, command, words).GetProperty("services").EnumerateArray()];
}
