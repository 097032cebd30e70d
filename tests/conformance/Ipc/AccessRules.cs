using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Ipc;

/// <summary>s6-ipcserver-access.html, s6-accessrules-cdb-from-fs.html and -fs-from-cdb.html; s6-connlimit.html.</summary>
public sealed class AccessRules(ITestOutputHelper output) : Scenario(output)
{
    private const string Client = "export PROTO=IPC IPCREMOTEEUID=12 IPCREMOTEEGID=34 IPCCONNNUM=2 IPCREMOTEPATH=far; ";

    [Theory]
    [Ours("allow uid/12", 0)]
    [Ours("allow gid/34", 0)]
    [Ours("allow uid/default", 0)]
    [Ours("allow uid/13", 1)]
    [Ours("deny uid/12; allow uid/default", 1)]
    [Ours("allow uid/12; deny gid/34", 0)]
    [Ours("deny uid/default", 1)]
    [Ours("deny uid/12; allow uid/12", 0)]
    [Reference("allow uid/12", 0)]
    [Reference("allow gid/34", 0)]
    [Reference("allow uid/default", 0)]
    [Reference("allow uid/13", 1)]
    [Reference("deny uid/12; allow uid/default", 1)]
    [Reference("allow uid/12; deny gid/34", 0)]
    [Reference("deny uid/default", 1)]
    [Reference("deny uid/12; allow uid/12", 0)]
    public void TheFirstRuleDecides(Suite suite, string rules, int expected)
    {
        foreach (string rule in rules.Split("; "))
        {
            string[] words = rule.Split(' ');
            Directory.CreateDirectory(At($"rules/{words[1]}"));
            File.WriteAllText(At($"rules/{words[1]}/{words[0]}"), "");
        }
        Assert.Equal(0, Run(suite, "s6-accessrules-cdb-from-fs", "rules.cdb", "rules").ExitCode);
        foreach (string ruleset in (string[])["-i rules", "-x rules.cdb"])
        {
            CommandResult result = Shell(suite, $"{Client} s6-ipcserver-access -v2 -l x {ruleset} echo in 2>error");
            Assert.Equal(new CommandResult(expected, expected == 0 ? "in\n" : "", ""), result);
            string error = File.ReadAllText(At("error"));
            string start = $"s6-ipcserver-access: info: {(expected == 0 ? "allow" : "deny")} pid ";
            Assert.StartsWith(start, error, StringComparison.Ordinal);
            Assert.Contains(" uid 12 gid 34", error, StringComparison.Ordinal);
        }
    }

    [Theory, Ours, Reference]
    public void OwnUserAndGroup(Suite suite)
    {
        WriteRules("uid/self");
        uint uid = Native.EffectiveUserId();
        string client = $"{Client} IPCREMOTEEUID={uid}; s6-ipcserver-access -v0 -l x -i rules echo in";
        Assert.Equal(new CommandResult(0, "in\n", ""), Shell(suite, client));
        Assert.Equal(1, Shell(suite, $"{Client} s6-ipcserver-access -v0 -l x -i rules echo in").ExitCode);
    }

    [Theory, Ours, Reference]
    public void VariablesAndPrograms(Suite suite)
    {
        WriteRules("uid/12");
        Directory.CreateDirectory(At("rules/uid/12/env"));
        File.WriteAllText(At("rules/uid/12/env/NEW"), "value  \nnot this\n");
        File.WriteAllText(At("rules/uid/12/env/GONE"), "");
        string show = "sh -c 'echo $NEW:$GONE:$PROTO:$IPCLOCALPATH:$IPCREMOTEEUID:$IPCCONNNUM:$IPCREMOTEPATH'";
        Assert.Equal(0, Run(suite, "s6-accessrules-cdb-from-fs", "rules.cdb", "rules").ExitCode);
        foreach (string ruleset in (string[])["-i rules", "-x rules.cdb"])
        {
            string command = $"{Client} GONE=x s6-ipcserver-access -v0 {ruleset} -l here";
            Assert.Equal(new CommandResult(0, "value::IPC:here:12:2:far\n", ""), Shell(suite, $"{command} {show}"));
            Assert.Equal(new CommandResult(0, "value::::::\n", ""), Shell(suite, $"{command} -E {show}"));
        }
        File.WriteAllText(At("rules/uid/12/exec"), "printenv NEW\n");
        if (suite.Has("execlineb"))
        {
            string command = $"{Client} s6-ipcserver-access -v0 -i rules -l here echo not this";
            Assert.Equal(new CommandResult(0, "value\n", ""), Shell(suite, command));
        }
    }

