using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Init;

/// <summary>s6-linux-init.html and s6-linux-init-shutdownd.html: machines and containers boot and go down.</summary>
public sealed class Machines(ITestOutputHelper output) : Scenario(output)
{
    private const int EndedByHangup = 128 + 1;
    private const int EndedByInterrupt = 128 + 2;

    private const string Killing =
        "s6-linux-init-shutdownd: info: sending all processes the TERM signal...\n"
        + "s6-linux-init-shutdownd: info: sending all processes the KILL signal...\n";

    [RootTheory]
    [Ours("halt", EndedByInterrupt), Ours("poweroff", EndedByInterrupt), Ours("shutdown -r now", EndedByHangup)]
    [Reference("halt", EndedByInterrupt, Needs = "s6-linux-init")]
    [Reference("shutdown -r now", EndedByHangup, Needs = "s6-linux-init")]
    public void Ends(Suite suite, string command, int code)
    {
        InitRoot root = new(this, suite, suite) { Arguments = "quiet 4 single 2", Options = "-e A=b" };
        CommandResult result = root.Boot($"echo \"init $* $A\" > /dev/console; exec /base/bin/{command}");
        Assert.Equal((code, $"init 4 quiet 4 single 2 b\nshutdown 0\n{Killing}final 0\n"), (result.ExitCode, result.Output));
    }

    /// <summary>What one suite's maker has made boots with the other's programs.</summary>
    [RootTheory, Mixed(Since = "2.15")]
    public void BootsWithTheOther(Suite maker, Suite suite)
    {
        InitRoot root = new(this, maker, suite) { Options = "-D 9" };
        CommandResult result = root.Boot("echo \"init $*\" > /dev/console; exec /base/bin/poweroff");
        Assert.Equal((EndedByInterrupt, $"init 9\nshutdown 0\n{Killing}final 0\n"), (result.ExitCode, result.Output));
    }

    [RootTheory, Mixed(Since = "2.15")]
    public void ContainsWithTheOther(Suite maker, Suite suite)
    {
        InitRoot root = new(this, maker, suite) { Options = "-C -B", Arguments = "a" };
        CommandResult result = root.Boot(
            "echo \"init $*\" > /dev/console; echo 9 > /run/s6-linux-init-container-results/exitcode; exec /base/bin/halt");
        Assert.Equal((9, "init default a\nshutdown 0\n"), (result.ExitCode, result.Output));
    }

    /// <summary>
    /// A container: how it ends is for its manager, and what it ran may say so. (The reference ends alike, but was once seen to
    /// stay up on a very busy machine.)
    /// </summary>
    [RootTheory]
    [Ours("halt", 7), Ours("poweroff", EndedByInterrupt), Ours("reboot", EndedByHangup), Ours("kill -TERM 1", 7)]
    [Reference("halt", 7, Needs = "s6-linux-init")]
    public void Contains(Suite suite, string command, int code)
    {
        string call = command.StartsWith("kill", System.StringComparison.Ordinal) ? command : $"exec /base/bin/{command}";
        InitRoot root = new(this, suite, suite) { Options = "-C", Arguments = "a 3 b" };
        CommandResult result = root.Boot(
            $"echo \"init $*\" > /dev/console; echo 7 > /run/s6-linux-init-container-results/exitcode; {call}");
        Assert.Equal((code, "init default a 3 b\nshutdown 0\n"), (result.ExitCode, result.Output));
        // The shell that waits for it may tell of its signal.
        Assert.DoesNotContain("s6-", result.Error, System.StringComparison.Ordinal);
    }

    /// <summary>0 and 6 end the machine, after the script; docs/DIVERGENCES.md: the reference's init has no such words.</summary>
    [RootTheory, Ours, Reference(Needs = "s6-linux-init")]
    public void Runlevels(Suite suite)
    {
        InitRoot root = new(this, suite, suite);
        CommandResult result = root.Boot(InitRoot.Until("s6-linux-init-runleveld") + """
            exec > /dev/console
            /base/bin/telinit 5
            echo "telinit $?"
            /base/bin/telinit a
            echo "telinit $?"
            /base/bin/telinit
            echo "telinit $?"
            /base/bin/init 3
            echo "init $?"
            exec /base/bin/telinit 6
            """);
        string expected = "runlevel 5\ntelinit 7\nrunlevel a\ntelinit 0\ntelinit 100\n"
            + suite.Diverges("runlevel 3\ninit 0\n", "init 100\n") + $"runlevel 6\nshutdown 0\n{Killing}final 0\n";
        Assert.Equal((EndedByHangup, expected), (result.ExitCode, result.Output));
    }

    /// <summary>Garbage does not end the daemon, nor does a full /run keep the machine up.</summary>
    [RootTheory, Ours]
    public void GoesDownWhateverComes(Suite suite)
    {
        InitRoot root = new(this, suite, suite)
        {
            Options = "-N", Before = "PATH=/suite s6-mount -t tmpfs -o size=300k small /run",
        };
        CommandResult result = root.Boot("""
            F=/run/service/s6-linux-init-shutdownd/fifo
            pid() { s6-svstat -o pid /run/service/s6-linux-init-shutdownd; }
            before=$(pid)
            for i in 1 2 3 4 5 6 7 8; do printf '%3000s' x > $F; printf hprSSpc > $F; done
            /base/bin/shutdown -h 100
            /base/bin/shutdown -c
            s6-cat < /dev/zero > /run/fill 2> /dev/null
            test "$before" = "$(pid)" && echo same > /dev/console
            exec /base/bin/reboot
            """);
        const string Full = "s6-linux-init-shutdownd: warning: unable to write stage 4: No space left on device\n";
        Assert.Equal((EndedByHangup, $"same\nshutdown 0\n{Full}{Killing}final 0\n"), (result.ExitCode, result.Output));
    }

    /// <summary>Disks that cannot be unmounted, scripts that are missing and a killed daemon do not keep it up either.</summary>
    [RootTheory, Ours]
    public void GoesDownWithoutItsScripts(Suite suite)
    {
        InitRoot root = new(this, suite, suite)
        {
            Before = "rm() { PATH=/suite s6-rmrf \"$@\"; }; rm /base/scripts/rc.shutdown /base/scripts/rc.shutdown.final",
        };
        CommandResult result = root.Boot("""
            s6-mkdir /run/service/a-service /run/other
            s6-ln -s /run/other /run/service/a-link
            echo x > /run/service/a-file
            exec /base/bin/poweroff
            """);
        Assert.Equal((EndedByInterrupt, Killing), (result.ExitCode, result.Output));
    }

    /// <summary>The record of a shutdown, and one of the pure daemon that is told when: tests/Unit/Init has the layouts.</summary>
    [RootTheory, Ours]
    public void RecordsItself(Suite suite)
    {
        InitRoot root = new(this, suite, suite);
        CommandResult result = root.Boot("/base/bin/halt -w; /base/bin/reboot -dW");
        Assert.Equal(EndedByHangup, result.ExitCode);
        byte[] record = File.ReadAllBytes(At("wtmp"));
        Assert.InRange(record.Length, 384, 400);
        Assert.Equal("\u0001\0\0\0", System.Text.Encoding.Latin1.GetString(record, 0, 4));
        Assert.Equal("~\0", System.Text.Encoding.Latin1.GetString(record, 8, 2));
        Assert.Equal("shutdown\0", System.Text.Encoding.Latin1.GetString(record, 44, 9));
    }
}
