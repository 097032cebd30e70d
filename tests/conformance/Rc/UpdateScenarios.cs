using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-update.html: on trees of both suites, from one database that the test writes to another.</summary>
public sealed class UpdateScenarios(ITestOutputHelper output) : Scenario(output)
{
    private RcTree NewTree(Suite suite)
    {
        RcTree tree = new RcTree(
            this,
            suite,
            [RcTree.Plain("base"), RcTree.Plain("web", "base"), RcTree.Plain("gone"), RcTree.Plain("idle"), RcTree.Logged("net")]);
        // As s6-rc-init has it: a link, which s6-rc-update exchanges.
        string real = At("live:initial");
        Directory.Move(tree.Live, real);
        File.CreateSymbolicLink(tree.Live, "live:initial");
        File.CreateSymbolicLink(tree["scandir"], At("scan"));
        FillServices(At("compiled"), tree.Services);
        return tree.Start();
    }

    /// <summary>Writes another database, with what the tree's runner of oneshots is.</summary>
    private string NewDatabase(RcTree tree, params RcService[] services)
    {
        RcService runner = tree.Services[0];
        RcService[] all = [
            runner, .. services.Select(s => s.IsLongrun ? s : s with { Needs = [RcDatabase.Runner, .. s.Needs] }),
        ];
        string path = At("other");
        RcDatabase.Write(path, all, []);
        FillServices(path, all);
        return path;
    }

