using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-background-watch.html.</summary>
public sealed class BackgroundWatch(ITestOutputHelper output) : Scenario(output)
{
    private const string Program = "s6-background-watch";

    /// <summary>A daemon that ends when there is a file "go".</summary>
    private const string UntilGo = "until [ -e go ]; do sleep 0.02; done";

    [Theory]
    [Ours("exit 0", 0)]
    [Ours("exit 7", 7)]
    [Ours("exit 200", 128)]
    [Ours("exec sh -c \"kill -9 \\$\\$\"", 137)]
    [Reference("exit 0", 0, Since = "2.14")]
    [Reference("exit 7", 7, Since = "2.14")]
    [Reference("exit 200", 128, Since = "2.14")]
    [Reference("exec sh -c \"kill -9 \\$\\$\"", 137, Since = "2.14")]
    public void EndsAsTheDaemon(Suite suite, string end, int code)
    {
        Child watch = StartWatching(suite, $"{UntilGo}; {end}");
        File.WriteAllText(At("go"), "");
        Assert.Equal(new CommandResult(code, "", ""), watch.WaitForExit());
        Assert.True(File.Exists(At("pid")));
    }

    [Theory, Ours, Reference(Since = "2.14")]
    public void PassesSignalsOn(Suite suite)
    {
        Messages messages = NewMessages();
        Child watch = StartWatching(suite, $"""
            exec 5>{messages.Path}
            for s in HUP USR1 USR2 ALRM WINCH CONT; do trap "echo $s >&5" $s; done
            trap "echo TERM >&5; exit 3" TERM
            echo up >&5
            while :; do sleep 0.02; done
            """);
        messages.Expect("up");
        (int Number, string Name)[] signals = [(1, "HUP"), (10, "USR1"), (12, "USR2"), (14, "ALRM"), (28, "WINCH"), (18, "CONT")];
        foreach ((int number, string name) in signals)
        {
            watch.Kill(number);
            messages.Expect(name);
        }
        watch.Kill(15);
        messages.Expect("TERM");
        Assert.Equal(new CommandResult(3, "", ""), watch.WaitForExit());
    }

    /// <summary>Killed by the signal that was passed on.</summary>
    [Theory, Ours, Reference(Since = "2.14")]
    public void DiesOfASignal(Suite suite)
    {
        Child watch = StartWatching(suite, "exec sleep 1000");
        watch.Kill(15);
        Assert.Equal(new CommandResult(143, "", ""), watch.WaitForExit());
    }

    /// <summary>Before it is looked for: its end is known all the same.</summary>
    [ProgramTheory("/usr/bin/perl"), Ours]
    public void ADaemonThatDiesAtOnce(Suite suite)
    {
        // It ends first, and is nobody's zombie until its parent has ended, too.
        Prog("""
            exec perl -e '
                exit 7 unless $child = fork;
                open F, ">pid"; print F "$child\n"; close F;
                do { open S, "/proc/$child/stat"; $line = <S>; } until $line =~ /\) Z /;'
            """);
        Assert.Equal(new CommandResult(7, "", ""), Run(suite, Program, "pid", "./prog"));
    }

    /// <summary>Other children that come its way are buried.</summary>
    [Theory, Ours]
    public void LeavesNoZombies(Suite suite)
    {
        Child watch = StartWatching(suite, UntilGo, "(until [ -e other ]; do sleep 0.02; done) & echo $! > pid2");
        int other = int.Parse(File.ReadAllText(At("pid2")), CultureInfo.InvariantCulture);
        Eventually(() => ProcessTree.ChildrenOf(watch.Pid).Contains(other));
        File.WriteAllText(At("other"), "");
        Eventually(() => ProcessTree.State(other) == 'X');
        Assert.False(watch.HasExited);
        File.WriteAllText(At("go"), "");
        Assert.Equal(0, watch.WaitForExit().ExitCode);
    }

