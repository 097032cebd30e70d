using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Sestet.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-compile.html: what the options do, and what comes of a longrun's files.</summary>
public sealed class CompileOutputs(ITestOutputHelper output) : Scenario(output)
{
    private const string Longrun = "mkdir \"s/$1\"; echo longrun > \"s/$1/type\"; printf '#!/bin/sh\\n' > \"s/$1/run\"";
    private const string Functions = $"longrun() {{ {Longrun}; }}\noneshot() {{ mkdir -p s/$1; echo oneshot > s/$1/type; echo true > s/$1/up; }}\n";

    private static readonly Regex ProgramPaths = new(@"/\S*/(execlineb|s6-rc-oneshot-run|s6-rc-fdholder-filler)", RegexOptions.Compiled);

    [Theory, Ours, Reference(Needs = "s6-rc-compile")]
    public void AServiceDirectoryHasFilesAndModes(Suite suite)
    {
        Make(suite, """
            longrun a; printf '#!/bin/sh\nexit 0\n' > s/a/finish; chmod 600 s/a/run s/a/finish
            printf 4 > s/a/notification-fd; echo 5 > s/a/lock-fd; echo 6000 > s/a/timeout-kill; printf '7000\n' > s/a/timeout-finish
            echo 8 > s/a/max-death-tally; printf 'SIGUSR1\n' > s/a/down-signal; printf HUP > s/a/reload-signal
            echo x > s/a/flag-newpidns; echo y > s/a/flag-timeout-killpg; echo z > s/a/flag-essential
            touch s/a/down s/a/nosetsid s/a/other; mkdir -p s/a/log s/a/event s/a/data/in s/a/env; touch s/a/log/run
            echo 1 > s/a/data/one; chmod 640 s/a/data/one; echo 2 > s/a/data/in/two; chmod 750 s/a/data/in/two s/a/data/in
            echo 3 > s/a/env/THREE; chmod 700 s/a/env; ln -s one s/a/data/link
            """);
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, "umask 022; s6-rc-compile o s"));
        Assert.Equal(
            """
            data/ 755
            data/in/ 750
            data/in/two 750 "2\n"
            data/link -> one
            data/one 640 "1\n"
            down-signal 644 "SIGUSR1\n"
            env/ 700
            env/THREE 644 "3\n"
            finish 755 "#!/bin/sh\nexit 0\n"
            flag-newpidns 644 ""
            flag-timeout-killpg 644 ""
            lock-fd 644 "5\n"
            max-death-tally 644 "8\n"
            notification-fd 644 "4\n"
            reload-signal 644 "HUP"
            run 755 "#!/bin/sh\n"
            timeout-finish 644 "7000\n"
            timeout-kill 644 "6000\n"
            """,
            Tree(At("o/servicedirs/a")));
        Assert.Equal("db lock n resolve.cdb servicedirs", Names("o"));
        Assert.Equal("a s6rc-fdholder s6rc-oneshot-runner", Names("o/servicedirs"));
    }

    [Theory, Ours, Reference(Needs = "s6-rc-compile")]
    public void FunnelsHaveScriptsThatConnectThem(Suite suite)
    {
        Make(suite, """
            for i in 'one "1"' two three last; do longrun "$i"; done; touch s/two/finish
            echo three > 's/one "1"/producer-for'; echo three > s/two/producer-for; printf '#no\n\ttwo\none "1"\n' > s/three/consumer-for
            echo last > s/three/producer-for; echo three > s/last/consumer-for; echo 'the pipe' > s/last/pipeline-name
            """);
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, "umask 022; s6-rc-compile o s"));
        const string Head = "#!execlineb -S0\\n";
        const string Read = "s6-fdholder-retrieve ../s6rc-fdholder/s \\\"pipe:s6rc-r-{0}\\\"\\n";
        const string Write = "fdmove 1 0\\ns6-fdholder-retrieve ../s6rc-fdholder/s \\\"pipe:s6rc-w-{0}\\\"\\nfdswap 0 1\\n";
        string Script(string? read, string? write, string last) => "\"" + Head
            + (read == null ? "" : Read.Replace("{0}", read, StringComparison.Ordinal))
            + (write == null ? "" : Write.Replace("{0}", write, StringComparison.Ordinal))
            + $"./{last}.user $@\\n\"";
        Assert.Equal(
            $"""
            run 755 {Script(null, "three", "run")}
            run.user 755 "#!/bin/sh\n"
            """,
            Tree(At("o/servicedirs/one \"1\"")));
        Assert.Equal(
            $"""
            finish 755 {Script(null, "three", "finish")}
            finish.user 755 ""
            run 755 {Script(null, "three", "run")}
            run.user 755 "#!/bin/sh\n"
            """,
            Tree(At("o/servicedirs/two")));
        Assert.Equal(
            $"""
            run 755 {Script("three", "last", "run")}
            run.user 755 "#!/bin/sh\n"
            """,
            Tree(At("o/servicedirs/three")));
        Assert.Equal(
            $"""
            run 755 {Script("last", null, "run")}
            run.user 755 "#!/bin/sh\n"
            """,
            Tree(At("o/servicedirs/last")));
        Assert.Equal(["last", "three"], File.ReadAllLines(At("o/servicedirs/s6rc-fdholder/data/autofilled")).Order());
        Assert.Equal(
            ["last", "one \"1\"", "three", "two"],
            Run(suite, "s6-rc-db", "-c", "o", "contents", "the pipe").Output.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
    }

    [Theory, Ours, Reference(Needs = "s6-rc-compile")]
    public void TheHolderHasDescriptorsAndAUser(Suite suite)
    {
        const string Pipe = "longrun p$i; longrun c$i; echo p$i > s/c$i/consumer-for; echo c$i > s/p$i/producer-for";
        Make(suite, $"for i in $(seq 119); do {Pipe}; done");
        string Holder(string words)
        {
            Assert.Equal(new CommandResult(0, "", ""), Shell(suite, $"rm -rf o; s6-rc-compile {words} o s"));
            return File.ReadAllText(At("o/servicedirs/s6rc-fdholder/run"));
        }
        Assert.EndsWith("\n}\ns6-fdholder-daemon -1 -n 256 -i data/rules -- s\n", Holder(""), StringComparison.Ordinal);
        Make(suite, $"for i in 120 121 122; do {Pipe}; done");
        Assert.EndsWith("\n}\ns6-fdholder-daemon -1 -n 261 -i data/rules -- s\n", Holder("-b"), StringComparison.Ordinal);
        Assert.EndsWith(
            "\n}\ns6-envuidgid -i -- \"some \\\"one\\\"\"\ns6-fdholder-daemon -1 -n 261 -U -i data/rules -- s\n",
            Holder("-h 'some \"one\"'"),
            StringComparison.Ordinal);
    }

    [Theory, Ours, Reference(Needs = "s6-rc-compile")]
    public void DirectoriesOfTheSuite(Suite suite)
    {
        Make(suite, "oneshot a");
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, "umask 022; s6-rc-compile -b o s"));
        Assert.Equal(
            """
            data/ 755
            data/rules/ 755
            data/rules/gid/ 755
            data/rules/gid/0/ 755
            data/rules/gid/0/allow 644 ""
            data/rules/uid/ 755
            data/rules/uid/0/ 755
            data/rules/uid/0/allow 644 ""
            data/rules/uid/self -> 0
            data/rules/uid/self/allow 644 ""
            notification-fd 644 "3\n"
            run 755 "#!execlineb -s1\nfdmove -c 2 1\nfdmove 1 3\ns6-ipcserver-socketbinder -- s\ns6-ipcserverd -1 --\n
            """ + "s6-ipcserver-access -v0 -E -l0 -i data/rules --\\ns6-sudod -t 30000 --\\ns6-rc-oneshot-run -l ../.. -b --\\n\"",
            Tree(At("o/servicedirs/s6rc-oneshot-runner")));
    }

    [Theory, Ours, Reference(Needs = "s6-rc-compile")]
    public void TheUmaskCounts(Suite suite)
    {
        Make(suite, """
            longrun a; longrun b; echo 3 > s/a/notification-fd; echo HUP > s/a/down-signal; touch s/a/flag-newpidns
            echo b > s/a/producer-for; echo a > s/b/consumer-for
            """);
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, "umask 077; s6-rc-compile private s; umask 0; s6-rc-compile open s"));
        string Modes(string database) => string.Join(' ', ((string[])[
            "", "lock", "n", "servicedirs", "servicedirs/a", "servicedirs/a/run", "servicedirs/a/run.user", "servicedirs/a/down-signal",
            "servicedirs/a/notification-fd", "servicedirs/a/flag-newpidns", "servicedirs/s6rc-fdholder/run",
            "servicedirs/s6rc-fdholder/notification-fd",
        ]).Select(path => Convert.ToString(Native.Mode(At($"{database}/{path}")), 8)));
        Assert.Equal("700 600 600 700 700 755 700 600 644 600 755 600", Modes("private"));
        Assert.Equal("755 644 666 755 755 755 755 644 644 666 755 666", Modes("open"));
    }

    [Theory]
    [Ours("", 100, "usage: ")]
    [Ours("o", 100, "usage: ")]
    [Ours("-x o s", 100, "usage: ")]
    [Ours("-v y o s", 100, "")]
    [Ours("o nosuch", 111, "fatal: unable to ")]
    [Ours("o s nosuch", 111, "fatal: unable to ")]
    [Ours("s s", 111, "fatal: unable to mkdir s: File exists")]
    [Ours("file s", 111, "fatal: unable to mkdir file: File exists")]
    [Ours("link s", 111, "fatal: unable to mkdir link: File exists")]
    [Ours("no/where s", 111, "fatal: unable to mkdir no/where: No such file or directory")]
    [Ours("file/o s", 111, "fatal: unable to mkdir file/o: Not a directory")]
    [Ours("o file", 111, "fatal: unable to ")]
    [Ours("o s s", 1, "fatal: duplicate service definition: a")]
    [Reference("", 100, "usage: ", Needs = "s6-rc-compile")]
    [Reference("o", 100, "usage: ", Needs = "s6-rc-compile")]
    [Reference("-x o s", 100, "", Needs = "s6-rc-compile")]
    [Reference("-v y o s", 100, "", Needs = "s6-rc-compile")]
    [Reference("o nosuch", 111, "fatal: unable to ", Needs = "s6-rc-compile")]
    [Reference("o s nosuch", 111, "fatal: unable to ", Needs = "s6-rc-compile")]
    [Reference("s s", 111, "fatal: unable to mkdir s: File exists", Needs = "s6-rc-compile")]
    [Reference("file s", 111, "fatal: unable to mkdir file: File exists", Needs = "s6-rc-compile")]
    [Reference("link s", 111, "fatal: unable to mkdir link: File exists", Needs = "s6-rc-compile")]
    [Reference("no/where s", 111, "fatal: unable to mkdir no/where: No such file or directory", Needs = "s6-rc-compile")]
    [Reference("file/o s", 111, "fatal: unable to mkdir file/o: Not a directory", Needs = "s6-rc-compile")]
    [Reference("o file", 111, "fatal: unable to ", Needs = "s6-rc-compile")]
    [Reference("o s s", 1, "fatal: duplicate service definition: a", Needs = "s6-rc-compile")]
    public void WhatCannotBe(Suite suite, string words, int code, string message)
    {
        Make(suite, "oneshot a; echo text > file; ln -s nowhere link");
        string before = Names("");
        CommandResult result = Shell(suite, $"s6-rc-compile {words}");
        Assert.True(code == result.ExitCode && result.Output.Length == 0, $"{result}");
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal((before, "a", "text\n"), (Names(""), Names("s"), File.ReadAllText(At("file"))));
    }

    [Theory, Ours, Reference(Needs = "s6-rc-compile")]
    public void SeveralSourcesWithOddNames(Suite suite)
    {
        string[] names = ["a b", "tab\there", "#x", "quo\"te", "back\\slash", "bra{ce", new string('n', 255), "-v"];
        int source = 0;
        foreach (string name in names)
        {
            string directory = Directory.CreateDirectory(At($"s{source++ % 3}/{name}/dependencies.d")).Parent!.FullName;
            File.WriteAllText(Path.Combine(directory, "type"), "oneshot\n");
            File.WriteAllText(Path.Combine(directory, "up"), "true\n");
            File.WriteAllText(Path.Combine(directory, "dependencies.d/a b"), "");
        }
        File.Delete(At("s0/a b/dependencies.d/a b"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-rc-compile", "o", "s0", "s1/", At("s2")));
        CommandResult listed = Run(suite, "s6-rc-db", "-c", "o", "list", "oneshots");
        Assert.Equal(names.Order(StringComparer.Ordinal), listed.Output.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
        CommandResult needed = Run(suite, "s6-rc-db", "-c", "o", "-d", "dependencies", "a b");
        Assert.Equal(names.Skip(1).Order(StringComparer.Ordinal), needed.Output.TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal));
    }

    [Theory, Ours, Reference(Needs = "s6-rc-compile")]
    public void VerbosityTellsMore(Suite suite)
    {
        Make(suite, "longrun a; echo 1 > s/a/notification-fd; mkdir empty");
        int[] lines = [.. Enumerable.Range(0, 4).Select(verbosity =>
        {
            CommandResult result = Shell(suite, $"rm -rf o; s6-rc-compile -v{verbosity} o s empty");
            Assert.Equal((0, ""), (result.ExitCode, result.Output));
            return result.Error.Split('\n').Length - 1;
        })];
        Assert.Equal((0, 2), (lines[0], lines[1]));
        Assert.True(lines[1] < lines[2] && lines[2] < lines[3], string.Join(' ', lines));
    }

    private void Make(Suite suite, string script)
    {
        CommandResult made = Shell(suite, $"umask 022; mkdir -p s\n{Functions}{script}");
        Assert.True(made.ExitCode == 0, $"{made}");
    }

    private string Names(string directory) => string.Join(
        ' ', Directory.GetFileSystemEntries(At(directory)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    /// <summary>A line for each file: its path, its mode, its text.</summary>
    private static string Tree(string directory)
    {
        IEnumerable<string> lines = Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).Select(path =>
            {
                FileInfo file = new(path);
                string name = Path.GetRelativePath(directory, path);
                string mode = Convert.ToString(Native.Mode(path), 8);
                if (file.LinkTarget != null)
                {
                    return $"{name} -> {file.LinkTarget}";
                }
                return file.Exists ? $"{name} {mode} {Quote(File.ReadAllText(path))}" : $"{name}/ {mode}";
            });
        return string.Join('\n', lines);
    }

    private static string Quote(string text) => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{ProgramPaths.Replace(text, "$1").Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"");
}