    private static void FillServices(string database, RcService[] services)
    {
        foreach (RcService service in services.Where(service => service.IsLongrun))
        {
            string path = Path.Combine(database, "servicedirs", service.Name);
            ServiceDirectory directory = new ServiceDirectory(path).Run(service.RunScript);
            foreach ((string name, string content) in service.Files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(directory[name])!);
                _ = directory.With(name, content);
            }
        }
    }

    private CommandResult Update(Suite suite, RcTree tree, params string[] arguments) =>
        Run(suite, "s6-rc-update", ["-l", tree.Live, .. arguments]);

    /// <summary>What stays goes on as the same process, under its new name; what has gone ends, what depends on new things starts anew.</summary>
    [RootTheory, RcPairs]
    public void KeepsRenamesAndRestarts(Suite suite, Suite supervision)
    {
        RcTree tree = NewTree(supervision);
        Assert.Equal(0, tree.Code(supervision, "-v0", "change", "web", "gone", "net"));
        Assert.Equal("net up;", tree.Log());
        string other = NewDatabase(
            tree,
            RcTree.Plain("first") with { Files = new() { ["data/file"] = "new" } },
            RcTree.Plain("web", "first", "added"), RcTree.Plain("added"), RcTree.Plain("idle"), RcTree.Logged("net"));
        File.WriteAllText(At("conversions"), "# old to new\nbase -> first\n");
        int first = tree.DirectoryOf("base").Status.Pid;
        int web = tree.DirectoryOf("web").Status.Pid;
        int gone = tree.DirectoryOf("gone").Status.Pid;
        Assert.Equal(
            new CommandResult(
                0,
                $"s6-rc-dryrun: s6-rc -v 1 -t 0 -l {tree.Live} -d -- change gone web\n"
                + $"s6-rc-dryrun: s6-rc -v 1 -t 0 -l {tree.Live} -u -- change web\n",
                ""),
            Update(suite, tree, "-n", "-f", At("conversions"), other));
        Assert.Equal(first, tree.DirectoryOf("base").Status.Pid);

        // The reference warns where there is no fd-holder.
        CommandResult result = Update(suite, tree, "-f", At("conversions"), other);
        Assert.Equal((0, ""), (result.ExitCode, suite.Diverges(result.Error, "")));
        Assert.Equal(other, new FileInfo(tree["compiled"]).LinkTarget);
        Assert.Equal(first, tree.DirectoryOf("first").Status.Pid);
        Assert.Equal("new", File.ReadAllText(tree["servicedirs/first/data/file"]));
        Assert.False(File.Exists(tree["servicedirs/first/down"]));
        Assert.NotEqual(web, tree.DirectoryOf("web").Status.Pid);
        Assert.True(tree.IsUp("web") && tree.IsUp("added") && !tree.IsUp("idle"));
        Assert.Equal("", tree.Log());
        Assert.Equal("s6rc-oneshot-runner first web added net ", tree.Up(suite));
        Assert.Equal((0, ""), (tree.Code(suite, "diff"), tree.Rc(suite, "diff").Output));
        Eventually(() => !Directory.Exists($"/proc/{gone}"));
        Assert.Equal(
            ["added", "first", "idle", RcDatabase.Runner, "web"],
            Directory.GetFileSystemEntries(At("scan")).Select(Path.GetFileName).Where(name => name![0] != '.').Order(StringComparer.Ordinal));
        Assert.Single(Directory.GetFileSystemEntries(Scratch), path => Path.GetFileName(path).StartsWith("live:", StringComparison.Ordinal));
        // The other suite goes on with it.
        Assert.Equal(0, Update(supervision, tree, At("compiled"), "-v0").ExitCode);
        Assert.Equal(0, tree.Code(supervision, "-v0", "-da", "change"));
        Assert.Equal("net down;", tree.Log());
    }

    /// <summary>A service that does not stop: nothing is exchanged.</summary>
    [RootTheory, RcPairs]
    public void StopFails(Suite suite, Suite supervision)
    {
        RcTree tree = NewTree(supervision);
        Assert.Equal(0, tree.Code(supervision, "-v0", "change", "web", "net"));
        string other = NewDatabase(tree, RcTree.Plain("base"), RcTree.Plain("web", "base"));
        // The log is not to be written any more.
        File.Delete(At("log"));
        Directory.CreateDirectory(At("log"));
        string before = new FileInfo(tree.Live).LinkTarget!;
        CommandResult result = Update(suite, tree, other);
        Assert.Equal(9, result.ExitCode);
        Assert.EndsWith("s6-rc-update: fatal: first s6-rc invocation failed\n", result.Error, StringComparison.Ordinal);
        Assert.Equal((before, "s6rc-oneshot-runner base web net "), (new FileInfo(tree.Live).LinkTarget, tree.Up(suite)));
    }

    /// <summary>Wrong words, files and databases: nothing is done.</summary>
    [RootTheory, RcPairs]
    public void Failures(Suite suite, Suite supervision)
    {
        RcTree tree = new RcTree(this, supervision, [RcTree.Plain("a"), RcTree.Plain("b")], ("both", ["a", "b"]));
        File.CreateSymbolicLink(tree["scandir"], At("scan"));
        string other = NewDatabase(tree, RcTree.Plain("a"), RcTree.Plain("b"));
        // For an unknown new name the page has 3, the reference says 4.
        foreach ((string conversions, int code) in ((string, int)[])[
            ("c restart", 3), ("both restart", 5), ("a restart\na restart", 6), ("a -> b", 6), ("a foo", 100), ("a ->", 100), ("\"a", 100),
            ("a -> c", suite.Diverges(3, 4)), ("a -> b\nb -> a", 0), ("", 0)])
        {
            File.WriteAllText(At("conversions"), conversions);
            Assert.Equal((conversions, code), (conversions, Update(suite, tree, "-n", "-f", At("conversions"), other).ExitCode));
        }
        Assert.Equal(111, Update(suite, tree, "-n", "-f", At("none"), other).ExitCode);
        Assert.Equal(111, Update(suite, tree, At("none")).ExitCode);
        Assert.Equal(100, Update(suite, tree, "none").ExitCode);
        Assert.Equal(100, Update(suite, tree).ExitCode);
        File.WriteAllBytes(tree["state"], new byte[2]);
        Assert.Equal(4, Update(suite, tree, other).ExitCode);
    }
}
