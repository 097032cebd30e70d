using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-set-commit.html and s6-rc-set-install.html.</summary>
public sealed class RepositoryCommits(ITestOutputHelper output) : RepositoryScenario(output)
{
    private const int KillsPerCommand = 4;

    private string Boot => At("boot/current");

    [Theory, RepositoryPairs]
    public void ACommitIsADatabaseOfWhatIsNotMasked(Suite first, Suite second)
    {
        MakeRepository(first);
        CommandResult inconsistent = Rc(second, "set-commit -r repo set");
        Assert.Equal(0, inconsistent.ExitCode);
        Assert.Equal(0, Code(first, "set-change -v0 -p -r repo set active net"));
        Assert.Equal(0, Code(first, "set-change -v0 -p -r repo set masked web src"));
        Assert.Equal(0, Code(second, "set-commit -v0 -r repo set"));
        Assert.Equal("base clock early net s6rc-fdholder s6rc-oneshot-runner", Names(first, "list services"));
        Assert.Equal("default", Names(first, "list bundles"));
        Assert.Equal("base clock early net", Names(first, "atomics default"));
        Assert.False(Directory.Exists(At("repo/sources/set/bundle")));
        AgeStamp();
        Assert.Equal(
            new CommandResult(0, "", "s6-rc-set-commit: info: set set is already up-to-date.\n"),
            Rc(second, "set-commit -v2 -r repo set"));
        Assert.Equal(0, Code(first, "set-change -v0 -p -r repo set usable web"));
        Assert.Equal(0, Code(second, "set-commit -v0 -D boot -r repo set"));
        Assert.Equal("all boot", Names(first, "list bundles"));
        string old = Path.Combine("repo/compiled", new FileInfo(At("repo/compiled/set")).LinkTarget!);
        Assert.Equal(new CommandResult(0, $"{old}\n", ""), Rc(second, "set-commit -v0 -f -K -r repo set"));
        Assert.True(Directory.Exists(At(old)));
        Assert.Equal(0, Code(second, "set-commit -v0 -f -r repo set"));
        // The kept one, and the one that is the set's now.
        Assert.Equal(2, Directory.GetDirectories(At("repo/compiled"), ".set:*").Length);
    }

    [Theory, RepositorySuites]
    public void WhatDoesNotCommit(Suite suite)
    {
        MakeRepository(suite);
        Assert.Equal(0, Code(suite, "set-change -v0 -r repo set active web"));
        CommandResult result = Rc(suite, "set-commit -r repo set");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith(
            "s6-rc-set-commit: fatal: unable to commit: found inconsistent dependencies", result.Error, StringComparison.Ordinal);
        if (suite.IsOurs)
        {
            Assert.EndsWith(
                ": service web is active and needs net, which is usable; s6-rc-set-fix can repair set set\n",
                result.Error,
                StringComparison.Ordinal);
        }
        Assert.Equal(0, Code(suite, "set-fix -v0 -r repo set"));
        Assert.Equal(111, Code(suite, "set-commit -v0 -D all -r repo set"));
        Assert.Equal(suite.Diverges(100, 111), Code(suite, "set-commit -v0 -D a/b -r repo set"));
        Assert.Equal(suite.Diverges(100, 1), Code(suite, "set-commit -v0 -D s6rc-all -r repo set"));
        Assert.Equal(3, Code(suite, "set-commit -r repo none"));
        Assert.False(Directory.Exists(At("repo/sources/set/bundle")));
        Assert.Single(Directory.GetDirectories(At("repo/compiled"), ".*:*"));
    }