    [Theory, Ours, Reference]
    public void TheLocalPathIsThatOfTheSocket(Suite suite)
    {
        WriteRules("uid/default");
        IpcServer server = new(this, suite, "", "s6-ipcserver-access", "-v0", "-i", At("rules"), "printenv", "IPCLOCALPATH");
        Assert.Equal($"{server.Path}\n", server.Ask());
    }

    [Theory]
    [Ours("-v x true", 100)]
    [Ours("-l x", 100)]
    [Ours("-l x -x nowhere true", 111)]
    [Ours("-l x -i nowhere true", 1)]
    [Ours("true", 111)]
    [Reference("-v x true", 100)]
    [Reference("-l x", 100)]
    [Reference("-l x -x nowhere true", 111)]
    [Reference("-l x -i nowhere true", 1)]
    [Reference("true", 111)]
    public void Failures(Suite suite, string words, int expected)
    {
        Assert.Equal(expected, Shell(suite, $"{Client} s6-ipcserver-access {words} </dev/null").ExitCode);
    }

    [Theory]
    [Ours("PROTO", "s6-ipcserver-access: fatal: PROTO not set\n")]
    [Ours("IPCREMOTEEGID", "s6-ipcserver-access: fatal: IPCREMOTEEGID not set\n")]
    [Reference("PROTO", "s6-ipcserver-access: fatal: PROTO not set\n")]
    [Reference("IPCREMOTEEGID", "s6-ipcserver-access: fatal: IPCREMOTEEGID not set\n")]
    public void VariablesMustBeThere(Suite suite, string missing, string error)
    {
        CommandResult expected = new(100, "", error);
        Assert.Equal(expected, Shell(suite, $"{Client} unset {missing}; s6-ipcserver-access -l x true"));
    }

    /// <summary>What one suite compiles is what the other one does, byte for byte, and each reads the other's.</summary>
    [Theory]
    [Mixed]
    public void CompiledByOneReadByTheOther(Suite compiling, Suite reading)
    {
        WriteRules([.. Enumerable.Range(0, 300).Select(i => $"uid/{i * 7}"), "gid/self", "other/kind"]);
        Directory.CreateDirectory(At("rules/uid/7/env"));
        File.WriteAllText(At("rules/uid/7/env/A"), "b\n");
        File.WriteAllText(At("rules/uid/7/env/C"), "");
        File.WriteAllText(At("rules/uid/7/exec"), "echo exec");
        // Before 2.12 there was no -m.
        bool hasMode = compiling.Version >= new Version(2, 12);
        string[] options = hasMode ? ["-m", "640"] : [];
        Assert.Equal(0, Run(compiling, "s6-accessrules-cdb-from-fs", [.. options, "one.cdb", "rules"]).ExitCode);
        Assert.Equal(0, Run(reading, "s6-accessrules-cdb-from-fs", "two.cdb", "rules").ExitCode);
        Assert.Equal(File.ReadAllBytes(At("one.cdb")), File.ReadAllBytes(At("two.cdb")));
        Assert.Equal(hasMode ? (UnixFileMode)0x1a0 : File.GetUnixFileMode(At("two.cdb")), File.GetUnixFileMode(At("one.cdb")));
        string client = $"{Client} IPCREMOTEEUID=2093; s6-ipcserver-access -v0 -l x -x one.cdb echo in";
        Assert.Equal(new CommandResult(0, "in\n", ""), Shell(reading, client));
        Assert.Equal(0, Run(reading, "s6-accessrules-fs-from-cdb", "back", "one.cdb").ExitCode);
        Assert.Equal(new CommandResult(0, "", ""), Shell(reading, "diff -r rules back"));
        Assert.Equal(111, Run(reading, "s6-accessrules-fs-from-cdb", "back", "one.cdb").ExitCode);
    }

