using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-usertree-maker.html.</summary>
public sealed class UsertreeMaker(ITestOutputHelper output) : Scenario(output)
{
    private const string Program = "s6-usertree-maker";

    private const string Usage =
        "usage: s6-usertree-maker [ -d userscandir ] [ -p path ] [ -E envdir [ -e var ... ] ] [ -r service/logger[/pipeline] ] "
        + "[ -l loguser ] [ -t stamptype ] [ -n nfiles ] [ -s filesize ] [ -S maxsize ] [ -P prefix ] user logdir dir";

    private const string Names = "argument to -r must be: service/logger or service/logger/pipeline";

    private const string Identity =
        "multisubstitute|{|  importas -i USER USER|  importas -i HOME HOME|  importas -i UID UID|  importas -i GID GID|"
        + "  importas -i GIDLIST GIDLIST|}|";

    /// <summary>The scripts, byte for byte behind their first lines.</summary>
    [Theory]
    [Ours("", "", "/usr/bin:/bin", "${HOME}/service", "", "t n10 s1000000 \"/logs\"")]
    [Ours("-d /a\"b\u0001\\$ -p ${HOME}/bin:/bin", "", "${HOME}/bin:/bin", "/a\\\"b\\0x01\\\\$", "", "t n10 s1000000 \"/logs\"")]
    [Ours("-l me -t 0 -n 3 -s 99 -S 18446744073709551615 -P pre", "", "/usr/bin:/bin", "${HOME}/service",
        "s6-setuidgid \"me\"\n", "n3 s99 S18446744073709551615 ppre \"/logs\"")]
    [Ours("-t 3 -E env -d / -p \t", "s6-envdir -i -- \"env\"|", "\\t", "/", "", "t T n10 s1000000 \"/logs\"")]
    [Ours("-t 2 -e A -e B", "", "/usr/bin:/bin", "${HOME}/service", "", "T n10 s1000000 \"/logs\"")]
    [Reference("", "", "/usr/bin:/bin", "${HOME}/service", "", "t n10 s1000000 \"/logs\"", Since = "2.15")]
    [Reference("-d /a\"b\u0001\\$ -p ${HOME}/bin:/bin", "", "${HOME}/bin:/bin", "/a\\\"b\\0x01\\\\$", "",
        "t n10 s1000000 \"/logs\"", Since = "2.15")]
    [Reference("-l me -t 0 -n 3 -s 99 -S 18446744073709551615 -P pre", "", "/usr/bin:/bin", "${HOME}/service",
        "s6-setuidgid \"me\"\n", "n3 s99 S18446744073709551615 ppre \"/logs\"", Since = "2.15")]
    [Reference("-t 3 -E env -d / -p \t", "s6-envdir -i -- \"env\"|", "\\t", "/", "", "t T n10 s1000000 \"/logs\"", Since = "2.15")]
    [Reference("-t 2 -e A -e B", "", "/usr/bin:/bin", "${HOME}/service", "", "T n10 s1000000 \"/logs\"", Since = "2.15")]
    public void WritesScripts(
        Suite suite, string options, string variables, string path, string directory, string logUser, string logScript)
    {
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, Program, [.. Words(options), "me", "/logs", "svc"]));
        Assert.Equal(Tree(variables, "", path, directory), Script("svc/run"));
        Assert.Equal($"{logUser}s6-log -bd3 -- {logScript}\n", Script("svc/log/run"));
        Assert.Equal("3\n", File.ReadAllText(At("svc/notification-fd")));
        Assert.Equal("3\n", File.ReadAllText(At("svc/log/notification-fd")));
        Assert.Equal(["log", "notification-fd", "run"], Entries("svc"));
        Assert.Equal(["notification-fd", "run"], Entries("svc/log"));
        Assert.Equal((0x1ed, 0x1ed), (Native.Mode(At("svc/run")), Native.Mode(At("svc/log/run"))));
    }

    /// <summary>What substitution is done in: their names are quoted wherever they stand.</summary>
    [Theory, Ours, Reference(Since = "2.15")]
    public void WritesVariables(Suite suite)
    {
        Assert.Equal(
            new CommandResult(0, "", ""), Run(suite, Program, "-E", "/e", "-e", "A", "-e", "B\"C", "me", "/logs", "svc"));
        const string Variables =
            "s6-envdir -i -- \"/e\"|multisubstitute|{|  importas -D \"\" -- \"A\" \"A\"|"
            + "  importas -D \"\" -- \"B\\\"C\" \"B\\\"C\"|}|";
        const string Exports = "export \"A\" ${\"A\"}|export \"B\\\"C\" ${\"B\\\"C\"}|";
        Assert.Equal(Tree(Variables, Exports, "/usr/bin:/bin", "${HOME}/service"), Script("svc/run"));
    }

    /// <summary>A prefix with blanks stays one word; of variables there may be any number.</summary>
    [Theory, Ours]
    public void WhatTheReferenceCannot(Suite suite)
    {
        string[] variables = [.. Enumerable.Range(0, 3000).SelectMany(i => new[] { "-e", $"VARIABLE_{i}" })];
        Assert.Equal(
            new CommandResult(0, "", ""),
            Run(suite, Program, [.. variables, "-E", "/e", "-P", "a b: ", "me", "/logs", "svc"]));
        Assert.Equal("s6-log -bd3 -- t n10 s1000000 p\"a b: \" \"/logs\"\n", Script("svc/log/run"));
        Assert.Equal(3000, Script("svc/run").Split('\n').Count(line => line.StartsWith("export \"VARIABLE_", StringComparison.Ordinal)));
    }

    /// <summary>The tree is the user's, with nothing of the environment it was started from.</summary>
    [RootTheory, Ours, Reference(Since = "2.15")]
    public void TheTreeIsTheUsers(Suite suite)
    {
        // Found in place of s6-svscan: PATH is kept until that is executed.
        CommandResult result = Shell(suite, """
            chmod 755 .
            mkdir bin env
            printf '#!/bin/sh\necho "$0" "$@"\nenv | sort\nid -u; id -g; id -G\nls -l /proc/self/fd | grep -c 0700\necho told >&3\n' > bin/s6-svscan
            chmod 755 bin/s6-svscan
            printf '${HOME}/.config:${UID}:${OTHER}' > env/CONFIG
            printf '${HOME}' > env/PLAIN
            s6-usertree-maker -d '/run/${UID}/${USER}' -p "$PATH"':${HOME}' -E "$PWD/env" -e CONFIG -e MISSING daemon /logs svc
            SECRET=x LD_LIBRARY_PATH=y PATH=$PWD/bin:$PATH svc/run 3>ready
            cat ready
            """);
        string home = Shell(suite, "homeof daemon").Output.TrimEnd('\n');
        string list = Shell(suite, "s6-envuidgid daemon printenv GIDLIST").Output.TrimEnd('\n');
        string[] groups = Shell(suite, "id -G daemon").Output.TrimEnd('\n').Split(' ');
        string[] expected =
        [
            $"{Scratch}/bin/s6-svscan -d3 -- /run/1/daemon", $"CONFIG={home}/.config:1:${{OTHER}}", "GID=1",
            $"GIDLIST={list}", $"HOME={home}", "MISSING=", $"PATH={suite.Path}:{home}", "PLAIN=${HOME}",
            "UID=1", "USER=daemon", "1", "1", string.Join(' ', groups), "0", "told",
        ];
        string[] lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(expected, lines.Where(line => !line.StartsWith("PWD=", StringComparison.Ordinal)));
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [Ours("a/b", "")]
    [Ours("tree/tree-log/both", "both")]
    [Reference("a/b", "", Since = "2.15")]
    [Reference("tree/tree-log/both", "both", Since = "2.15")]
    public void SourcesForTheServiceManager(Suite suite, string names, string bundle)
    {
        // The directory of all may be there already, those of the services may not.
        Directory.CreateDirectory(At("sources"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, Program, "-r", names, "me", "/logs", "sources"));
        string service = names.Split('/')[0];
        string logger = names.Split('/')[1];
        Assert.Equal([service, logger], Entries("sources"));
        Assert.Equal(["notification-fd", "producer-for", "run", "type"], Entries($"sources/{service}"));
        string[] files = ["consumer-for", "notification-fd", "run", "type"];
        Assert.Equal(bundle.Length == 0 ? files : [.. files.Append("pipeline-name").Order()], Entries($"sources/{logger}"));
        Assert.Equal(Tree("", "", "/usr/bin:/bin", "${HOME}/service"), Script($"sources/{service}/run"));
        Assert.Equal("s6-log -bd3 -- t n10 s1000000 \"/logs\"\n", Script($"sources/{logger}/run"));
        Assert.Equal(logger + "\n", File.ReadAllText(At($"sources/{service}/producer-for")));
        Assert.Equal(service + "\n", File.ReadAllText(At($"sources/{logger}/consumer-for")));
        Assert.All([service, logger], name => Assert.Equal("longrun\n", File.ReadAllText(At($"sources/{name}/type"))));
        Assert.All([service, logger], name => Assert.Equal(0x1a4, Native.Mode(At($"sources/{name}/run"))));
        if (bundle.Length > 0)
        {
            Assert.Equal(bundle + "\n", File.ReadAllText(At($"sources/{logger}/pipeline-name")));
        }
        Assert.Equal(
            new CommandResult(111, "", $"{Program}: fatal: unable to mkdir sources/{service}: File exists\n"),
            Run(suite, Program, "-r", names, "me", "/logs", "sources"));
    }

    /// <summary>The umask holds for files, and not for directories.</summary>
    [Theory]
    [Ours("077", "700 755 600")]
    [Ours("000", "777 755 666")]
    [Reference("077", "700 755 600")]
    [Reference("000", "777 755 666")]
    public void Modes(Suite suite, string mask, string modes)
    {
        CommandResult result = Shell(
            suite, $"umask {mask}; s6-usertree-maker me / svc; stat -c %a svc/log/run svc/log svc/notification-fd");
        Assert.Equal(new CommandResult(0, modes.Replace(' ', '\n') + "\n", ""), result);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void WrongUsage(Suite suite)
    {
        (string Arguments, string Message)[] cases =
        [
            ("", Usage), ("me /l", Usage), ("-t x me /l svc", Usage), ("-n 4294967296 me /l svc", Usage), ("-z me /l svc", Usage),
            ("-s 18446744073709551616 me /l svc", Usage), ("-S x me /l svc", Usage), ("-d", Usage),
            ("me l svc", "fatal: logdir must be absolute"),
            ("-d x -t 4 me /l svc", "fatal: userscandir must be absolute or start with ${HOME}/"),
            ("-d ${HOME} me /l svc", "fatal: userscandir must be absolute or start with ${HOME}/"),
            ("-d ${UID}/x me /l svc", "fatal: userscandir must be absolute or start with ${HOME}/"),
            ("-t 4 -r a me /l svc", "fatal: stamptype must be 0, 1, 2 or 3"),
            ("-e A=B", "fatal: invalid variable name: A=B"),
            ("-r /a me /l svc", "fatal: service name cannot be empty"), ("-r a me /l svc", "fatal: " + Names),
            ("-r a/ me /l svc", "fatal: " + Names), ("-r a//b me /l svc", "fatal: logger name cannot be empty"),
            ("-r a\nb me /l svc", "fatal: newlines are forbidden in s6-rc names"),
            ("-r a/b/ me /l svc", "fatal: pipeline name cannot be empty"),
            ("-r a/b/c/d me /l svc", "fatal: slashes are forbidden in s6-rc names"),
        ];
        Assert.All(cases, item => Assert.Equal(
            new CommandResult(100, "", $"{Program}: {item.Message}\n"), Run(suite, Program, Words(item.Arguments))));
        Assert.Equal(new CommandResult(100, "", $"{Program}: fatal: {Names}\n"), Run(suite, Program, "-r", "", "me", "/l", "svc"));
        Assert.False(Directory.Exists(At("svc")));
    }

    [Theory]
    [Ours("me /l there", "mkdir there: File exists")]
    [Ours("me /l missing/svc", "mkdir missing/svc: No such file or directory")]
    [Ours("-r a/a me /l there", "mkdir there/a: File exists")]
    [Ours("me /l link", "mkdir link: File exists")]
    [Reference("me /l there", "mkdir there: File exists")]
    [Reference("me /l missing/svc", "mkdir missing/svc: No such file or directory")]
    [Reference("-r a/a me /l there", "mkdir there/a: File exists")]
    [Reference("me /l link", "mkdir link: File exists")]
    public void SystemErrors(Suite suite, string arguments, string what)
    {
        Directory.CreateDirectory(At("there"));
        File.CreateSymbolicLink(At("link"), "there");
        Assert.Equal(
            new CommandResult(111, "", $"{Program}: fatal: unable to {what}\n"), Run(suite, Program, Words(arguments)));
    }

    private static string Tree(string variables, string exports, string path, string directory) =>
        ("fdmove -c 2 1|emptyenv -p|export USER \"me\"|s6-envuidgid -i -- \"me\"|s6-applyuidgid -U --|"
            + "backtick -in HOME { homeof \"me\" }|" + variables + Identity + exports).Replace('|', '\n')
        + $"export PATH \"{path}\"\ns6-svscan -d3 -- \"{directory}\"\n";

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private string[] Entries(string directory) =>
        [.. new DirectoryInfo(At(directory)).EnumerateFileSystemInfos().Select(entry => entry.Name).Order(StringComparer.Ordinal)];

    /// <summary>A script without its first line, which must be execlineb's.</summary>
    private string Script(string name)
    {
        string text = File.ReadAllText(At(name));
        Assert.Matches("^#!/[^ \n]*/execlineb -P\n", text);
        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
    }
}
