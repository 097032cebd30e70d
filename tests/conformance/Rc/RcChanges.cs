using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc.html, change: on trees of both suites.</summary>
public sealed class RcChanges(ITestOutputHelper output) : Scenario(output)
{
    private RcTree NewTree(Suite suite) => new RcTree(
        this,
        suite,
        [
            RcTree.Plain("base"), RcTree.Ready("web", "base", "net"), RcTree.Plain("vital", "base") with { IsEssential = true },
            RcTree.Logged("net"), RcTree.Logged("app", "web") with { Reload = ["sh", "-c", "echo $RC_NAME reload >> ../../../log"] },
        ],
        ("some", ["base", "net"])).Start();

    /// <summary>Up and down, with the files that tell of it, and words for every transition.</summary>
    [RootTheory, RcPairs]
    public void UpAndDown(Suite suite, Suite supervision)
    {
        RcTree tree = NewTree(supervision);
        CommandResult result = tree.Rc(suite, "-v2", "change", "app");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("net up;app up;", tree.Log());
        Assert.Equal("111013", tree.State);
        AssertOrder(result.Error, "s6rc-oneshot-runner", "net", "web", "app");
        AssertOrder(result.Error, "base", "web");
        Assert.Equal(10, result.Error.Count(letter => letter == '\n'));
        Assert.Contains("s6-rc: info: service web successfully started\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("s6rc-oneshot-runner base web net app ", tree.Up(suite));
        Assert.Equal((false, true), (File.Exists(tree["servicedirs/web/down"]), File.Exists(tree["servicedirs/vital/down"])));
        Assert.Equal((0, ""), (tree.Code(suite, "diff"), tree.Rc(suite, "diff").Output));

        // There already: nothing is done or written.
        result = tree.Rc(suite, "-v3", "change", "web");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("s6-rc: info: bringing selected services up\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("s6-rc: info: service web: already up\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("111013", tree.State);

        result = tree.Rc(suite, "-v2", "-d", "change", "net");
        Assert.Equal((0, "app down;net down;", "110002"), (result.ExitCode, tree.Log(), tree.State));
        AssertOrder(result.Error, "app", "web", "net");
        Assert.True(File.Exists(tree["servicedirs/web/down"]));
        Assert.False(tree.IsUp("web"));
        Assert.True(tree.IsUp("base"));
        Assert.Equal((0, ""), (tree.Code(suite, "diff"), tree.Rc(suite, "diff").Output));
        Assert.All(tree.Services.Where(s => s.IsLongrun), s => Assert.Empty(Directory.GetFiles(tree[$"servicedirs/{s.Name}/event"])));
    }

    /// <summary>Each begins behind the one before. (The reference tells of an end behind the begin of what waited for it.)</summary>
    private static void AssertOrder(string text, params string[] names)
    {
        int[] begun = [.. names.Select(name => text.IndexOf($"service {name}: st", StringComparison.Ordinal))];
        Assert.True(begun[0] >= 0 && begun.SequenceEqual(begun.Order()), text);
    }

    [RootTheory, RcPairs]
    public void StartStopAndEssential(Suite suite, Suite supervision)
    {
        RcTree tree = NewTree(supervision);
        Assert.Equal(0, tree.Code(suite, "-d", "start", "vital"));
        Assert.Equal(0, tree.Code(suite, "start", "net"));
        Assert.Equal("110330", tree.State);
        CommandResult result = tree.Rc(suite, "stop", "base");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("s6-rc: warning: service vital is marked as essential, not stopping it\n", result.Error);
        Assert.True(tree.IsUp("base") && tree.IsUp("vital"));
        Assert.Equal("", tree.Rc(suite, "-v0", "stop", "base").Error);
        Assert.Equal(0, tree.Code(suite, "-D", "change", "base"));
        Assert.False(tree.IsUp("base") || tree.IsUp("vital"));
        Assert.Equal("s6rc-oneshot-runner net ", tree.Up(suite));
    }

    [RootTheory, RcPairs]
    public void Prune(Suite suite, Suite supervision)
    {
        RcTree tree = NewTree(supervision);
        Assert.Equal(0, tree.Code(suite, "change", "app"));
        Assert.Equal(0, tree.Code(suite, "-pu", "change", "some"));
        Assert.Equal("s6rc-oneshot-runner base net ", tree.Up(suite));
        Assert.False(tree.IsUp("web"));
        // The greatest set without it.
        Assert.Equal(0, tree.Code(suite, "-pd", "change", "app"));
        Assert.Equal("s6rc-oneshot-runner base web vital net ", tree.Up(suite));
        Assert.Equal("net up;app up;app down;", tree.Log());
        Assert.Equal(0, tree.Code(suite, "-v0", "-Da", "change"));
        Assert.Equal("", tree.Up(suite));
        Assert.All(tree.Services.Where(s => s.IsLongrun), s => Assert.False(tree.IsUp(s.Name)));
    }

    [RootTheory, RcPairs]
    public void Reload(Suite suite, Suite supervision)
    {
        RcTree tree = NewTree(supervision);
        Messages messages = NewMessages();
        _ = tree.DirectoryOf("base").Traps(messages);
        Assert.Equal(0, tree.Code(suite, "change", "app"));
        _ = tree.Log();
        messages.ExpectStart("up ");
        CommandResult result = tree.Rc(suite, "-v2", "reload", "base", "net", "app");
        Assert.Equal((0, "app reload;"), (result.ExitCode, tree.Log()));
        messages.Expect("HUP");
        Assert.Equal(3, result.Error.Split("successfully reloaded").Length - 1);
        // The page has all be up; the reference does not look.
        Assert.Equal(suite.Diverges(1, 0), tree.Code(suite, "reload", "base", "vital"));
        File.WriteAllText(tree.DirectoryOf("base")["end"], "");
    }

    /// <summary>s6's view is another one when a service is not the business of s6-rc alone.</summary>
    [RootTheory, RcPairs]
    public void Diff(Suite suite, Suite supervision)
    {
        RcTree tree = NewTree(supervision);
        Assert.Equal(0, tree.Code(suite, "change", "base"));
        Assert.Equal(0, Run(supervision, "s6-svc", "-wD", "-d", tree.DirectoryOf("base").Path).ExitCode);
        Assert.Equal(0, Run(supervision, "s6-svc", "-wu", "-u", tree.DirectoryOf("vital").Path).ExitCode);
        CommandResult result = tree.Rc(suite, "diff");
        Assert.Equal((1, "-base\n+vital\n"), (result.ExitCode, result.Output));
    }

    /// <summary>A script's streams are those of s6-rc; its environment is the runner's, and RC_NAME.</summary>
    [RootTheory, RcPairs]
    public void StreamsOfScripts(Suite suite, Suite supervision)
    {
        RcTree tree = new RcTree(this, supervision, [new RcService("one", IsLongrun: false)
        {
            Up = ["sh", "-c", "read line; echo \"$RC_NAME $line $0 ${EXTRA-unset}\"; echo error >&2", "two words"],
        }]).Start();
        CommandResult result = Shell(suite, $"echo input | EXTRA=1 s6-rc -l {tree.Live} change one");
        Assert.Equal(new CommandResult(0, "one input two words unset\n", "error\n"), result);
    }

    /// <summary>More than the runner's connections, and more than there are descriptors for.</summary>
    [RootTheory, RcPairs]
    public void Many(Suite suite, Suite supervision)
    {
        RcService[] services = [
            .. Enumerable.Range(0, 20).Select(i => RcTree.Plain($"l{i}")), .. Enumerable.Range(0, 100).Select(i => RcTree.Logged($"o{i}")),
        ];
        RcTree tree = new RcTree(this, supervision, services, ("all", [.. services.Select(s => s.Name)])).Start();
        string limit = suite.IsOurs ? "prlimit --nofile=48:48 " : "";
        Assert.Equal(0, Shell(suite, $"{limit}s6-rc -l {tree.Live} change all").ExitCode);
        Assert.Equal(121, tree.Up(suite).Count(letter => letter == ' '));
        Assert.Equal(100, tree.Log().Split(';').Distinct().Count() - 1);
        Assert.Equal(0, tree.Code(suite, "-v0", "-da", "change"));
        Assert.Equal("s6rc-oneshot-runner ", tree.Up(suite));
    }
}
