using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-init.html and s6-rc-format-upgrade.html, with databases that the test writes, beside s6-svscan of both suites.</summary>
public sealed class InitScenarios(ITestOutputHelper output) : Scenario(output)
{
    private static readonly RcService[] s_services =
    [
        new RcService(RcDatabase.Runner, IsLongrun: true) { RunScript = ServiceDirectory.Idle },
        // The reference tells by it that a live directory is in use.
        new RcService("s6rc-fdholder", IsLongrun: true) { RunScript = ServiceDirectory.Idle },
        RcTree.Plain("one"), RcTree.Plain("two", "one"), RcTree.Logged("shot"),
    ];

    /// <summary>What is there afterwards, and that all is supervised and down; the names have the prefix in front.</summary>
    [RootTheory, RcPairs]
    public void LiveDirectory(Suite suite, Suite supervision)
    {
        string compiled = NewDatabase("compiled", s_services);
        Scanner scanner = NewScanner(supervision).Start();
        Assert.Equal(
            new CommandResult(0, "", ""),
            Run(suite, "s6-rc-init", "-c", compiled, "-l", At("live"), "-p", "x-", "-t", "10000", scanner.Path));
        string target = new FileInfo(At("live")).LinkTarget!;
        Assert.StartsWith("live:s6-rc-init:", target, System.StringComparison.Ordinal);
        Assert.Equal(
            ["compiled", "lock", "prefix", "scandir", "servicedirs", "state"],
            Directory.GetFileSystemEntries(At("live")).Select(Path.GetFileName).Order());
        Assert.Equal(new byte[5], File.ReadAllBytes(At("live/state")));
        Assert.Equal("x-", File.ReadAllText(At("live/prefix")));
        Assert.Equal((compiled, scanner.Path), (new FileInfo(At("live/compiled")).LinkTarget, new FileInfo(At("live/scandir")).LinkTarget));
        foreach (string name in (string[])["one", "two", "s6rc-fdholder", RcDatabase.Runner])
        {
            ServiceDirectory service = new(At($"live/servicedirs/{name}"));
            Assert.True(File.Exists(service["down"]));
            Assert.Equal(0, service.Status.Pid);
            Assert.Empty(Directory.GetFiles(service["event"]));
            Assert.Equal(At($"{target}/servicedirs/{name}"), new FileInfo(scanner[$"x-{name}"]).LinkTarget);
        }
        // Once more: what is there is used; for another database or prefix it is an error.
        Assert.Equal(0, Run(suite, "s6-rc", "-l", At("live"), "list").ExitCode);
        Assert.Equal(102, Run(suite, "s6-rc-init", "-c", compiled, "-l", At("live"), scanner.Path).ExitCode);
        string other = NewDatabase("other", s_services);
        Assert.Equal(102, Run(suite, "s6-rc-init", "-c", other, "-l", At("live"), "-p", "x-", scanner.Path).ExitCode);
        Assert.Equal(0, Run(suite, "s6-rc-format-upgrade", "-l", At("live"), other).ExitCode);
        Assert.Equal(other, new FileInfo(At("live/compiled")).LinkTarget);
        Assert.Equal(target, new FileInfo(At("live")).LinkTarget);
    }

    /// <summary>Whoever made the live directory, the other suite's s6-rc works on it.</summary>
    [RootTheory, RcPairs]
    public void UsedByTheOther(Suite suite, Suite supervision)
    {
        string compiled = NewDatabase("compiled", s_services);
        Scanner scanner = NewScanner(suite).Start();
        Assert.Equal(0, Run(suite, "s6-rc-init", "-c", compiled, "-l", At("live"), scanner.Path).ExitCode);
        Assert.Equal(0, Run(supervision, "s6-rc", "-v0", "-l", At("live"), "change", "two").ExitCode);
        Assert.Equal("one\ntwo\n", Run(suite, "s6-rc", "-l", At("live"), "-a", "list").Output);
        Assert.Equal(0, Run(supervision, "s6-rc", "-v0", "-l", At("live"), "-da", "change").ExitCode);
    }

    [RootTheory, RcPairs]
    public void Failures(Suite suite, Suite supervision)
    {
        string compiled = NewDatabase("compiled", s_services);
        string idle = At("idle");
        Directory.CreateDirectory(Path.Combine(idle, ".s6-svscan"));
        Assert.Equal(0, Shell(supervision, "mkfifo idle/.s6-svscan/control").ExitCode);
        Assert.Equal(
            new CommandResult(100, "", $"s6-rc-init: fatal: s6-svscan is not running on {idle}\n"),
            Run(suite, "s6-rc-init", "-c", compiled, "-l", At("live"), idle));
        // Somebody reads the FIFO, and does nothing: the time is over, and nothing is left.
        CommandResult result = Shell(suite, $"exec 7<>idle/.s6-svscan/control; exec s6-rc-init -t 100 -c {compiled} -l {At("live")} {idle}");
        Assert.Equal(111, result.ExitCode);
        Assert.EndsWith("/servicedirs: Operation timed out\n", result.Error, System.StringComparison.Ordinal);
        Assert.Equal([".s6-svscan"], Directory.GetFileSystemEntries(idle).Select(Path.GetFileName));
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(Scratch),
            path => Path.GetFileName(path).StartsWith("live", System.StringComparison.Ordinal));
        foreach (string words in (string[])["-c a /s", "-l a /s", "s", "-p a/b /s", "-t x /s", ""])
        {
            Assert.Equal(100, Shell(suite, $"s6-rc-init {words}").ExitCode);
        }
    }

    private string NewDatabase(string name, RcService[] services)
    {
        RcDatabase.Write(At(name), services, []);
        foreach (RcService service in services.Where(service => service.IsLongrun))
        {
            _ = new ServiceDirectory(At($"{name}/servicedirs/{service.Name}")).Run(service.RunScript);
        }
        return At(name);
    }
}
