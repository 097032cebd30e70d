using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Holding;

/// <summary>s6-fdholderd.html: signals, limits, and clients that do not behave.</summary>
public sealed class HolderLimits(ITestOutputHelper output) : HolderScenario(output)
{
    private const int SIGHUP = 1;
    private const int SIGTERM = 15;

    /// <summary>1 says that descriptors are lost, 2 that somebody was connected.</summary>
    [Theory, Ours, Reference]
    public void EndsOnSigterm(Suite suite)
    {
        Child empty = Serve(suite, "empty");
        empty.Kill(SIGTERM);
        Assert.Equal(0, empty.WaitForExit().ExitCode);
        Child holding = Serve(suite, "holding");
        CommandResult stored = Shell(suite, "s6-fdholder-store holding a < /dev/null");
        Assert.Equal(0, stored.ExitCode);
        // The daemon has seen the client go when it has listed for another one.
        Shell(suite, "s6-fdholder-delete holding none; s6-fdholder-list holding");
        holding.Kill(SIGTERM);
        Assert.Equal(1, holding.WaitForExit().ExitCode & 1);
    }

    /// <summary>A dump that is being set may take its time, which is over.</summary>
    [Theory, Ours, Reference]
    public void LameDucksHaveTheirTime(Suite suite)
    {
        Child daemon = Serve(suite, "s", AllRights, "-T", "50");
        CommandResult result = Shell(suite, $"""
            s6-ipcclient s sh -c 'printf "\0\0\0\5\0\0!\0\0\0\2" >&7; head -c 11 <&6 | od -An -tx1
            kill -TERM {daemon.Pid}; cat <&6'
            """);
        Assert.Equal(" 00 00 00 05 00 00 00 00 00 00 01\n", result.Output);
        Assert.Equal(2, daemon.WaitForExit().ExitCode);
    }

    /// <summary>The rules are another file's after SIGHUP, and only then; what cannot be opened changes nothing.</summary>
    [Theory, Ours, Reference]
    public void ReadsRulesAgain(Suite suite)
    {
        MakeRules("list", "LIST=1");
        MakeRules("store", "STORE_REGEX=^a$");
        Assert.Equal(0, Shell(suite, "s6-accessrules-cdb-from-fs cdb rules-list").ExitCode);
        Child daemon = WaitForReadiness(Start(suite, "s6-fdholder-daemon", "-1", "-v0", "-x", "cdb", "s"));
        CommandResult before = Shell(suite, """
            exec 2> /dev/null
            s6-accessrules-cdb-from-fs new rules-store && mv new cdb
            s6-fdholder-list s; echo $?
            s6-fdholder-store s a < /dev/null; echo $?
            """);
        Assert.Equal("0\n1\n", before.Output);
        daemon.Kill(SIGHUP);
        CommandResult after = Shell(suite, """
            exec 2> /dev/null
            until s6-fdholder-store s a < /dev/null; do sleep 0.01; done
            s6-fdholder-store s b < /dev/null; echo $?
            s6-fdholder-list s; echo $?
            rm cdb
            """);
        Assert.Equal("1\n1\n", after.Output);
        daemon.Kill(SIGHUP);
        Assert.Equal("0\n", Shell(suite, "s6-fdholder-delete s a; echo $?").Output);
    }

    /// <summary>The one client that there may be keeps the place; a lot of them wait for theirs.</summary>
    [Theory, Ours, Reference, Mixed]
    public void ClientsWaitForTheirTurn(Suite daemon, Suite? clients = null)
    {
        Serve(daemon, "s", AllRights, "-c", "1");
        CommandResult result = Shell(clients ?? daemon, """
            s6-ipcclient s sh -c 's6-fdholder-list -t 50 s 2> /dev/null; echo $?'
            processes=
            for i in 1 2 3 4 5 6 7 8 9 10 11 12; do s6-fdholder-store s id$i < /dev/null & processes="$processes $!"; done
            wait $processes
            s6-fdholder-list s | wc -l
            """);
        Assert.Equal("1\n12\n", result.Output);
    }

