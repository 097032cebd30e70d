using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-set-new.html, -copy, -delete, -status, -change, -fix.</summary>
public sealed class RepositorySets(ITestOutputHelper output) : RepositoryScenario(output)
{
    private const string Depending = "(depending on the ones given as arguments, or part of the same pipeline)";
    private const string Dependencies = "(dependencies of the ones given as arguments, or part of the same pipeline)";

    [Theory, RepositoryPairs]
    public void NewCopyDelete(Suite first, Suite second)
    {
        MakeRepository(first);
        Assert.Equal(
            new CommandResult(100, "", "s6-rc-set-new: fatal: set set already exists in repository repo\n"),
            Rc(second, "set-new -r repo two set three"));
        Assert.Equal(
            new CommandResult(1, "", "s6-rc-set-copy: fatal: set two already exists in repository repo\n"),
            Rc(second, "set-copy -r repo set two"));
        Assert.Equal(0, Code(second, "set-change -r repo set active base"));
        Assert.Equal(0, Code(second, "set-copy -f -r repo set two"));
        Assert.Equal(Status(first, "set"), Status(first, "two"));
        Assert.Equal(100, Code(second, "set-copy -r repo set set"));
        Assert.Equal(111, Code(second, "set-copy -r repo none three"));
        Assert.Equal(0, Code(second, "set-delete -r repo set two"));
        Assert.Equal("", Rc(first, "repo-list -r repo").Output);
        Assert.Equal(3, Code(first, "set-status -r repo two"));
        Assert.Equal(second.Diverges(3, 0), Code(second, "set-delete -r repo two"));
    }

    [Theory, RepositorySuites]
    public void Names(Suite suite)
    {
        MakeRepository(suite);
        foreach (string command in (string[])["new", "delete", "status", "commit", "fix", "install", "copy set", "change"])
        {
            string rest = command == "change" ? " active base" : "";
            string program = $"s6-rc-set-{command.Split(' ')[0]}";
            string line = $"set-{command.Split(' ')[0]} -r repo {string.Join(' ', command.Split(' ').Skip(1))}";
            Assert.Equal(
                new CommandResult(100, "", $"{program}: fatal: set names cannot contain / or newlines\n"), Rc(suite, $"{line} a/b{rest}"));
            Assert.Equal(new CommandResult(100, "", $"{program}: fatal: set names cannot be empty\n"), Rc(suite, $"{line} ''{rest}"));
        }
        if (suite.IsOurs)
        {
            // It would be the repository's own.
            Assert.Equal(100, Code(suite, "set-delete -r repo .atomics"));
        }
    }

    [Theory, RepositorySuites]
    public void StatusOfSome(Suite suite)
    {
        MakeRepository(suite);
        Assert.Equal("net/usable web/usable", Status(suite, "set all"));
        Assert.Equal("base early", Status(suite, "-L set early base base"));
        Assert.Equal("base/usable", Status(suite, "-e set early base"));
        Assert.Equal("clock early", Status(suite, "-L -e -E set early clock"));
        CommandResult result = Rc(suite, "set-status -r repo set base none");
        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.EndsWith(": fatal: none is not a valid identifier in repo/compiled/.ref\n", result.Error, StringComparison.Ordinal);
        Assert.Equal(100, Code(suite, "set-status -r repo set a/b"));
    }

    [Theory]
    [RepositorySuites]
    public void EveryWordForAPrescription(Suite suite)
    {
        MakeRepository(suite);
        foreach ((string words, string rx) in ((string, string)[])
        [
            ("mask masked suppress", "masked"),
            ("usable unmask unmasked disable disabled inactive latent deactivate", "usable"),
            ("active activate enable enabled onboot", "active"),
            ("always essential", "always"),
        ])
        {
            foreach (string word in words.Split(' '))
            {
                Assert.Equal(0, Code(suite, $"set-change -e -r repo set {(rx == "masked" ? "active" : "masked")} web"));
                Assert.Equal(0, Code(suite, $"set-change -v0 -e -r repo set {word} web"));
                Assert.Equal($"web/{rx}", Status(suite, "set web"));
            }
        }
        Assert.Equal(
            new CommandResult(100, "", "s6-rc-set-change: fatal: unrecognized state change directive: on\n"),
            Rc(suite, "set-change -r repo set on web"));
    }

    [Theory, RepositoryPairs]
    public void WhatAlsoNeedsToChange(Suite first, Suite second)
    {
        MakeRepository(first);
        string program = "s6-rc-set-change";
        Assert.Equal(
            new CommandResult(
                1, "", $"{program}: fatal: the following services {Dependencies} also need to be changed to \"active\": base net \n"),
            Rc(second, "set-change -i -r repo set active web"));
        Assert.Equal(
            new CommandResult(
                0, "", $"{program}: warning: the following services {Dependencies} also need to be changed to \"active\": base net \n"),
            Rc(second, "set-change -n -r repo set active web"));
        Assert.Contains("web/usable", Status(first, "set"), StringComparison.Ordinal);
        Assert.Equal(
            new CommandResult(
                0, "", $"{program}: info: the following services {Dependencies} are also being changed to \"active\": base net \n"),
            Rc(second, "set-change -v2 -p -r repo set active web"));
        Assert.Equal("base/active net/active web/active", Status(first, "set base net web"));
        Assert.Equal(
            new CommandResult(
                0, "", $"{program}: info: the following services {Depending} are also being changed to \"masked\": web net \n"),
            Rc(second, "set-change -v2 -p -r repo set masked base"));
        Assert.Equal(new CommandResult(0, "", ""), Rc(second, "set-change -v1 -p -r repo set masked src"));
        Assert.Equal("log/masked src/masked", Status(first, "set src log"));
        Assert.Equal(
            new CommandResult(
                0, "", $"{program}: warning: the following services {Depending} also need to be changed to \"usable\": src \n"),
            Rc(second, "set-change -r repo set usable log"));
        Assert.Equal(
            new CommandResult(0, "", $"{program}: info: service log already existed in rxset usable of set set in repository repo\n"),
            Rc(second, "set-change -v2 -I -P -p -r repo set usable log src").WithoutLine("service src"));
    }

