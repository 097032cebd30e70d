using System;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Holding;

/// <summary>s6-fdholder-errorcodes.html and the exit codes of the pages, with the daemon of one suite and the clients of another.</summary>
public sealed class HolderErrors(ITestOutputHelper output) : HolderScenario(output)
{
    private const string Try = "try() { out=$(\"$@\" 2>&1 < /dev/null); echo \"$? $out\"; }\n";

    /// <summary>The words behind "s6-fdholder-", and what comes of them. The reason is in the C library's words.</summary>
    [Theory, Ours, Reference(Since = "2.15"), Mixed(Since = "2.15")]
    public void ClientsSayWhatIsWrong(Suite daemon, Suite? clients = null)
    {
        Serve(daemon, "s");
        CommandResult result = Shell(clients ?? daemon, Try + """
            s6-fdholder-store s a < /dev/null
            long=$(printf %0256d 0)
            try s6-fdholder-store s a
            try s6-fdholder-delete s none
            try s6-fdholder-retrieve s none true
            try s6-fdholder-store s $long
            try s6-fdholder-delete s $long | sed s/$long/LONG/
            try s6-fdholder-store -d 99 s b
            try s6-fdholder-list none
            try s6-fdholder-getdump none true
            try s6-fdholder-transferdump s none
            try s6-fdholder-transferdump none s
            """);
        Assert.Equal(
            [
                "1 s6-fdholder-store: fatal: unable to store fd",
                "1 s6-fdholder-delete: fatal: unable to delete fd for id none",
                "1 s6-fdholder-retrieve: fatal: unable to retrieve fd for id none",
                "1 s6-fdholder-store: fatal: unable to store fd",
                "1 s6-fdholder-delete: fatal: unable to delete fd for id LONG",
                "1 s6-fdholder-store: fatal: unable to store fd",
                "111 s6-fdholder-list: fatal: unable to connect to a fd-holder daemon at none",
                "111 s6-fdholder-getdump: fatal: unable to connect to a fd-holder daemon at none",
                "111 s6-fdholder-transferdump: fatal: unable to connect to a destination fd-holder daemon at none",
                "111 s6-fdholder-transferdump: fatal: unable to connect to a source fd-holder daemon at none",
            ],
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.LastIndexOf(':')]));
    }

    [Theory, Ours, Reference]
    public void WrongUsage(Suite suite)
    {
        Serve(suite, "s");
        CommandResult result = Shell(suite, Try + """
            for words in list 'store s' 'retrieve s a' 'delete s' 'getdump s' 'setdump s' 'transferdump s' \
                'transferdump -t x s s' 'list -t x s' 'store -T x s a' 'daemon s' 'daemon -v x -i rules-s s'; do
                try s6-fdholder-$words
            done | cut -c 1-3
            for variables in S6_FD#=x S6_FD#=1 'S6_FD#=1 S6_FD_0=x' 'S6_FD#=1 S6_FD_0=0' 'S6_FD#=1 S6_FD_0=0 S6_FDID_0=' \
                'S6_FD#=1 S6_FD_0=0 S6_FDID_0=n S6_FDLIMIT_0=x'; do
                try env $variables s6-fdholder-setdump s
            done
            try s6-fdholderd -i rules-s
            try s6-fdholderd
            s6-fdholder-list s
            """);
        Assert.Equal(
            string.Concat(Enumerable.Repeat("100\n", 12)) + """
            100 s6-fdholder-setdump: fatal: invalid $S6_FD#
            100 s6-fdholder-setdump: fatal: S6_FD_0 not set
            100 s6-fdholder-setdump: fatal: invalid $S6_FD_0
            100 s6-fdholder-setdump: fatal: S6_FDID_0 not set
            100 s6-fdholder-setdump: fatal: invalid $S6_FDID_0
            100 s6-fdholder-setdump: fatal: invalid $S6_FDLIMIT_0
            100 s6-fdholderd: fatal: stdin is not a socket
            100 s6-fdholderd: fatal: no access rights specified!

            """,
            result.Output);
    }

    /// <summary>Who may not connect is told by the closed connection.</summary>
    [Theory, Ours, Reference, Mixed]
    public void WhoMayNotConnect(Suite daemon, Suite? clients = null)
    {
        MakeRules("s", AllRights, "uid/4294967294");
        WaitForReadiness(Start(daemon, "s6-fdholder-daemon", "-1", "-i", "rules-s", "s"));
        CommandResult result = Shell(clients ?? daemon, "s6-fdholder-list s; echo $?");
        Assert.Equal("1\n", result.Output);
        // The reference says "Connection reset by peer" where the daemon had not read its request.
        string reason = result.Error.Replace("Connection reset by peer", "Broken pipe", StringComparison.Ordinal);
        Assert.Equal("s6-fdholder-list: fatal: unable to get fd list: Broken pipe\n", reason);
    }
}