    [Theory]
    [Ours("exit 3", 3, "exited 3")]
    [Ours("exit 200", 128, "exited 200")]
    [Ours("kill -9 $$", 137, "crashed with signal 9")]
    [Reference("exit 3", 3, "exited 3", Since = "2.14")]
    [Reference("exit 200", 128, "exited 200", Since = "2.14")]
    [Reference("kill -9 $$", 137, "crashed with signal 9", Since = "2.14")]
    public void TheProgramFails(Suite suite, string end, int code, string how)
    {
        Prog("echo 77 > pid; " + end);
        Assert.Equal(
            new CommandResult(code, "", $"{Program}: fatal: ./prog (parent) {how}\n"), Run(suite, Program, "pid", "./prog"));
        Assert.False(File.Exists(At("pid")));
    }

    /// <summary>One warning, and SIGKILL; the reference goes on warning until the program is dead.</summary>
    [Theory]
    [Ours("-t 50")]
    [Ours("--timeout-ready=50")]
    [Reference("-t 50", Since = "2.14")]
    public void TheTimeIsOver(Suite suite, string option)
    {
        Prog("trap '' TERM; exec sleep 1000");
        CommandResult result = Run(suite, Program, option.Split(' ').Append("pid").Append("./prog").ToArray());
        Assert.Equal((137, ""), (result.ExitCode, result.Output));
        const string Warning = Program + ": warning: ./prog (parent) did not exit before timeout-ready, killing it\n";
        const string End = Program + ": fatal: ./prog (parent) crashed with signal 9\n";
        Assert.Equal(Warning + End, suite.IsOurs ? result.Error : result.Error[result.Error.LastIndexOf(Warning, StringComparison.Ordinal)..]);
    }

    [Theory]
    [Ours("none", 104, "unable to ./prog (parent) exited but pidfile pid does not exist: No such file or directory")]
    [Ours("", 104, "pidfile pid does not contain a valid pid")]
    [Ours("12x", 104, "pidfile pid does not contain a valid pid")]
    [Ours("-12", 104, "pidfile pid does not contain a valid pid")]
    [Ours("0", 104, "pidfile pid does not contain a valid pid")]
    [Ours("1", 104, "pidfile pid does not contain a valid pid")]
    [Ours("4294967297", 104, "pidfile pid does not contain a valid pid")]
    [Ours("2000000000", 111, "unable to check daemon with a null signal: No such process")]
    [Reference("none", 104, "unable to ./prog (parent) exited but pidfile pid does not exist: No such file or directory", Since = "2.14")]
    [Reference("", 104, "pidfile pid does not contain a valid pid", Since = "2.14")]
    [Reference("12x", 104, "pidfile pid does not contain a valid pid", Since = "2.14")]
    [Reference("2000000000", 111, "unable to check daemon with a null signal: No such process", Since = "2.14")]
    public void NoDaemon(Suite suite, string content, int code, string message)
    {
        Prog(content == "none" ? "exit 0" : $"echo '{content}' > pid");
        Assert.Equal(
            new CommandResult(code, "", $"{Program}: fatal: {message}\n"), Run(suite, Program, "pid", "./prog"));
    }

    [Theory, Ours]
    public void ThePidOfItself(Suite suite)
    {
        Prog("echo $PPID > pid");
        Assert.Equal(
            new CommandResult(104, "", $"{Program}: fatal: pidfile pid does not contain a valid pid\n"),
            Run(suite, Program, "pid", "./prog"));
    }

    /// <summary>A process that is no child of it is watched until it ends; with what, nobody can tell.</summary>
    [Theory, Ours]
    public void SomebodyElsesProcess(Suite suite)
    {
        Child other = StartWith(suite, null, "/bin/sleep", "1000");
        Prog($"echo {other.Pid} > pid");
        Child watch = Start(suite, Program, "pid", "./prog");
        Eventually(() => File.Exists(At("pid")) && ProcessTree.ChildrenOf(watch.Pid).Count == 0);
        watch.Kill(15);
        Assert.Equal(
            new CommandResult(111, "", $"{Program}: fatal: unable to wait: No child process\n"), watch.WaitForExit());
        Assert.Equal(143, other.WaitForExit().ExitCode);
    }