    [Theory, RepositoryPairs]
    public void InstallingForTheNextBoot(Suite first, Suite second)
    {
        MakeRepository(first);
        Directory.CreateDirectory(At("boot"));
        string install = $"set-install -v2 --no-update -c {Boot} -l {At("live")} -r repo";
        Assert.Equal(
            new CommandResult(7, "", "s6-rc-set-install: fatal: set set is not up-to-date; commit it first\n"),
            Rc(second, $"{install} set"));
        Assert.Equal(3, Code(second, $"{install} none"));
        Assert.Equal(0, Code(first, "set-commit -v0 -f -r repo set"));
        AgeStamp();
        Assert.Equal(new CommandResult(0, "", ""), Rc(second, $"{install} set"));
        string target = new FileInfo(At("repo/compiled/set")).LinkTarget!;
        Assert.Equal(target, new FileInfo(Boot).LinkTarget);
        Assert.Equal(Tree("repo/compiled/set/.").Select(l => l.Replace("repo/compiled/set", "", StringComparison.Ordinal)),
            Tree("boot/current/.").Select(l => l.Replace("boot/current", "", StringComparison.Ordinal)));
        Assert.Equal(
            new CommandResult(0, "", $"s6-rc-set-install: info: set set is already installed as {At("boot")}/{target}\n"),
            Rc(second, $"{install} set"));
        Assert.Equal(0, Code(second, "set-change -r repo set active base"));
        Assert.Equal(7, Code(second, $"{install} set"));
        Assert.Equal(100, Code(second, "set-install -c boot/current -r repo set"));
        Assert.Equal(100, Code(second, "set-install -l live -r repo set"));
    }