    [Theory, RepositorySuites]
    public void EssentialServices(Suite suite)
    {
        MakeRepository(suite);
        Assert.Equal(
            new CommandResult(
                100, "", "s6-rc-set-change: fatal: unable to artificially mark a service as essential without --force-essential\n"),
            Rc(suite, "set-change -r repo set always base"));
        // The page refuses this, too; the reference does it.
        Assert.Equal(suite.Diverges(1, 0), Code(suite, "set-change -r repo set usable early"));
        Assert.Equal($"early/{suite.Diverges("always", "usable")}", Status(suite, "set early"));
        Assert.Equal(0, Code(suite, "set-change --force-essential -r repo set usable early"));
        Assert.Equal(0, Code(suite, "set-change --force-essential --pull-dependencies -r repo set always early net"));
        Assert.Equal("base/always early/always net/always", Status(suite, "set base early net"));
    }

    [Theory, RepositoryPairs]
    public void FixingDownAndUp(Suite first, Suite second)
    {
        MakeRepository(first);
        Assert.Equal(0, Code(first, "set-change -v0 -r repo set active web"));
        Assert.Equal(0, Code(first, "set-change -v0 -r repo set masked base log"));
        Assert.Equal(0, Code(first, "set-copy -r repo set up"));
        CommandResult down = Rc(second, "set-fix -v1 -r repo set");
        Assert.Equal(0, down.ExitCode);
        Assert.Equal(
            "s6-rc-set-fix: warning: service net will be masked by a downfix to masked\n"
            + "s6-rc-set-fix: warning: service src will be masked by a downfix to masked\n"
            + "s6-rc-set-fix: warning: service web will be masked by a downfix to masked\n",
            string.Concat(down.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Select(l => $"{l}\n")));
        Assert.Equal("base/masked log/masked net/masked src/masked web/masked", Status(first, "set base all log src"));
        CommandResult dry = Rc(second, "set-fix -nu -v2 -r repo up");
        Assert.Equal(0, dry.ExitCode);
        Assert.Contains(
            "s6-rc-set-fix: info: (dry run) in set up of repository repo: moving service net from usable to active\n",
            dry.Error,
            StringComparison.Ordinal);
        Assert.Contains("base/masked", Status(first, "up"), StringComparison.Ordinal);
        Assert.Equal(0, Code(second, "set-fix -v0 -u -r repo"));
        Assert.Equal("base/active log/usable net/active src/usable web/active", Status(first, "up base all log src"));
        Assert.Equal(new CommandResult(0, "", ""), Rc(first, "set-fix -v2 -r repo up"));
    }

    [Theory, RepositorySuites]
    public void FixingWhatIsEssential(Suite suite)
    {
        MakeRepository(suite);
        Assert.Equal(0, Code(suite, "set-change -v0 -e -r repo set always net"));
        Assert.Equal(
            new CommandResult(
                1,
                "",
                "s6-rc-set-fix: fatal: in set set of repository repo: service net is marked as essential and cannot be downfixed "
                + "(--no-force-essential)\n"),
            Rc(suite, "set-fix -r repo set"));
        Assert.Equal(suite.Diverges(1, 0), Code(suite, "set-fix -u -r repo set"));
        Assert.Equal(0, Code(suite, "set-fix -u -e -r repo set"));
        Assert.Equal("base/always net/always", Status(suite, "set base net"));
        Assert.Equal(3, Code(suite, "set-fix -r repo none"));
    }

    [Theory, RepositorySuites(OwnOnly = true)]
    public void DamagedSetsAreRefusedAndRepaired(Suite suite)
    {
        MakeRepository(suite);
        File.CreateSymbolicLink(At("repo/sources/set/active/base"), "../../.atomics/base");
        CommandResult result = Rc(suite, "set-change -r repo set active net");
        Assert.Equal(
            new CommandResult(
                102,
                "",
                "s6-rc-set-change: fatal: inconsistent view in set set of repository repo: service base is in both usable and active; "
                + "s6-rc-repo-sync repairs that\n"),
            result);
        File.CreateSymbolicLink(At("repo/sources/set/active/none"), "../../.atomics/none");
        Assert.Equal(102, Code(suite, "set-fix -r repo"));
        Assert.Equal(102, Code(suite, "set-commit -r repo set"));
        Assert.Equal(0, Code(suite, "repo-sync -r repo"));
        Assert.Equal("base/active", Status(suite, "set base"));
        File.Delete(At("repo/sources/set/active/base"));
        Assert.Equal(102, Code(suite, "set-change -r repo set active net"));
        Assert.Equal(0, Code(suite, "repo-sync -r repo"));
        Directory.Delete(At("repo/sources/set/masked"));
        Assert.Equal(102, Code(suite, "set-fix -r repo"));
        File.WriteAllText(At("repo/compiled/.ref/db"), "no database");
        Assert.Equal(4, Code(suite, "set-change -r repo set active net"));
        Assert.Equal(0, Code(suite, "set-delete -r repo set"));
        Assert.Equal(0, Code(suite, "repo-sync -r repo"));
        Assert.Equal(0, Code(suite, "set-new -r repo set"));
    }
}
