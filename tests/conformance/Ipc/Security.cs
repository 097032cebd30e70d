using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Ipc;

/// <summary>Who gets in, and what programs are given: users, descriptors, variables, modes and links.</summary>
public sealed class Security(ITestOutputHelper output) : Scenario(output)
{
    private const string StaleVariables =
        "export PROTO=TCP IPCREMOTEEUID=7 IPCREMOTEEGID=8 IPCREMOTEPATH=stale IPCCONNNUM=9 IPCLOCALPATH=stale; ";

    /// <summary>
    /// Real users and groups, as the kernel tells them, against rules of both kinds. The server's own user is "self", and that
    /// is whoever it has become.
    /// </summary>
    [RootTheory]
    [Ours("-i", "")]
    [Ours("-x", "")]
    [Ours("-x", "-u 14 -g 41 -G 41")]
    [Reference("-i", "")]
    [Reference("-x", "")]
    [Reference("-x", "-u 14 -g 41 -G 41")]
    public void PeersAreLetInByRules(Suite suite, string kind, string privileges)
    {
        foreach (string rule in (string[])["uid/self/allow", "uid/12/allow", "uid/13/deny", "gid/34/allow"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At($"rules/{rule}"))!);
            File.WriteAllText(At($"rules/{rule}"), "");
        }
        Assert.Equal(0, Run(suite, "s6-accessrules-cdb-from-fs", "rules.cdb", "rules").ExitCode);
        // Before 2.12 there was no option for that.
        File.SetUnixFileMode(At("rules.cdb"), (UnixFileMode)0x1a4);
        File.SetUnixFileMode(Scratch, (UnixFileMode)0x1ed);
        string ruleset = kind == "-i" ? At("rules") : At("rules.cdb");
        string[] show = ["sh", "-c", "echo $IPCREMOTEEUID:$IPCREMOTEEGID"];
        IpcServer server = new(this, suite, privileges, ["s6-ipcserver-access", "-v0", kind, ruleset, .. show]);
        string self = privileges.Length == 0 ? "0" : "14";
        string other = privileges.Length == 0 ? "14" : "0";
        foreach ((string uid, string gid, bool getsIn) in (ReadOnlySpan<(string, string, bool)>)
            [(self, "99", true), (other, "99", false), ("12", "99", true), ("13", "34", false), ("99", "34", true), ("99", "99", false)])
        {
            CommandResult result = Run(
                suite, "s6-applyuidgid", "-u", uid, "-g", gid, "-G", gid, "s6-ipcclient", server.Path, "sh", "-c", "cat <&6");
            Assert.Equal(new CommandResult(0, getsIn ? $"{uid}:{gid}\n" : "", ""), result);
        }
    }

    /// <summary>Each way of starting a handler: executed, in its server's memory, in a copy of it, and from one to the other.</summary>
    [Theory]
    [Ours("ls /proc/self/fd", "")]
    [Ours("s6-ls /proc/self/fd", "")]
    [Ours("s6-connlimit s6-ls /proc/self/fd", "")]
    [Ours("s6-ipcserver-access -v0 -x rules.cdb ls /proc/self/fd", "")]
    [Ours("s6-ipcserver-access -v0 -i rules s6-ls /proc/self/fd", "")]
    [Ours("s6-ipcserver-access -v0 -x exec.cdb false", "")]
    [Ours("execlineb -Pc", "foreground { s6-ls /proc/self/fd } exit 0")]
    [Ours("execlineb -Pc", "s6-ls /proc/self/fd")]
    [Ours("execlineb -Pc", "ls /proc/self/fd")]
    [Reference("ls /proc/self/fd", "")]
    [Reference("s6-ipcserver-access -v0 -x rules.cdb ls /proc/self/fd", "")]
    public void HandlersHaveThreeDescriptors(Suite suite, string handler, string script)
    {
        foreach (string ruleset in (string[])["rules", "exec"])
        {
            Directory.CreateDirectory(At($"{ruleset}/uid/default"));
            File.WriteAllText(At($"{ruleset}/uid/default/allow"), "");
        }
        File.WriteAllText(At("exec/uid/default/exec"), "s6-ls /proc/self/fd");
        Assert.Equal(0, Run(suite, "s6-accessrules-cdb-from-fs", "rules.cdb", "rules").ExitCode);
        Assert.Equal(0, Run(suite, "s6-accessrules-cdb-from-fs", "exec.cdb", "exec").ExitCode);
        string[] words = handler.Split(' ');
        IpcServer server = new(this, suite, "", script.Length == 0 ? words : [.. words, script]);
        // The last one is that of the directory itself.
        Assert.Equal(["0", "1", "2", "3"], Numbers(server.Ask()));
    }

    [Theory]
    [Ours("ls")]
    [Ours("s6-ls")]
    [Reference("ls")]
    public void ClientsHaveTwoMore(Suite suite, string program)
    {
        IpcServer server = new(this, suite, "", "true");
        string numbers = Run(suite, "s6-ipcclient", server.Path, program, "/proc/self/fd").Output;
        Assert.Equal(["0", "1", "2", "3", "6", "7"], Numbers(numbers));
    }

    /// <summary>Nothing of an earlier connection is believed: what the server was given of such variables is gone.</summary>
    [Theory]
    [Ours("", "IPCCONNNUM=0 IPCREMOTEEGID= IPCREMOTEEUID= IPCREMOTEPATH= PROTO=IPC")]
    [Ours("-P", "IPCCONNNUM= IPCREMOTEPATH= PROTO=IPC")]
    [Reference("", "IPCCONNNUM=0 IPCREMOTEEGID= IPCREMOTEEUID= IPCREMOTEPATH= PROTO=IPC", Since = "2.15")]
    [Reference("-P", "IPCCONNNUM= IPCREMOTEPATH= PROTO=IPC", Since = "2.15")]
    public void StaleVariablesAreGone(Suite suite, string options, string expected)
    {
        Child child = Start(suite, "/bin/sh", "-c", $"{StaleVariables} exec s6-ipcserver -1 {options} {At("socket")} env");
        child.WaitForOutput("\n");
        CommandResult result = Run(suite, "s6-ipcclient", At("socket"), "sh", "-c", "cat <&6");
        string[] starts = ["IPCREMOTE", "IPCCONN", "PROTO"];
        string found = string.Join(' ', IpcServer.Lines(result.Output, starts));
        uint uid = Native.EffectiveUserId();
        string group = Shell(Suite.Ours, "id -g").Output.TrimEnd();
        Assert.Equal(expected.Replace("EGID=", $"EGID={group}", StringComparison.Ordinal)
            .Replace("EUID=", $"EUID={uid}", StringComparison.Ordinal), found);
    }

    /// <summary>With -E nothing is left that s6-ipcserverd or s6-ipcserver-access has set, or that was there before.</summary>
    [Theory, Ours, Reference]
    public void NothingIsToldWithE(Suite suite)
    {
        string words = "s6-ipcserver-access -v0 -E env";
        Child child = Start(suite, "/bin/sh", "-c", $"{StaleVariables} exec s6-ipcserver -1 {At("socket")} {words}");
        child.WaitForOutput("\n");
        CommandResult result = Run(suite, "s6-ipcclient", At("socket"), "sh", "-c", "cat <&6");
        Assert.Empty(IpcServer.Lines(result.Output, "IPC", "PROTO"));
        Assert.Contains("PATH=", result.Output, StringComparison.Ordinal);
    }

    /// <summary>The file is made with its mode by bind(2): nothing changes it afterwards, and the mask is back before listen(2).</summary>
    [TraceTheory]
    [Ours("-a 600", "0177")]
    [Ours("-a 0", "0777")]
    [Ours("-m -b 0 -a 660", "0117")]
    public void TheModeIsThereFromTheFirstInstant(Suite suite, string options, string mask)
    {
        string calls = "umask,bind,listen,chmod,fchmod,fchmodat,chown,fchown,fchownat,rename,link";
        CommandResult result = Shell(
            suite, $"umask 22; strace -o trace -e trace={calls} s6-ipcserver-socketbinder {options} s s6-true; cat trace");
        string[] made = [.. Regex.Matches(result.Output, @"^(\w+)\((\d*)", RegexOptions.Multiline).Select(m =>
            m.Groups[1].Value == "umask" ? m.Value : m.Groups[1].Value)];
        string[] listen = options.Contains("-b 0", StringComparison.Ordinal) ? [] : ["listen"];
        Assert.Equal([$"umask({mask}", "bind", "umask(022", .. listen], made);
    }

    /// <summary>A link where the socket goes is replaced, or in the way; what it leads to is left alone.</summary>
    [Theory]
    [Ours("victim")]
    [Ours("nowhere")]
    [Reference("victim")]
    [Reference("nowhere")]
    public void LinksAreNotFollowed(Suite suite, string target)
    {
        File.WriteAllText(At("victim"), "stays");
        File.CreateSymbolicLink(At("s"), target);
        Assert.Equal(111, Run(suite, "s6-ipcserver-socketbinder", "-D", "s", "true").ExitCode);
        Assert.Equal(target, new FileInfo(At("s")).LinkTarget);
        Assert.Equal(0, Run(suite, "s6-ipcserver-socketbinder", "s", "test", "-S", "s", "-a", "!", "-L", "s").ExitCode);
        Assert.Equal("stays", File.ReadAllText(At("victim")));
        Assert.False(Path.Exists(At("nowhere")));
    }

    /// <summary>Nor is one where the lock goes. (The reference makes what it leads to.)</summary>
    [Theory, Ours]
    public void TheLockIsNoLink(Suite suite)
    {
        File.CreateSymbolicLink(At("s.lock"), "nowhere");
        CommandResult result = Run(suite, "s6-ipcserver-socketbinder", "s", "true");
        Assert.Equal(
            new CommandResult(111, "", "s6-ipcserver-socketbinder: fatal: unable to bind to s: Symbolic link loop\n"), result);
        Assert.False(Path.Exists(At("nowhere")));
        Assert.False(Path.Exists(At("s")));
    }

    private static string[] Numbers(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order()];
}