    [Theory, RepositorySuites(OwnOnly = true)]
    public void AnUpdateThatFails(Suite suite)
    {
        MakeRepository(suite);
        Directory.CreateDirectory(At("boot"));
        Directory.CreateDirectory(At("bin"));
        Assert.Equal(0, Code(suite, "set-commit -v0 -r repo set"));
        string target = new FileInfo(At("repo/compiled/set")).LinkTarget!;
        string link = suite.Find("s6-rc-set-install");
        // A copy of the binary with another s6-rc-update beside it.
        File.Copy(new FileInfo(link).ResolveLinkTarget(true)!.FullName, At("bin/s6-rc-set-install"));
        string install = $"PATH={At("bin")}:$PATH; s6-rc-set-install -c {Boot} -l {At("live")} -b -E -f {At("conv")} -r repo set";
        Script("s6-rc-update", "echo \"$@\"; exit 9");
        CommandResult result = Shell(suite, install);
        Assert.Equal(
            new CommandResult(
                9,
                $"-b -E -v 1 -l {At("live")} -f {At("conv")} -- {At("boot")}/{target}\n",
                "s6-rc-set-install: fatal: s6-rc-update exited with code 9 (live database switch was NOT performed)\n"),
            result);
        Assert.Empty(Directory.GetFileSystemEntries(At("boot")));
        // It has switched, and then something did not start.
        Script("s6-rc-update", $"mkdir -p {At("live")}; ln -sfn {At("boot")}/{target} {At("live")}/compiled; exit 1");
        result = Shell(suite, install);
        Assert.Equal(
            new CommandResult(
                1, "", "s6-rc-set-install: fatal: s6-rc-update exited with code 1 (live database switch was performed)\n"),
            result);
        Assert.Equal(target, new FileInfo(Boot).LinkTarget);
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, install));
        // The old one goes when the next is live and the link leads to it.
        Assert.Equal(0, Code(suite, "set-commit -v0 -f -r repo set"));
        string next = new FileInfo(At("repo/compiled/set")).LinkTarget!;
        Script("s6-rc-update", $"ln -sfn {At("boot")}/{next} {At("live")}/compiled");
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, install));
        string[] left = [.. Directory.GetFileSystemEntries(At("boot")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal)];
        Assert.Equal([next, "current"], left);
    }

    /// <summary>
    /// Each command is killed at system calls all over its life, at every one with REPOSITORY_KILLS=all. What is left can be used
    /// at once, or is completed by the same command.
    /// </summary>
    [TraceTheory]
    [RepositorySuites(OwnOnly = true)]
    public void KilledAnywhere(Suite suite)
    {
        MakeRepository(suite);
        Assert.Equal(0, Code(suite, "set-commit -v0 -r repo set"));
        Assert.Equal(0, Code(suite, "set-change -v0 -r repo set active web"));
        Define("late", "oneshot base");
        Directory.Delete(At("store/clock"), recursive: true);
        Directory.Move(At("repo"), At("whole"));
        Assert.Equal(
            0, Shell(suite, "cp -a whole synced && mv synced repo").ExitCode);
        string[] lines =
        [
            "s6-rc-repo-sync -v0 -r repo",
            "s6-rc-set-change -v0 -p -r repo set masked net",
            "s6-rc-set-fix -v0 -u -r repo set",
            "s6-rc-set-copy -f -r repo set other",
            "s6-rc-set-commit -v0 -f -r repo other",
            $"s6-rc-set-install -v0 --no-update -c {At("boot")}/current -r repo other",
            "s6-rc-set-delete -r repo other",
        ];
        Directory.CreateDirectory(At("boot"));
        int moments = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            Directory.Delete(At("whole"), recursive: true);
            Assert.Equal(0, Shell(suite, "cp -a repo whole").ExitCode);
            moments += KillEverywhere(suite, lines[i], whole: "whole");
        }
        Output.WriteLine($"killed at {moments} calls");
    }

    private int KillEverywhere(Suite suite, string line, string whole)
    {
        string path = $"PATH=$PATH:{string.Join(':', Suite.Reference.Directories)}";
        CommandResult result = Shell(suite, $"{path}; strace -qq -o trace {line}");
        Assert.Equal((0, line, ""), (result.ExitCode, line, result.Error));
        List<string> expected = Tree("repo");
        string[] calls =
        [
            .. File.ReadAllLines(At("trace")).Select(l => l.Split('(')[0])
                .Where(c => c.Length > 0 && c.All(l => char.IsAsciiLetterLower(l) || char.IsAsciiDigit(l) || l == '_')),
        ];
        string[] moments =
        [
            .. calls.GroupBy(c => c).Where(g => g.Key is not ("execve" or "exit_group"))
                .SelectMany(g => Enumerable.Range(1, g.Count()).Select(n => $"{g.Key}:signal=KILL:when={n}")),
        ];
        Assert.InRange(moments.Length, 5, 2000);
        if (Environment.GetEnvironmentVariable("REPOSITORY_KILLS") != "all")
        {
            int step = Math.Max(moments.Length / KillsPerCommand, 1);
            moments = [.. moments.Where((_, i) => i % step == step / 2)];
        }
        Parallel.For(0, moments.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            // Each in a directory of its own, where the repository has the same relative path.
            string own = $"case-{Path.GetRandomFileName()}";
            string script = $"{path}; mkdir {own} && cp -a {whole} {own}/repo && mkdir {own}/boot && cd {own} && "
                + $"{{ strace -qq -o trace -e inject={moments[i]} {Moved(line, own)}; }} 2>&1; ";
            CommandResult killed = Shell(suite, script);
            // At once or after the same command again every set can be read; a sync completes whatever it was.
            CommandResult again = Shell(suite, $"{path}; cd {own}; {Moved(line, own)}; code=$?; s6-rc-repo-sync -v0 -r repo && exit $code");
            bool isDone = again.ExitCode == 0
                || (again.ExitCode == 3 && line.Contains("set-delete", StringComparison.Ordinal));
            Assert.True(isDone, $"{line} killed at {moments[i]}: {killed}, then {again}");
            List<string> found = [.. Tree($"{own}/repo").Select(l => l[(own.Length + 1)..]).Order(StringComparer.Ordinal)];
            Assert.True(expected.Where(IsSet).SequenceEqual(found.Where(IsSet)), $"{line} killed at {moments[i]}: {string.Join('\n', found)}");
            Directory.Delete(At(own), recursive: true);
        });
        return moments.Length;
    }

    private string Moved(string line, string own) => line.Replace(At("boot"), At($"{own}/boot"), StringComparison.Ordinal);

    /// <summary>What belongs to sets; databases that were half made when their sets' commit was killed may be left.</summary>
    private static bool IsSet(string line) => line.Contains("/sources/", StringComparison.Ordinal);

    /// <summary>Has the set be older than its database, as the reference does not see to that.</summary>
    private void AgeStamp() => File.SetLastWriteTimeUtc(At("repo/sources/set/.stamp"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    private void Script(string name, string text)
    {
        File.WriteAllText(At($"bin/{name}"), $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(At($"bin/{name}"), (UnixFileMode)0x1ed);
    }

    private string Names(Suite suite, string words)
    {
        CommandResult result = Rc(suite, $"db -c {At("repo/compiled/set")} {words}");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return string.Join(' ', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }
}
