using System;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Init;

/// <summary>s6-linux-init-hpr.html and s6-linux-init-shutdown.html: what the daemon is told, in a /run of its own.</summary>
public sealed class ShutdownClients(ITestOutputHelper output) : Scenario(output)
{
    private const string Now = "0000000000000000" + "00000000" + "00000000";
    private const string NoTerminal = "fatal: unable to ask hostname confirmation: stdin or stdout is not a tty";
    private const string Capped = "warning: delay between SIGTERM and SIGKILL is capped to 300 seconds";

    /// <summary>Commands, the bytes that come through the FIFO, the exit code, and what is said behind the command's name.</summary>
    private static readonly (string Command, string Told, int Code, string Message)[] s_cases =
    [
        ("hpr -h", "68" + Now, 0, ""), ("hpr -p", "70" + Now, 0, ""), ("hpr -r", "72" + Now, 0, ""),
        ("hpr -h -p", "70" + Now, 0, ""), ("hpr -hdnW", "68" + Now, 0, ""), ("hpr -hw", "", 0, ""),
        ("hpr -d", "", 100, "fatal: one of the -h, -p or -r options must be given"), ("hpr -hi", "", 100, NoTerminal),
        ("shutdown -h now", "68" + Now, 0, ""), ("shutdown now", "53" + Now, 0, ""), ("shutdown -hP now x", "70" + Now, 0, ""),
        ("shutdown -hPH now", "68" + Now, 0, ""), ("shutdown -h -r now", "72" + Now, 0, ""), ("shutdown -fFr 0", "72" + Now, 0, ""),
        ("shutdown -r +5 bye bye", "72000000000000012C" + "0000000000000000", 0, ""),
        ("shutdown -t 7 -h 2", "680000000000000078" + "00000000" + "00001B58", 0, ""),
        ("shutdown -t 301 -h now", "6800000000000000000000000000" + "0493E0", 0, Capped),
        ("shutdown -c", "63", 0, ""), ("shutdown -c x -h", "63", 0, ""), ("shutdown -k now x", "", 0, ""),
        ("shutdown -kr now", "72" + Now, 0, ""), ("shutdown -a -r now", "72" + Now, 0, ""), ("shutdown -ih now", "", 100, NoTerminal),
        ("shutdown -h 24:00", "", 100, "fatal: invalid time format"), ("shutdown -h 1:2", "", 100, "fatal: invalid time format"),
    ];

    [RootTheory, Ours, Reference(Needs = "s6-linux-init-shutdown")]
    public void TellTheDaemon(Suite suite)
    {
        foreach ((string command, string told, int code, string message) in s_cases)
        {
            CommandResult result = InOwnRun(suite, $"""
                mkfifo fifo; exec 9<> fifo
                s6-linux-init-{command} < /dev/null 9>&-
                code=$?
                printf . > fifo
                dd bs=100 count=1 < fifo 2> /dev/null | od -An -v -tx1 | tr -d ' \n'
                exit $code
                """);
            string name = "s6-linux-init-" + command.Split(' ')[0];
            string error = message.Length == 0 ? "" : $"{name}: {message}\n";
            Assert.Equal(
                (command, new CommandResult(code, (told + "2e").ToLowerInvariant(), error)),
                (command, result with { Output = result.Output.ToLowerInvariant() }));
        }
    }

    /// <summary>Times of the day are told as the time until then.</summary>
    [RootTheory, Ours, Reference(Needs = "s6-linux-init-shutdown")]
    public void TimesOfTheDay(Suite suite)
    {
        CommandResult result = InOwnRun(suite, """
            mkfifo fifo; exec 9<> fifo
            export TZ=UTC
            before=$(date +%s)
            s6-linux-init-shutdown -h 12:34
            echo $before $(date +%s) $(dd bs=17 count=1 < fifo 2> /dev/null | od -An -v -tu1)
            """);
        long[] numbers = [.. result.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(long.Parse)];
        Assert.Equal(19, numbers.Length);
        long wait = numbers[3..11].Aggregate(0L, (sum, digit) => (sum << 8) + digit);
        Assert.InRange(wait, 0, 86400);
        // The nanoseconds fill the second up.
        Assert.Contains((long[])[numbers[0], numbers[1]], now => Math.Abs(((now + wait + 1) % 86400) - ((12 * 3600) + (34 * 60))) <= 1);
    }

    /// <summary>docs/DIVERGENCES.md: the reference has "Operation not permitted" for whatever it is.</summary>
    [RootTheory, Ours, Reference(Needs = "s6-linux-init-shutdown")]
    public void WithoutADaemon(Suite suite)
    {
        string nobody = suite.Diverges("No such device or address", "Operation not permitted");
        string nothing = suite.Diverges("No such file or directory", "Operation not permitted");
        CommandResult result = InOwnRun(suite, "mkfifo fifo; s6-linux-init-hpr -h; echo $?; s6-linux-init-shutdown -h now; echo $?");
        Assert.Equal("100\n111\n", result.Output);
        Assert.Equal($"s6-linux-init-hpr: fatal: unable to talk to shutdownd: {nobody}\n"
            + $"s6-linux-init-shutdown: fatal: unable to talk to shutdownd: {nobody}\n", result.Error);
        result = InOwnRun(suite, "cd ..; rmdir s6-linux-init-shutdownd; s6-linux-init-shutdown -c");
        Assert.Equal(
            new CommandResult(111, "", $"s6-linux-init-shutdown: fatal: unable to talk to shutdownd: {nothing}\n"), result);
    }

    /// <summary>Users of the list must be logged in. The reference may have been built without utmp.</summary>
    [RootTheory, Ours]
    public void AccessControl(Suite suite)
    {
        // A record of glibc: USER_PROCESS, pid 4711, tty99 and the user; the rest is not looked at.
        const string Login = "printf '\\7\\0\\0\\0\\147\\22\\0\\0tty99'; head -c 31 /dev/zero; printf alice; head -c 396 /dev/zero";
        string prepare = $"mkfifo fifo; exec 9<> fifo; mount -t tmpfs t /etc; "
            + $"( {Login} ) | head -c $(($(uname -m | grep -c aarch64) * 16 + 384)) > /run/utmp;";
        string[] lists = ["# alice\\nbob\\n", "bob\\nalice\\n"];
        string[] expected = ["1\n", "0\n"];
        for (int i = 0; i < lists.Length; i++)
        {
            CommandResult result = InOwnRun(
                suite, $"{prepare} printf '{lists[i]}' > /etc/shutdown.allow; s6-linux-init-shutdown -a -h now 2> error; echo $?; cat error >&2");
            Assert.Equal(expected[i], result.Output);
            Assert.Equal(i == 1 ? "" : "s6-linux-init-shutdown: fatal: no authorized users logged in\n", result.Error);
        }
    }

    /// <summary>A shell in a mount namespace whose /run and /var/log are new, in the directory of the daemon.</summary>
    private CommandResult InOwnRun(Suite suite, string script)
    {
        System.IO.File.WriteAllText(At("script"), $"""
            set -e
            mount -t tmpfs t /run; mount -t tmpfs t /var/log
            mkdir -p /run/service/s6-linux-init-shutdownd
            cd /run/service/s6-linux-init-shutdownd
            set +e
            {script}
            """);
        return Shell(suite, "exec unshare --mount /bin/sh script");
    }
}
