using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Holding;

/// <summary>s6-fdholderd.html and the pages of its clients, with the daemon of one suite and the clients of another.</summary>
public sealed class Holder(ITestOutputHelper output) : HolderScenario(output)
{
    [Theory, Ours, Reference, Mixed]
    public void StoresAndRetrieves(Suite daemon, Suite? clients = null)
    {
        Serve(daemon, "s");
        CommandResult result = Shell(clients ?? daemon, """
            echo hello > file
            s6-fdholder-store s one < file; echo $?
            s6-fdholder-store s one < file 2>/dev/null; echo $?
            s6-fdholder-store -d 9 -T 1000000 s "$(printf 'two\t"x"')" 9< file; echo $?
            s6-fdholder-store -d 99 s bad 2>/dev/null; echo $?
            s6-fdholder-list s
            s6-fdholder-retrieve s one cat; echo $?
            s6-fdholder-retrieve s none cat 2>/dev/null; echo $?
            s6-fdholder-retrieve -D s one s6-fdholder-list s
            s6-fdholder-delete s one 2>/dev/null; echo $?
            s6-fdholder-delete s "$(printf 'two\t"x"')"; echo $?
            s6-fdholder-list -t 10000 s
            """);
        Assert.Equal(new CommandResult(0, "0\n1\n0\n1\none\ntwo\\t\"x\"\nhello\n0\n1\ntwo\\t\"x\"\n1\n0\n", ""), result);
    }

    /// <summary>A descriptor is not held beyond its time; its other holders see that.</summary>
    [Theory, Ours, Reference, Mixed]
    public void Expires(Suite daemon, Suite? clients = null)
    {
        Serve(daemon, "s");
        CommandResult result = Shell(clients ?? daemon, """
            mkfifo fifo
            (s6-fdholder-store -T 30 s writer > fifo 2>&1 0>&1 & cat < fifo; wait)
            s6-fdholder-list s
            """);
        Assert.Equal(new CommandResult(0, "", ""), result);
    }

    [Theory, Ours, Reference, Mixed]
    public void Dumps(Suite daemon, Suite? clients = null)
    {
        Serve(daemon, "from");
        Serve(daemon, "to");
        CommandResult result = Shell(clients ?? daemon, """
            echo hello > file
            for i in 1 2 3; do s6-fdholder-store from id$i < file; done
            s6-fdholder-store -T 1000000 from last < file
            s6-fdholder-store to id1 < /dev/null
            s6-fdholder-transferdump -t 10000:10000 from to; echo $?
            s6-fdholder-list to
            s6-fdholder-retrieve to id1 cat
            s6-fdholder-delete from id2
            s6-fdholder-getdump from env | grep -c ^S6_FDLIMIT
            s6-fdholder-getdump from env | grep S6_FDID
            s6-fdholder-getdump to s6-fdholder-setdump from; echo $?
            s6-fdholder-list from | sort
            """);
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("0\n", result.Output, System.StringComparison.Ordinal);
        Assert.EndsWith("0\nid1\nid2\nid3\nlast\n", result.Output, System.StringComparison.Ordinal);
        Assert.Contains("hello\n1\nS6_FDID_0=id1\nS6_FDID_1=id3\nS6_FDID_2=last\n", result.Output, System.StringComparison.Ordinal);
    }

    /// <summary>The daemons of two suites.</summary>
    [Theory, Mixed]
    public void TransfersBetweenSuites(Suite from, Suite to)
    {
        Serve(from, "from");
        Serve(to, "to");
        CommandResult result = Shell(from, """
            for i in 1 2 3; do s6-fdholder-store from id$i < /dev/null; done
            s6-fdholder-transferdump from to
            s6-fdholder-list to
            """);
        Assert.Equal(new CommandResult(0, "id1\nid2\nid3\n", ""), result);
    }

    [Theory]
    [Ours("STORE_REGEX=^a", "0\n1\n1\n1\n1\n1\n0\n")]
    [Reference("STORE_REGEX=^a", "0\n1\n1\n1\n1\n1\n0\n")]
    [Ours("STORE_REGEX=^a RETRIEVE_REGEX=b$", "0\n1\n1\n1\n1\n1\n0\n")]
    [Reference("STORE_REGEX=^a RETRIEVE_REGEX=b$", "0\n1\n1\n1\n1\n1\n0\n")]
    [Ours("LIST=1 STORE_REGEX=(a|b)$ RETRIEVE_REGEX=a+", "0\n0\n0\n0\n1\n1\n0\n")]
    [Reference("LIST=1 STORE_REGEX=(a|b)$ RETRIEVE_REGEX=a+", "0\n0\n0\n0\n1\n1\n0\n")]
    [Ours("GETDUMP=1", "1\n1\n1\n1\n0\n1\n1\n")]
    [Reference("GETDUMP=1", "1\n1\n1\n1\n0\n1\n1\n")]
    [Ours("SETDUMP=1", "1\n1\n1\n1\n1\n0\n1\n")]
    [Reference("SETDUMP=1", "1\n1\n1\n1\n1\n0\n1\n")]
    [Ours("STORE_REGEX=(", "1\n1\n1\n1\n1\n1\n1\n")]
    [Reference("STORE_REGEX=(", "1\n1\n1\n1\n1\n1\n1\n")]
    public void RightsDecide(Suite suite, string rights, string codes)
    {
        Serve(suite, "s", rights, "-v0");
        CommandResult result = Shell(suite, """
            exec 2>/dev/null
            s6-fdholder-store s a < /dev/null; echo $?
            s6-fdholder-store s b < /dev/null; echo $?
            s6-fdholder-list s > list; echo $?
            s6-fdholder-retrieve s a true; echo $?
            s6-fdholder-getdump s true; echo $?
            env S6_FD#=1 S6_FD_0=1 S6_FDID_0=x s6-fdholder-setdump s; echo $?
            s6-fdholder-delete s a; echo $?
            """);
        Assert.Equal(new CommandResult(0, codes, ""), result);
    }