    [Theory, Ours, Reference]
    public void WhatCannotBeCompiledLeavesTheOldFile(Suite suite)
    {
        WriteRules("uid/1");
        File.WriteAllText(At("rules.cdb"), "old");
        File.WriteAllText(At("rules/file"), "");
        Assert.Equal(
            new CommandResult(111, "", "s6-accessrules-cdb-from-fs: fatal: unable to opendir rules/file: Not a directory\n"),
            Run(suite, "s6-accessrules-cdb-from-fs", "rules.cdb", "rules"));
        File.Delete(At("rules/file"));
        Directory.CreateDirectory(At("rules/uid/1/env"));
        File.WriteAllText(At("rules/uid/1/env/A"), new string('a', 3000));
        File.WriteAllText(At("rules/uid/1/env/B"), new string('b', 3000));
        CommandResult result = Run(suite, "s6-accessrules-cdb-from-fs", "rules.cdb", "rules");
        Assert.Equal(100, result.ExitCode);
        Assert.StartsWith(
            "s6-accessrules-cdb-from-fs: fatal: rules/uid/1/env too big", result.Error, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(At("rules.cdb")));
        Assert.Equal(2, Directory.GetFileSystemEntries(Scratch).Length);
    }

    /// <summary>A name that leads out of the directory is refused. The reference follows it.</summary>
    [Theory, Ours]
    public void NothingIsMadeOutsideOfTheDirectory(Suite suite)
    {
        WriteRules("uid/ab");
        Assert.Equal(0, Run(suite, "s6-accessrules-cdb-from-fs", "rules.cdb", "rules").ExitCode);
        byte[] file = File.ReadAllBytes(At("rules.cdb"));
        "../xyz"u8.CopyTo(file.AsSpan(2048 + 8));
        File.WriteAllBytes(At("rules.cdb"), file);
        Assert.Equal(
            new CommandResult(
                111,
                "",
                "s6-accessrules-fs-from-cdb: fatal: unable to handle cdb record: rules.cdb does not contain valid accessrules data\n"),
            Run(suite, "s6-accessrules-fs-from-cdb", "back", "rules.cdb"));
        Assert.Equal(2, Directory.GetFileSystemEntries(Scratch).Length);
    }

    [Theory]
    [Ours("XCONNNUM=1", 0)]
    [Ours("XCONNNUM=1 XCONNMAX=2", 0)]
    [Ours("XCONNNUM=2 XCONNMAX=2", 1)]
    [Ours("XCONNNUM=3 XCONNMAX=2", 1)]
    [Ours("XCONNNUM= XCONNMAX=2", 100)]
    [Ours("XCONNNUM=1 XCONNMAX=a", 100)]
    [Ours("A=", 100)]
    [Reference("XCONNNUM=1", 0)]
    [Reference("XCONNNUM=1 XCONNMAX=2", 0)]
    [Reference("XCONNNUM=2 XCONNMAX=2", 0)]
    [Reference("XCONNNUM=3 XCONNMAX=2", 1)]
    [Reference("XCONNNUM= XCONNMAX=2", 100)]
    [Reference("XCONNNUM=1 XCONNMAX=a", 100)]
    [Reference("A=", 100)]
    public void LimitsOfConnections(Suite suite, string variables, int expected)
    {
        CommandResult result = Shell(suite, $"exec env PROTO=X {variables} s6-connlimit echo in");
        Assert.Equal((expected, expected == 0 ? "in\n" : ""), (result.ExitCode, result.Output));
    }

    private void WriteRules(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(At($"rules/{name}"));
            File.WriteAllText(At($"rules/{name}/allow"), "");
        }
    }
}
