using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-svscanboot.html.</summary>
public sealed class Svscanboot(ITestOutputHelper output) : Scenario(output)
{
    private const string Program = "s6-svscanboot";

    private const string Usage =
        "usage: s6-svscanboot [ -c devconsole ] [ -D catchalldir ] [ -m catchallmode ] [ -l catchalluser ] "
        + "[ -o catchalloptions ] [ -d notif ] [ -C services_max ] [ -L name_max ] [ -t rescan ] scandir";

    /// <summary>What it makes and executes.</summary>
    [RootTheory]
    [Ours("", "-X 3", "t", 0x5e8)]
    [Ours("-C 20 -L 50 -t 5000", "-X 3 -C 20 -L 50 -t 5000", "t", 0x5e8)]
    [Ours("-m 711 -o n3 --notification-fd=3", "-X 4 -d 3", "n3", 0x1c9)]
    [Ours("--catchall-mode=755 -d 9 --catchall-user=daemon", "-X 3 -d 9", "t", 0x1ed)]
    [Reference("", "-X 3", "t", 0x5e8, Since = "2.15.1")]
    [Reference("-C 20 -L 50 -t 5000", "-X 3 -C 20 -L 50 -t 5000", "t", 0x5e8, Since = "2.15.1")]
    [Reference("-m 711 -o n3 --notification-fd=3", "-X 4 -d 3", "n3", 0x1c9, Since = "2.15.1")]
    [Reference("--catchall-mode=755 -d 9 --catchall-user=daemon", "-X 3 -d 9", "t", 0x1ed, Since = "2.15.1")]
    public void Boots(Suite suite, string options, string words, string directives, int mode)
    {
        // The logger may be another user's.
        File.SetUnixFileMode(Scratch, (UnixFileMode)0x1ed);
        Directory.CreateDirectory(At("tree/scan/s6-svscan-log/old"));
        using Readable notification = Native.Pipe(out int writer);
        Child boot = StartWith(
            suite,
            new Dictionary<int, int> { [options.Contains("fd=3", StringComparison.Ordinal) ? 3 : 9] = writer },
            Program, [.. Words(options), "-D", "logs", "tree/scan"]);
        Native.Close(writer);
        Eventually(() => File.Exists(At("logs/current")) && File.Exists(At("tree/scan/.s6-svscan/control")));
        string line = ProcessTree.ReadText(boot.Pid, "cmdline").Replace('\0', ' ');
        Assert.EndsWith($"s6-svscan {words} -- tree/scan ", line, StringComparison.Ordinal);
        Assert.Equal("/dev/null", ProcessTree.Link(boot.Pid, "fd/0"));
        Assert.Equal(At("tree/scan/s6-svscan-log/fifo"), ProcessTree.Link(boot.Pid, "fd/1"));
        Assert.Equal(At("tree/scan/s6-svscan-log/fifo"), ProcessTree.Link(boot.Pid, "fd/2"));
        Assert.Equal(mode, Native.Mode(At("logs")));
        Assert.False(Directory.Exists(At("tree/scan/s6-svscan-log/old")));
        Assert.Equal("3\n", File.ReadAllText(At("tree/scan/s6-svscan-log/notification-fd")));
        Assert.Equal(0x1ed, Native.Mode(At("tree/scan/s6-svscan-log/run")));
        Assert.Equal(0x180, Native.Mode(At("tree/scan/s6-svscan-log/fifo")));
        string script = File.ReadAllText(At("tree/scan/s6-svscan-log/run"));
        string user = options.Contains("user", StringComparison.Ordinal) ? "s6-setuidgid \"daemon\"\n" : "";
        Assert.StartsWith("#!/", script, StringComparison.Ordinal);
        Assert.EndsWith(
            "/execlineb -s1\nfdmove -c 1 2\nredirfd -rnb 0 fifo\n"
            + $"{user}exec -c\ns6-log -bpd3 -- {directives} \"{At("logs")}\"\n",
            script,
            StringComparison.Ordinal);
        CommandResult owner = Shell(suite, "stat -c %U logs");
        Assert.Equal(user.Length > 0 ? "daemon\n" : "root\n", owner.Output);
        if (words.Contains("-d", StringComparison.Ordinal))
        {
            Eventually(() => notification.Drain() || notification.Text == "\n");
        }
        Stop(suite, boot);
    }