    [Theory]
    [Ours("pid ./missing", 127, "fatal: unable to spawn ./missing: No such file or directory")]
    [Ours("-d 2 pid ./prog", 100, "fatal: notification-fd cannot be 0, 1 or 2")]
    [Ours("-d 77 pid ./prog", 111, "fatal: unable to check notification-fd: Bad file descriptor")]
    [Ours("-t x pid ./prog", 100, "usage: s6-background-watch [ -t timeout ] [ -d notif ] pidfile prog...")]
    [Ours("-d x pid ./prog", 100, "usage: s6-background-watch [ -t timeout ] [ -d notif ] pidfile prog...")]
    [Ours("pid", 100, "usage: s6-background-watch [ -t timeout ] [ -d notif ] pidfile prog...")]
    [Ours("-z pid", 100, "fatal: unrecognized short option: z")]
    [Reference("pid ./missing", 127, "fatal: unable to spawn ./missing: No such file or directory", Since = "2.14")]
    [Reference("-d 2 pid ./prog", 100, "fatal: notification-fd cannot be 0, 1 or 2", Since = "2.14")]
    [Reference("-d 77 pid ./prog", 111, "fatal: unable to check notification-fd: Bad file descriptor", Since = "2.14")]
    [Reference("-t x pid ./prog", 100, "usage: s6-background-watch [ -t timeout ] [ -d notif ] pidfile prog...", Since = "2.14")]
    [Reference("-d x pid ./prog", 100, "usage: s6-background-watch [ -t timeout ] [ -d notif ] pidfile prog...", Since = "2.14")]
    [Reference("pid", 100, "usage: s6-background-watch [ -t timeout ] [ -d notif ] pidfile prog...", Since = "2.14")]
    [Reference("-z pid", 100, "fatal: unrecognized short option: z", Since = "2.14")]
    public void WhatIsWrong(Suite suite, string arguments, int code, string message) => Assert.Equal(
        new CommandResult(code, "", $"{Program}: {message}\n"), Run(suite, Program, arguments.Split(' ')));

    /// <summary>In the place it is made for.</summary>
    [Theory, Ours, Reference(Since = "2.14")]
    public void AService(Suite suite)
    {
        ServiceDirectory directory = NewService().With("notification-fd", "9\n")
            .Script("prog", "sleep 1000 9>&- & echo $! > pid").Run($"exec {Program} -d 9 pid ./prog");
        Supervised service = Supervise(suite, directory);
        service.Expect("suU");
        service.Send("d");
        service.Expect("suUdD");
    }

    /// <summary>A SIGPIPE of its own, from a descriptor that nobody reads, is not passed on.</summary>
    [Theory, Ours]
    public void NobodyReadsTheNotification(Suite suite)
    {
        Readable readiness = Native.Pipe(out int writer);
        readiness.Dispose();
        Prog($"({UntilGo}; exit 4) & echo $! > pid");
        Child watch = StartWith(suite, new Dictionary<int, int> { [9] = writer }, Program, "-d", "9", "pid", "./prog");
        Native.Close(writer);
        Eventually(() => !ProcessTree.Descriptors(watch.Pid).Contains(9));
        File.WriteAllText(At("go"), "");
        Assert.Equal(new CommandResult(4, "", ""), watch.WaitForExit());
    }

    private void Prog(string body) => new ServiceDirectory(Scratch).Script("prog", body);

    /// <summary>Starts it with a daemon that is that script, and comes back when it has found it.</summary>
    private Child StartWatching(Suite suite, string daemon, string before = ":")
    {
        new ServiceDirectory(Scratch).Script("daemon", daemon);
        Prog($"exec 9>&-; {before}\n./daemon & echo $! > pid");
        using Readable readiness = Native.Pipe(out int writer);
        Child watch = StartWith(suite, new Dictionary<int, int> { [9] = writer }, Program, "-d", "9", "pid", "./prog");
        Native.Close(writer);
        Patience patience = new();
        while (!readiness.Ended && !patience.IsOver)
        {
            readiness.Wait(patience);
        }
        Assert.True(readiness.Text == "\n", $"{watch}");
        return watch;
    }
}
