using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Frontend;

/// <summary>
/// What s6 becomes, word for word: the commands that it executes are scripts that print their words. words.txt has shell
/// lines, and what they print and exit with: on both suites (" "), on the reference ("-"), on ours ("+").
/// </summary>
public sealed class Words(ITestOutputHelper output) : Scenario(output)
{
    private const string Separator = "\u0001";

    private static readonly string[] s_commands =
    [
        "s6-svc", "s6-svstat", "s6-svlisten", "s6-rc", "s6-rc-init", "s6-rc-set-change", "s6-rc-set-commit", "s6-rc-set-copy",
        "s6-rc-set-delete", "s6-rc-set-fix", "s6-rc-set-install", "s6-rc-set-new", "s6-rc-set-status", "s6-rc-repo-init",
        "s6-rc-repo-list", "s6-rc-repo-sync", "s6-linux-init-hpr",
    ];

    [Theory, Ours, Reference(Needs = "s6")]
    public void AllSubcommandsBecomeTheSameCommands(Suite suite)
    {
        Prepare(suite);
        (string Line, string[] Expected)[] cases = [.. ReadCases(suite.Diverges('+', '-'))];
        Assert.True(cases.Length > 400);
        IEnumerable<string> script = cases.Select(c => $"echo '{Separator}'\n{{ {c.Line}\n}} </dev/null 2>&1\necho \"= $?\"\n");
        File.WriteAllText(At("script"), string.Concat(script));
        Dictionary<string, string> environment = EnvironmentOf(suite);
        environment["PATH"] = $"{At("programs")}:{suite.Path}";
        environment["S6_CONF"] = At("s6.conf");
        environment["HOME"] = "/root";
        CommandResult result = Child.Run("/bin/sh", ["sh", At("script")], environment, Scratch);
        string[] actual = [.. result.Output.Split(Separator + "\n").Skip(1)];
        Assert.Equal(cases.Length, actual.Length);
        List<string> wrong = [];
        for (int i = 0; i < cases.Length; i++)
        {
            string expected = string.Concat(cases[i].Expected.Select(line => line + "\n"));
            string found = actual[i].Replace(Scratch, "@", StringComparison.Ordinal);
            if (found != expected)
            {
                wrong.Add($"$ {cases[i].Line}\nexpected:\n{expected}found:\n{found}");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Ours has lines of its own in the first text.</summary>
    [Theory, Ours, Reference(Needs = "s6")]
    public void HelpIsThatOfTheReference(Suite suite)
    {
        string help = Run(suite, "s6", "help").Output;
        Assert.Equal(help, Run(suite, "s6", "-h", "live", "nosuch").Output);
        Assert.StartsWith("Usage: s6 [ global_options... ] command subcommand [", help, StringComparison.Ordinal);
        Assert.Contains("\n  set\t\tmanipulate sets of services (offline, to later install them live)\n", help, StringComparison.Ordinal);
        Assert.EndsWith("\t\t--fdholder-user=USER\tthe s6-fdholderd user embedded in service databases\n\n", help, StringComparison.Ordinal);
        Assert.Equal(suite.IsOurs, help.Contains("\n  timeline\t", StringComparison.Ordinal));
        (string Command, int Length, string Line)[] texts =
        [
            ("process", 2101, "  -s SIGNAL\t--signal=SIGNAL\t\tsend signal SIGNAL rather than the default (prob. SIGTERM)"),
            ("live", 1537, "\t\t--init\t\t\tinstall the initial db. DO NOT USE WHEN LIVE."),
            ("set", 2662, "  -D BUN\t--default-bundle=BUN\t\tname of the bundle containing enabled+essential services"),
            ("repository", 839, "  check         check all sets and fix inconsistencies"),
            ("system", 366, "  shutdown\tsynonymous with poweroff"),
            ("version", 333, "  -q, --quote\tquote printed paths (e.g. for use in a shell script)"),
        ];
        foreach ((string command, int length, string line) in texts)
        {
            string text = Run(suite, "s6", command, "help").Output;
            Assert.Contains($"\n{line}\n", text, StringComparison.Ordinal);
            Assert.Equal((command, length), (command, text.Length));
        }
    }

    [Theory, Ours]
    [Reference(Needs = "s6-frontend-helper-kill")]
    public void HelpersOfTheFrontEnd(Suite suite)
    {
        Assert.Equal(new CommandResult(0, "^a/\n^b.c/\n", ""), Run(suite, "s6-frontend-helper-echore", "a\nb.c\n", "more"));
        Assert.Equal(100, Run(suite, "s6-frontend-helper-echore").ExitCode);
        Assert.Equal(suite.Diverges(100, 0), Run(suite, "s6-frontend-helper-kill", "1").ExitCode);
        Assert.Equal(100, Run(suite, "s6-frontend-helper-kill", "x", "99999999").ExitCode);
        Assert.Equal(
            new CommandResult(100, "", "s6-frontend-helper-kill: fatal: pids must be numerical\n"),
            Run(suite, "s6-frontend-helper-kill", "0", "x"));
        // The reference's has process and signal the wrong way round.
        if (suite.IsOurs)
        {
            Assert.Equal(0, Shell(suite, "sleep 1000 & s6-frontend-helper-kill 9 $! && ! wait $!").ExitCode);
        }
    }

    /// <summary>A signal that s6-svc does not know goes to the process itself; -w waits until it is dead.</summary>
    [Theory, Ours]
    public void SignalsOfAnyNumber(Suite suite)
    {
        ServiceDirectory service = NewService("scan/svc").Run(ServiceDirectory.Idle);
        Supervised supervised = Supervise(suite, service);
        _ = supervised.Events.WaitFor("u");
        CommandResult result = Run(suite, "s6", "-s", At("scan"), "process", "kill", "-w", "-s", "35", "svc");
        string warning = "s6-frontend: warning: signal 35 is not natively supported by s6-svc, cannot ensure reliability\n";
        Assert.Equal(new CommandResult(0, "", warning), result);
        _ = supervised.Events.WaitFor("dDu");
        Assert.Equal(0, Run(suite, "s6", "-s", At("scan"), "-v", "0", "process", "kill", "-s", "SEGV", "svc").ExitCode);
        _ = supervised.Events.WaitFor("dD");
    }

    private static IEnumerable<(string Line, string[] Expected)> ReadCases(char own)
    {
        string? line = null;
        List<string> expected = [];
        foreach (string text in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Frontend", "words.txt")).Append("$ "))
        {
            if (text.StartsWith("$ ", StringComparison.Ordinal))
            {
                if (line != null)
                {
                    yield return (line, [.. expected]);
                }
                line = text[2..];
                expected.Clear();
            }
            else if (text[0] == ' ' || text[0] == own)
            {
                expected.Add(text[1..]);
            }
        }
    }

    /// <summary>Programs that show their words, a live directory without services, and two services that are down.</summary>
    private void Prepare(Suite suite)
    {
        ServiceDirectory programs = new(At("programs"));
        programs.Script("show", "printf %s \"${0##*/}\"; [ $# = 0 ] || printf \" [%s]\" \"$@\"; echo; exit ${FAIL:-0}");
        foreach (string command in s_commands)
        {
            File.CreateSymbolicLink(programs[command], "show");
        }
        ServiceDirectory compiled = new(At("live/compiled"));
        compiled.With("lock").With("db", "s6rc-db: start\n\ns6rc-db: end\n");
        File.WriteAllBytes(compiled["n"], new byte[24]);
        File.WriteAllBytes(At("live/state"), []);
        File.WriteAllText(At("s6.conf"), $"""
            # all of it
            scandir = {At("scan")}
            livedir={At("live")}
            repodir={At("repo")}
            bootdb={At("bootdb")}
            stmpdir={At("tmp")}
            storelist=/st1:/st2
            verbosity=1
            fdhuser=nobody

            """);
        foreach (string name in (string[])["foo", "bar", "foo/log"])
        {
            _ = Supervise(suite, NewService($"scan/{name}").Run(ServiceDirectory.Idle).With("down"));
        }
    }
}