    [RootTheory, Ours, Reference]
    public void TheUserDecides(Suite suite)
    {
        string nobody = Shell(suite, "id -u nobody").Output.Trim();
        Serve(suite, "s", "LIST=1");
        Directory.Move(At("rules-s/uid/default"), At("rules-s/uid/" + nobody));
        CommandResult result = Shell(suite, """
            chmod 755 .
            s6-fdholder-list s 2>/dev/null; echo $?
            s6-setuidgid nobody s6-fdholder-list s; echo $?
            """);
        Assert.Equal(new CommandResult(0, "1\n0\n", ""), result);
    }

    [Theory, Ours, Reference]
    public void RefusesWhatItCannotHold(Suite suite)
    {
        Serve(suite, "s", AllRights, "-n", "2");
        CommandResult result = Shell(suite, """
            for i in 1 2 3; do s6-fdholder-store s id$i < /dev/null; echo $?; done 2>&1
            env S6_FD#=1 S6_FD_0=1 S6_FDID_0=x s6-fdholder-setdump s 2>&1
            s6-fdholder-delete s id1
            s6-fdholder-store s id3 < /dev/null; echo $?
            """);
        const string full = "Too many open files in system\n";
        Assert.Equal(
            new CommandResult(
                0,
                $"0\n0\ns6-fdholder-store: fatal: unable to store fd: {full}1\n"
                + $"s6-fdholder-setdump: fatal: unable to set dump: {full}0\n",
                ""),
            result with { Output = result.Output.Replace("No file descriptors available\n", full, System.StringComparison.Ordinal) });
    }

    /// <summary>The dumps of the reference fail from 254 descriptors on; ours hold, list, and transfer a thousand.</summary>
    [Theory, Ours]
    public void AThousandDescriptors(Suite suite)
    {
        Serve(suite, "from");
        Serve(suite, "to");
        CommandResult result = Shell(suite, """
            seq 999 | s6-fdholder-store from pipe
            i=0; while [ $i -lt 999 ]; do echo "S6_FD_$i=1"; echo "S6_FDID_$i=id$i"; i=$((i+1)); done > variables
            env $(cat variables) S6_FD#=999 s6-fdholder-setdump from; echo $?
            s6-fdholder-transferdump from to; echo $?
            s6-fdholder-list to | sort -u | wc -l
            s6-fdholder-retrieve to pipe tail -n1
            s6-fdholder-store to more 2>/dev/null < /dev/null; echo $?
            """);
        Assert.Equal(new CommandResult(0, "0\n0\n1000\n999\n1\n", ""), result);
    }

    [Theory, Ours, Reference]
    public void CompiledRules(Suite suite)
    {
        MakeRules("s", "LIST=1");
        CommandResult compiled = Shell(suite, "s6-accessrules-cdb-from-fs rules.cdb rules-s");
        Assert.Equal(0, compiled.ExitCode);
        WaitForReadiness(Start(suite, "s6-fdholder-daemon", "-1", "-x", "rules.cdb", "s"));
        Assert.Equal(new CommandResult(0, "0\n1\n", ""), Shell(suite, """
            s6-fdholder-list s; echo $?
            s6-fdholder-store s a 2>/dev/null; echo $?
            """));
    }

    /// <summary>Garbage, and messages that end too early, cost the sender its connection and nobody else anything.</summary>
    [Theory, Ours, Reference]
    public void GarbageIsRefused(Suite suite)
    {
        Serve(suite, "s");
        CommandResult result = Shell(suite, """
            for bytes in '\377\377\377\377\000\000' '\000\000\000\001\000\000Z' '\000\000\000\000\000\000' \
                '\000\000\000\003\000\000D\001a' '\000\000\000\002\000\001S\000' '\000\000'; do
                printf "$bytes" | timeout 5 s6-ipcclient s sh -c 'cat >&7; exec 7>&-; exec 6>&-'
            done
            s6-fdholder-store s a < /dev/null; s6-fdholder-list s
            """);
        Assert.Equal("a\n", result.Output);
    }
}
