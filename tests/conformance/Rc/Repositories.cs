using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-repo-init.html, s6-rc-repo-sync.html, s6-rc-repo-list.html, repodefs.html.</summary>
public sealed class Repositories(ITestOutputHelper output) : RepositoryScenario(output)
{
    private const string Fresh = "base/usable clock/active early/always log/usable net/usable src/usable web/usable";

    [Theory, RepositorySuites]
    public void ANewOneHasAllServices(Suite suite)
    {
        MakeRepository(suite);
        Assert.Equal(Fresh, Status(suite, "set"));
        Assert.Equal(new CommandResult(0, "set\n", ""), Rc(suite, "repo-list -r repo"));
        Assert.Equal(new CommandResult(0, "", ""), Rc(suite, "repo-list -r repo -x set"));
        Assert.Equal(At("store"), new FileInfo(At("repo/stores/0000")).LinkTarget);
        Assert.Equal("../../stores/0000/net", new FileInfo(At("repo/sources/.atomics/net")).LinkTarget);
        Assert.Equal("../../stores/0000/all", new FileInfo(At("repo/sources/.bundles/all")).LinkTarget);
        Assert.Equal("../../.atomics/net", new FileInfo(At("repo/sources/set/usable/net")).LinkTarget);
        Assert.Equal((UnixFileMode)0x1b6, File.GetUnixFileMode(At("repo/lock")));
        Assert.Equal((UnixFileMode)0x5ed, File.GetUnixFileMode(At("repo")));
        Assert.Equal((UnixFileMode)0x5ed, File.GetUnixFileMode(At("repo/sources/set")));
        Assert.Equal((UnixFileMode)0x1ed, File.GetUnixFileMode(At("repo/sources/set/masked")));
    }

    [Theory, RepositoryPairs]
    public void EitherSuiteMakesTheSame(Suite first, Suite second)
    {
        MakeRepository(first);
        foreach (string line in (string[])[
            "set-change -p -r repo set active web src", "set-commit -r repo set", "set-copy -r repo set copy"])
        {
            Assert.Equal(0, Code(second, line));
        }
        Directory.Move(At("repo"), At("one"));
        Assert.Equal(0, Code(second, $"repo-init -r repo {At("store")}"));
        Assert.Equal(0, Code(second, "set-new -r repo set"));
        Assert.Equal(0, Code(first, "set-change -p -r repo set active web src"));
        Assert.Equal(0, Code(first, "set-commit -r repo set"));
        Assert.Equal(0, Code(first, "set-copy -r repo set copy"));
        Assert.Equal(Tree("repo"), Tree("one").Select(line => "repo" + line[3..]).Order(StringComparer.Ordinal));
    }

    [Theory, RepositoryPairs]
    public void SyncFollowsTheStores(Suite first, Suite second)
    {
        MakeRepository(first);
        Assert.Equal(0, Code(first, "set-change -r repo set masked src log"));
        Directory.Delete(At("store/clock"), recursive: true);
        Define("new", "oneshot base");
        Define("must", "oneshot +flag-essential");
        Define("should", "longrun +flag-recommended");
        CommandResult result = Rc(second, "repo-sync -v3 -r repo");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(
            "s6-rc-repo-sync: info: service clock does not exist anymore, removed from rx active of set set\n",
            result.Error,
            StringComparison.Ordinal);
        Assert.Equal(
            "base/usable early/always log/masked must/always net/usable new/usable should/active src/masked web/usable",
            Status(first, "set"));
        // Nothing is left of what was.
        Assert.Equal(1, Directory.EnumerateDirectories(At("repo/sources")).Count(d => d.Contains("..atomics:", StringComparison.Ordinal)));
        Assert.Equal(1, Directory.EnumerateDirectories(At("repo/compiled")).Count(d => d.Contains("..ref:", StringComparison.Ordinal)));
    }

    [Theory, RepositorySuites]
    public void ALaterStoreGoesBefore(Suite suite)
    {
        MakeRepository(suite);
        Define("base", "longrun", "other");
        Define("more", "oneshot", "other");
        Assert.Equal(
            new CommandResult(
                0,
                "",
                "s6-rc-repo-init: warning: service base provided in store 0000; overridden by new definition in store 0001\n"),
            Rc(suite, $"repo-init -U -r repo {At("store")} {At("other")}"));
        Assert.Equal("../../stores/0001/base", new FileInfo(At("repo/sources/.atomics/base")).LinkTarget);
        Assert.Equal($"{Fresh.Replace(" net", " more/usable net", StringComparison.Ordinal)}", Status(suite, "set"));
        Assert.Equal(0, Code(suite, $"repo-init -U -r repo {At("store")}"));
        Assert.Equal(Fresh, Status(suite, "set"));
    }