    /// <summary>
    /// Clients that say nothing, half a message, or garbage, and that are killed in the middle: others are served meanwhile, and no
    /// descriptor stays behind.
    /// </summary>
    [Theory, Ours, Reference]
    public void BadClientsHinderNobody(Suite suite)
    {
        Child daemon = Serve(suite, "s");
        int before = DescriptorsOf(daemon);
        CommandResult result = Shell(suite, """
            for bytes in '' '\0' '\0\0\0\5\0\0!\0\0\0\2' '\0\0\0\100\0\0D' '\0\0\0\2\0\1S\0' '\377\377\377\377\377\377\377'; do
                s6-ipcclient s sh -c "printf '$bytes' >&7; s6-fdholder-store s a < /dev/null && s6-fdholder-delete s a; kill -9 \$\$"
            done 2> /dev/null
            s6-fdholder-list s; echo $?
            """);
        Assert.Equal("0\n", result.Output);
        Eventually(() => DescriptorsOf(daemon) == before);
    }

    /// <summary>A daemon that has few descriptors to hold says so, and goes on.</summary>
    [Theory, Ours]
    public void FewDescriptors(Suite suite)
    {
        MakeRules("s", AllRights);
        Child daemon = WaitForReadiness(
            Start(suite, "s6-softlimit", "-o", "16", "s6-fdholder-daemon", "-1", "-c", "2", "-i", "rules-s", "s"));
        int before = DescriptorsOf(daemon);
        CommandResult result = Shell(suite, """
            i=0; while s6-fdholder-store s id$i < /dev/null 2> message; do i=$((i+1)); done
            echo $i
            s6-ipcclient s s6-ipcclient s true
            s6-fdholder-list s | wc -l
            i=0; while s6-fdholder-retrieve -D s id$i true 2> /dev/null; do i=$((i+1)); done
            echo $i
            """);
        Assert.Equal("6\n6\n6\n", result.Output);
        Assert.Contains("unable to store fd: ", File.ReadAllText(At("message")), System.StringComparison.Ordinal);
        Eventually(() => DescriptorsOf(daemon) == before);
    }

    /// <summary>Dumps as long as the reference can send them, with their expiration dates, from one suite's daemon to the other's.</summary>
    [Theory, Ours, Reference, Mixed]
    public void DumpsKeepExpirationDates(Suite from, Suite? to = null)
    {
        Serve(from, "from");
        Serve(to ?? from, "to");
        CommandResult result = Shell(from, """
            i=0; while [ $i -lt 250 ]; do echo "S6_FD_$i=0"; echo "S6_FDID_$i=id$i"; i=$((i+1)); done > variables
            env $(cat variables) S6_FD#=250 S6_FDLIMIT_7=@4000000100000000075bcd15 s6-fdholder-setdump from < /dev/null; echo $?
            s6-fdholder-transferdump from to; echo $?
            s6-fdholder-list to | sort -u | wc -l
            s6-fdholder-getdump to env | grep ^S6_FDLIMIT | sed 's/.*=//'
            """);
        Assert.Equal("0\n0\n250\n@4000000100000000075bcd15\n", result.Output);
    }

    /// <summary>Rules by user come before rules by group; whom none names may do nothing.</summary>
    [RootTheory, Ours, Reference, Mixed]
    public void UsersAndGroups(Suite daemon, Suite? clients = null)
    {
        MakeRules("s", AllRights, "uid/0");
        MakeRules("s", "LIST=1 STORE_REGEX=^n RETRIEVE_REGEX=^n", "uid/54321");
        MakeRules("s", "RETRIEVE_REGEX=^a", "gid/54322");
        WaitForReadiness(Start(daemon, "s6-fdholder-daemon", "-1", "-i", "rules-s", "s"));
        CommandResult result = Shell(clients ?? daemon, """
            exec 2> /dev/null
            chmod 755 .
            as() { ids=$1; shift; s6-applyuidgid -u ${ids%:*} -g ${ids#*:} -- "$@" < /dev/null; echo $?; }
            s6-fdholder-store s all < /dev/null; s6-fdholder-store s name < /dev/null
            as 54321:54321 s6-fdholder-retrieve s name true
            as 54321:54322 s6-fdholder-retrieve s all true
            as 54321:54321 s6-fdholder-retrieve -D s name s6-fdholder-store s n
            as 54323:54322 s6-fdholder-retrieve s all true
            as 54323:54322 s6-fdholder-retrieve -D s all true
            as 54323:54322 s6-fdholder-list s
            as 54323:54323 s6-fdholder-retrieve s all true
            s6-fdholder-list s | sort
            """);
        Assert.Equal("0\n1\n0\n0\n1\n1\n1\nall\nn\n", result.Output);
    }
}
