using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-dryrun.html, s6-rc-oneshot-run.html, s6-rc-fdholder-filler.html.</summary>
public sealed class RcPrograms(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Ours("-t0 a 'b c' -x", 0, "s6-rc-dryrun: a b c -x\n")]
    [Ours("-v 0 -t 0 a", 0, "")]
    [Ours("-v2 -t 20 -- a", 0, "s6-rc-dryrun: a\n")]
    [Ours("", 100, "")]
    [Ours("-v x a", 100, "")]
    [Ours("-x", 100, "")]
    [Reference("-t0 a 'b c' -x", 0, "s6-rc-dryrun: a b c -x\n", Needs = "s6-rc")]
    [Reference("-v 0 -t 0 a", 0, "", Needs = "s6-rc")]
    [Reference("-v2 -t 20 -- a", 0, "s6-rc-dryrun: a\n", Needs = "s6-rc")]
    [Reference("", 100, "", Needs = "s6-rc")]
    [Reference("-v x a", 100, "", Needs = "s6-rc")]
    public void Dryrun(Suite suite, string words, int code, string text)
    {
        string usage = code == 0 ? "" : "s6-rc-dryrun: usage: s6-rc-dryrun [ -v verbosity ] [ -t timeout ] args...\n";
        Assert.Equal(new CommandResult(code, text, usage), Shell(suite, $"s6-rc-dryrun {words}"));
    }

    [Theory]
    [Ours]
    [Reference(Needs = "s6-rc")]
    public void OneshotRun(Suite suite)
    {
        RcTree tree = new(this, suite, [
            new RcService("one", IsLongrun: false)
            {
                Up = ["sh", "-c", "echo \"$RC_NAME $A $0 $1\"; exit 5", "two words", ""],
                Reload = ["sh", "-c", "echo reload ${RC_RELOAD-unset}"],
            },
            new RcService("bad", IsLongrun: false) { Up = ["/no/such/program"], Down = ["/dev/null"] },
        ]);
        string program = RcTree.Internal(suite, "s6-rc-oneshot-run");
        CommandResult Once(string words) => Shell(suite, $"A=a {program} {words}");

        Assert.Equal(new CommandResult(5, "one a two words \n", ""), Once("-l live up 1"));
        Assert.Equal(new CommandResult(0, "", ""), Once("--livedir=live --block down 1"));
        Assert.Equal(new CommandResult(0, suite.Diverges("reload 1\n", "reload unset\n"), ""), Once("-l live reload 1"));
        Assert.Equal(127, Once("-l live up 2").ExitCode);
        Assert.Equal(126, Once("-l live down 2").ExitCode);
        foreach (string number in (string[])["0", "3", "4000000000"])
        {
            Assert.Equal(new CommandResult(3, "", "s6-rc-oneshot-run: fatal: invalid service number\n"), Once($"-l live up {number}"));
        }
        foreach (string words in (string[])["", "up", "frob 1", "up x", "up -1"])
        {
            Assert.Equal((words, 100), (words, Once($"-l live {words}").ExitCode));
        }
        Assert.Equal((111, true), (Once("-l nowhere up 1").ExitCode, File.Exists(tree["lock"])));
        Child holder = Start(Suite.Ours, "s6-setlock", tree["compiled/lock"], "sh", "-c", "echo; exec sleep 1000");
        holder.WaitForOutput("\n");
        Assert.Equal("s6-rc-oneshot-run: fatal: unable to take lock on live/compiled: Resource busy\n", Once("-l live up 1").Error);
        holder.Kill(9);
        File.WriteAllText(tree["compiled/n"], "garbage");
        Assert.InRange(Once("-l live up 1").ExitCode, 4, 111);
    }

    /// <summary>Both ends of each pipe are there, and belong to each other.</summary>
    [RootTheory, RcPairs]
    public void FdholderFiller(Suite suite, Suite holding)
    {
        string environment = Directory.CreateDirectory(At("rules/uid/default/env")).FullName;
        File.WriteAllText(At("rules/uid/default/allow"), "");
        foreach (string name in (string[])["SETDUMP", "GETDUMP", "LIST"])
        {
            File.WriteAllText(Path.Combine(environment, $"S6_FDHOLDER_{name}"), "\n");
        }
        File.WriteAllText(Path.Combine(environment, "S6_FDHOLDER_RETRIEVE_REGEX"), "^pipe:\n");
        Start(holding, "s6-fdholder-daemon", "-1", "-n", "1000", "-i", At("rules"), At("socket")).WaitForOutput("\n");
        string fill = $"s6-ipcclient -l0 socket {RcTree.Internal(suite, "s6-rc-fdholder-filler")}";
        CommandResult result = Shell(suite, $"printf '# none\\n\\n log\\n\\t two words \\nlast' | {fill} -1 -t 9000");
        Assert.Equal(new CommandResult(0, "\n", ""), result);
        string[] names = ["log", "two words ", "last"];
        Assert.Equal(
            names.SelectMany(name => new[] { $"pipe:s6rc-r-{name}", $"pipe:s6rc-w-{name}" }).Order(StringComparer.Ordinal),
            Run(holding, "s6-fdholder-list", "socket").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        string write = "s6-fdholder-retrieve socket pipe:s6rc-w-log sh -c 'echo text >&0'";
        Assert.Equal("text\n", Shell(holding, $"{write}; s6-fdholder-retrieve socket pipe:s6rc-r-log head -n 1").Output);
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, $"{fill} < /dev/null"));
        // More than the kernel takes with one message: the reference cannot.
        result = Shell(suite, $"seq 200 | {fill}");
        Assert.Equal(suite.Diverges(0, 111), result.ExitCode);
        Assert.Equal(suite.Diverges(406, 6), Run(holding, "s6-fdholder-list", "socket").Output.Count(letter => letter == '\n'));
        string directly = Shell(suite, $"echo x | {RcTree.Internal(suite, "s6-rc-fdholder-filler")}").Error;
        Assert.Equal("s6-rc-fdholder-filler: fatal: unable to transfer pipes: Bad file descriptor\n", directly);
    }
}