    [Theory, RepositorySuites]
    public void StoresThatMakeNoDatabaseChangeNothing(Suite suite)
    {
        MakeRepository(suite);
        Define("bad", "oneshot nobody", "other");
        List<string> before = Tree("repo");
        Assert.Equal(1, Code(suite, $"repo-init -v0 -U -r repo {At("other")}"));
        Assert.Equal(before, Tree("repo"));
        Define("bad", "oneshot nobody");
        Assert.Equal(1, Code(suite, "repo-sync -v0 -r repo"));
        Assert.Equal(before, Tree("repo"));
        Assert.Equal(Fresh, Status(suite, "set"));
    }

    [Theory, RepositorySuites]
    public void ANewOneThatCannotBeMade(Suite suite)
    {
        Define("bad", "neither");
        CommandResult result = Rc(suite, $"repo-init -r repo {At("store")}");
        Assert.Equal(suite.Diverges(1, 111), result.ExitCode);
        Assert.StartsWith("s6-rc-repo-init: fatal: invalid service type for ", result.Error, StringComparison.Ordinal);
        Assert.Equal(suite.Diverges(false, true), Directory.Exists(At("repo")));
        Assert.Equal(suite.Diverges(1, 2), Directory.EnumerateFileSystemEntries(Scratch).Count());
    }

    [Theory, RepositorySuites]
    public void ForceKeepsWhatWasThere(Suite suite)
    {
        MakeRepository(suite);
        Assert.Equal(111, Code(suite, $"repo-init -r repo {At("store")}"));
        Assert.Equal("set\n", Rc(suite, "repo-list -r repo").Output);
        Assert.Equal(0, Code(suite, $"repo-init -f -r repo {At("store")}"));
        Assert.Equal("", Rc(suite, "repo-list -r repo").Output);
        string old = Assert.Single(Directory.GetDirectories(Scratch, "repo:old:*"));
        Assert.Equal("set\n", Rc(suite, $"repo-list -r {old}").Output);
    }

    [Theory, RepositorySuites]
    public void ABareOneWaitsForSync(Suite suite)
    {
        DefineAll();
        Assert.Equal(0, Code(suite, $"repo-init -B -r deep/down/repo {At("store")}"));
        Assert.Equal(111, Code(suite, "set-new -r deep/down/repo set"));
        Assert.Equal(0, Code(suite, "repo-sync -r deep/down/repo"));
        Assert.Equal(0, Code(suite, "set-new -r deep/down/repo set"));
    }

    [Theory, RepositorySuites]
    public void WrongUsage(Suite suite)
    {
        string usage = "s6-rc-repo-init: usage: s6-rc-repo-init "
            + "[ -v verbosity ] [ -r repo ] [ -h fdhuser ] [ -f ] [ -U ] [ -B ] stores...\n";
        Assert.Equal(new CommandResult(100, "", usage), Rc(suite, "repo-init"));
        foreach ((string line, string message) in ((string, string)[])
        [
            ("repo-init store", "store is not an absolute path"),
            ("repo-init '/a\nb'", "stores cannot contain newlines in their path"),
            ("repo-list -v x", "verbosity needs to be an unsigned integer"),
            ("repo-list -y", "unrecognized short option: y"),
            ("repo-list --what", "unrecognized boolean option: --what"),
            ("repo-sync --what=1", "unrecognized option with argument: --what=1"),
        ])
        {
            string command = line.Split(' ')[0];
            Assert.Equal(new CommandResult(100, "", $"s6-rc-{command}: fatal: {message}\n"), Rc(suite, line));
        }
        Assert.Equal(
            new CommandResult(111, "", "s6-rc-repo-list: fatal: unable to lock none: No such file or directory\n"),
            Rc(suite, "repo-list -r none"));
    }

    [Theory, RepositoryPairs]
    public void CommandsWaitForEachOther(Suite first, Suite second)
    {
        MakeRepository(first);
        // Whoever holds the lock keeps all others waiting; a dozen at once leave a repository as one after the other does.
        string change = "s6-rc-set-change -v0 -p -r repo set";
        string lines = string.Concat(Enumerable.Range(0, 6).Select(i =>
            $"{change} {(i % 2 == 0 ? "active" : "masked")} web & {second.Find("s6-rc-set-copy")} -f -r repo set c{i} & "));
        Assert.Equal(0, Rc(first, $"repo-list -r repo; {lines} wait").ExitCode);
        Assert.Matches("web/(active|masked)$", Status(second, "set"));
        Assert.Equal("c0 c1 c2 c3 c4 c5 set", string.Join(' ', Rc(first, "repo-list -r repo").Output.Split('\n').Where(s => s != "").Order()));
        Assert.Equal(0, Code(second, "repo-sync -r repo"));
    }
}