    /// <summary>What a supervisor says is logged; what the logger's own says goes to the console.</summary>
    [Theory]
    [Ours(false)]
    [Ours(true)]
    [Reference(false, Since = "2.15.1")]
    [Reference(true, Since = "2.15.1")]
    public void Logs(Suite suite, bool console)
    {
        File.WriteAllText(At("console"), "");
        string[] options = console ? ["-c", "console"] : [];
        Child boot = Start(suite, Program, [.. options, "-D", At("logs"), "scan"]);
        const string Message = "s6-supervise bad: warning: unable to spawn ./run";
        Eventually(() => File.Exists(At("logs/current")) && File.Exists(At("scan/.s6-svscan/control")));
        Directory.CreateDirectory(At("scan/bad"));
        Assert.Equal(0, Run(suite, "s6-svscanctl", "-a", "scan").ExitCode);
        Eventually(() => File.ReadAllText(At("logs/current")).Contains(Message, StringComparison.Ordinal));
        int[] supervisor = [.. ProcessTree.ChildrenOf(boot.Pid)
            .Where(pid => ProcessTree.ReadText(pid, "cmdline").Contains("s6-svscan-log", StringComparison.Ordinal))];
        Assert.Single(supervisor);
        string error = ProcessTree.Link(supervisor[0], "fd/2");
        Assert.Equal(console, error == At("console"));
        Assert.Equal(!console, error.StartsWith("pipe:", StringComparison.Ordinal));
        Stop(suite, boot);
    }

    [Theory]
    [Ours("", 100, Usage)]
    [Ours("-m 9 scan", 100, "fatal: catchall-mode must be an (octal) unsigned integer")]
    [Ours("-d x scan", 100, "fatal: notification-fd must be an unsigned integer")]
    [Ours("-d 2 scan", 100, "fatal: notification-fd must be 3 or greater")]
    [Ours("-d 77 scan", 111, "fatal: notification-fd sanity check failed: Bad file descriptor")]
    [Ours("-C x scan", 100, "fatal: services-max must be an unsigned integer")]
    [Ours("-L x scan", 100, "fatal: name-max must be an unsigned integer")]
    [Ours("-t x scan", 100, "fatal: timeout must be an unsigned integer")]
    [Ours("-z scan", 100, "fatal: unrecognized short option: z")]
    [Ours("-u scan", 100, "fatal: XDG_RUNTIME_DIR not set")]
    [Ours("-D file/logs scan", 111, "fatal: unable to mkdir file/logs: Not a directory")]
    [Ours("-D logs file/scan", 111, "fatal: unable to mkdir file/scan/s6-svscan-log: Not a directory")]
    [Ours("-D logs -c missing scan", 111, "fatal: unable to open missing: No such file or directory")]
    [Reference("", 100, Usage, Since = "2.15.1")]
    [Reference("-m 9 scan", 100, "fatal: catchall-mode must be an (octal) unsigned integer", Since = "2.15.1")]
    [Reference("-d x scan", 100, "fatal: notification-fd must be an unsigned integer", Since = "2.15.1")]
    [Reference("-d 2 scan", 100, "fatal: notification-fd must be 3 or greater", Since = "2.15.1")]
    [Reference("-d 77 scan", 111, "fatal: notification-fd sanity check failed: Bad file descriptor", Since = "2.15.1")]
    [Reference("-C x scan", 100, "fatal: services-max must be an unsigned integer", Since = "2.15.1")]
    [Reference("-L x scan", 100, "fatal: name-max must be an unsigned integer", Since = "2.15.1")]
    [Reference("-t x scan", 100, "fatal: timeout must be an unsigned integer", Since = "2.15.1")]
    [Reference("-z scan", 100, "fatal: unrecognized short option: z", Since = "2.15.1")]
    [Reference("-u scan", 100, "fatal: XDG_RUNTIME_DIR not set", Since = "2.15.1")]
    [Reference("-D file/logs scan", 111, "fatal: unable to mkdir file/logs: Not a directory", Since = "2.15.1")]
    [Reference("-D logs -c missing scan", 111, "fatal: unable to open missing: No such file or directory", Since = "2.15.1")]
    public void WhatIsWrong(Suite suite, string arguments, int code, string message)
    {
        File.WriteAllText(At("file"), "");
        Assert.Equal(new CommandResult(code, "", $"{Program}: {message}\n"), Run(suite, Program, Words(arguments)));
    }

    [RootTheory, Ours]
    public void AnUnknownUser(Suite suite) => Assert.Equal(
        new CommandResult(111, "", $"{Program}: fatal: getpwnam no-such-user\n"),
        Run(suite, Program, "-l", "no-such-user", "scan"));

    /// <summary>-u: the log directory of a user; one letter is a name like any other.</summary>
    [Theory]
    [Ours("", "uncaught-logs")]
    [Ours("-D mine", "mine")]
    [Reference("", "uncaught-logs", Since = "2.15.1")]
    [Reference("-D mine", "mine", Since = "2.15.1")]
    public void OfAUser(Suite suite, string options, string name)
    {
        string path = suite.Diverges("a/b/scan", "aa/b/scan");
        Child boot = StartWith(
            suite, null, "/usr/bin/env", ["XDG_RUNTIME_DIR=" + Scratch, suite.Find(Program), "-u", .. Words(options), path]);
        Eventually(() => File.Exists(At(name + "/current")));
        boot.Kill(15);
        Assert.Equal(0, boot.WaitForExit().ExitCode);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private void Stop(Suite suite, Child boot)
    {
        Assert.Equal(0, Run(suite, "s6-svscanctl", "-t", Directory.Exists(At("tree")) ? "tree/scan" : "scan").ExitCode);
        Assert.Equal(0, boot.WaitForExit().ExitCode);
    }
}
