using System;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.DaemontoolsExtras;

/// <summary>s6-setuidgid.html: another user. Most of it can only be seen as root.</summary>
public sealed class Identity(ITestOutputHelper output) : Scenario(output)
{
    private const string Show = "id -u; id -ru; id -g; id -rg; id -G";

    [Theory]
    [Ours("12:34", "12\n12\n34\n34\n34\n")]
    [Ours("007:0010", "7\n7\n10\n10\n10\n")]
    [Ours("4294967294:4294967293", "4294967294\n4294967294\n4294967293\n4294967293\n4294967293\n")]
    [Ours("daemon", "1\n1\n1\n1\n1\n")]
    [Reference("12:34", "12\n12\n34\n34\n34\n")]
    [Reference("007:0010", "7\n7\n10\n10\n10\n")]
    [Reference("4294967294:4294967293", "4294967294\n4294967294\n4294967293\n4294967293\n4294967293\n")]
    [Reference("daemon", "1\n1\n1\n1\n1\n")]
    public void SetsUserAndGroups(Suite suite, string account, string expected)
    {
        CommandResult result = Run(suite, "s6-setuidgid", account, "sh", "-c", Show);
        if (IsRoot)
        {
            Assert.Equal(new CommandResult(0, expected, ""), result);
            return;
        }
        Assert.Equal(111, result.ExitCode);
        string fatal = "s6-applyuidgid: fatal: unable to set supplementary group list: ";
        Assert.StartsWith(fatal, result.Error, StringComparison.Ordinal);
    }

    [Theory, Ours, Reference]
    public void AnEmptyAccountChangesNothing(Suite suite)
    {
        CommandResult plain = Shell(suite, Show);
        Assert.Equal(plain, Run(suite, "s6-setuidgid", "", "sh", "-c", Show));
        Assert.Equal(plain, Run(suite, "s6-setuidgid", "", "s6-setuidgid", "", "sh", "-c", Show));
    }

    [Theory, Ours, Reference]
    public void RootIsAlsoItsGroup(Suite suite)
    {
        if (!IsRoot)
        {
            Output.WriteLine("only root can show it");
            return;
        }
        // The page says that the group is set; the reference takes number 0 for none given.
        CommandResult result = Shell(suite, "exec setpriv --regid 5 --clear-groups s6-setuidgid root id -G");
        Assert.Equal(new CommandResult(0, suite.Diverges("0\n", "5\n"), ""), result);
    }

    [Theory, Ours, Reference]
    public void UnknownAccounts(Suite suite)
    {
        Assert.Equal(
            new CommandResult(1, "", "s6-envuidgid: fatal: unknown user: no-such-user\n"),
            Run(suite, "s6-setuidgid", "no-such-user", "true"));
        Assert.Equal(1, Run(suite, "s6-setuidgid", " ", "true").ExitCode);
        // Names are not options; the reference hands them to a program that takes them for some.
        Assert.Equal(suite.Diverges(1, 100), Run(suite, "s6-setuidgid", "-x", "true").ExitCode);
    }

    [Theory]
    [Ours("1:")]
    [Ours(":1")]
    [Ours(":")]
    [Ours("1x:1")]
    [Ours("+1:1")]
    [Ours("1:2:3")]
    [Ours("4294967296:1")]
    [Ours("daemon:daemon")]
    [Reference("1:")]
    [Reference(":1")]
    [Reference(":")]
    [Reference("1x:1")]
    [Reference("+1:1")]
    [Reference("1:2:3")]
    [Reference("4294967296:1")]
    [Reference("daemon:daemon")]
    public void NumbersMustBeNumbers(Suite suite, string account)
    {
        CommandResult result = Run(suite, "s6-setuidgid", account, "true");
        Assert.Equal(100, result.ExitCode);
        Assert.StartsWith("s6-applyuidgid: usage: s6-applyuidgid ", result.Error, StringComparison.Ordinal);
    }

    [Theory, Ours, Reference]
    public void TakesItsVariablesOut(Suite suite)
    {
        if (!IsRoot)
        {
            Output.WriteLine("only root can show it");
            return;
        }
        string env = "exec env - GIDLIST=1 A=1 UID=2 B=2 GID=3 C=3 UIDS=4 PATH=/usr/bin:/bin $(command -v s6-setuidgid) ";
        if (!suite.IsOurs)
        {
            // Its second program is found in PATH.
            env = env.Replace("PATH=/usr/bin:/bin", "PATH=\"$PATH\"", StringComparison.Ordinal);
        }
        string left = Shell(suite, env + "daemon env | grep -v ^PATH").Output;
        Assert.Equal(["A=1", "B=2", "C=3", "UIDS=4"], Sorted(left));
        left = Shell(suite, env + "1:1 env | grep -v ^PATH").Output;
        Assert.Equal(["A=1", "B=2", "C=3", "GID=3", "GIDLIST=1", "UID=2", "UIDS=4"], Sorted(left));
    }

    [Theory, Ours, Reference]
    public void WrongUsage(Suite suite)
    {
        CommandResult usage = new(100, "", "s6-setuidgid: usage: s6-setuidgid username prog...\n");
        Assert.Equal(usage, Run(suite, "s6-setuidgid"));
        Assert.Equal(usage, Run(suite, "s6-setuidgid", "daemon"));
    }

    private static string[] Sorted(string lines)
    {
        string[] sorted = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }
}
