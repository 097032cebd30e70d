using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>s6-svscan.html and s6-svscanctl.html: the ways to end, diverted signals, finish and crash.</summary>
public sealed class Stops(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Density("t")]
    [Ours("t")]
    [Density("i")]
    [Ours("i")]
    [Density("q")]
    [Ours("q")]
    [Density("SIGTERM")]
    [Ours("SIGTERM")]
    [Density("SIGINT")]
    [Ours("SIGINT")]
    [Density("SIGQUIT")]
    [Ours("SIGQUIT")]
    [Reference("t")]
    [Reference("i")]
    [Reference("q")]
    [Reference("SIGTERM")]
    [Reference("SIGINT")]
    [Reference("SIGQUIT")]
    public void EverythingIsStoppedFirst(Suite suite, string how)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one").Finish($"echo finish of one > {messages.Path}");
        scanner.AddIdle("two").With("down");
        scanner.Script("finish", $"echo end $# $0 $(pwd) > {messages.Path}; exit 7");
        scanner.Start();
        scanner.Events("one").Expect("su");
        scanner.Events("two").Expect("s");
        int pid = scanner.Process.Pid;
        scanner.Ask(how);
        messages.Expect("finish of one");
        messages.Expect($"end 0 .s6-svscan/finish {scanner.Path}");
        Assert.Equal(7, scanner.Process.WaitForExit().ExitCode);
        scanner.Events("one").Expect("sudDx");
        scanner.Events("two").Expect("sx");
        Assert.True(pid > 0);
    }

    [Theory]
    [Ours("b")]
    [Ours("SIGABRT")]
    [Reference("b")]
    [Reference("SIGABRT")]
    public void AbortLeavesTheSupervisorsAlone(Suite suite, string how)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("su");
        int supervisor = scanner.Supervisors()["one"];
        scanner.Ask(how);
        Assert.Equal(new CommandResult(0, "", ""), scanner.Process.WaitForExit());
        Assert.Equal("su", scanner.Events("one").Heard);
        Supervised.SendTo(scanner.Service("one"), "dx");
        scanner.Events("one").Expect("sudDx");
        Assert.True(ProcessTree.WaitForEnd(supervisor, new Patience()));
    }

    [Theory]
    [Density("SIGHUP")]
    [Ours("SIGHUP")]
    [Density("SIGINT")]
    [Ours("SIGINT")]
    [Density("SIGQUIT")]
    [Ours("SIGQUIT")]
    [Density("SIGTERM")]
    [Ours("SIGTERM")]
    [Density("SIGUSR1")]
    [Ours("SIGUSR1")]
    [Density("SIGUSR2")]
    [Ours("SIGUSR2")]
    [Density("SIGPWR")]
    [Ours("SIGPWR")]
    [Density("SIGWINCH")]
    [Ours("SIGWINCH")]
    [Reference("SIGHUP")]
    [Reference("SIGINT")]
    [Reference("SIGQUIT")]
    [Reference("SIGTERM")]
    [Reference("SIGUSR1")]
    [Reference("SIGUSR2")]
    [Reference("SIGPWR")]
    [Reference("SIGWINCH")]
    public void SignalsAreDiverted(Suite suite, string signal)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Script(signal, $"echo $0 $# $(grep SigBlk /proc/self/status) > {messages.Path}");
        scanner.Start();
        scanner.Events("one").Expect("su");
        scanner.AddIdle("two");
        scanner.Ask(signal);
        messages.Expect($".s6-svscan/{signal} 0 SigBlk: 0000000000000000");
        scanner.Ask(signal);
        messages.ExpectStart($".s6-svscan/{signal} 0 ");
        Assert.Equal(("su", "", "one"), (scanner.Events("one").Heard, scanner.Events("two").Heard, scanner.Names()));
    }

    [Theory, Density, Ours, Reference]
    public void AFileThatCannotBeExecutedDivertsNothing(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        new ServiceDirectory(scanner[".s6-svscan"]).With("SIGTERM", "#!/bin/sh\n").With("SIGUSR1", "#!/bin/sh\n");
        scanner.Start();
        scanner.Events("one").Expect("su");
        scanner.Ask("SIGUSR1");
        scanner.Ask("SIGUSR2");
        scanner.Ask("SIGWINCH");
        scanner.Ask("SIGTERM");
        scanner.Events("one").Expect("sudDx");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
    }

    /// <summary>A finish that cannot be executed is a reason for crash.</summary>
    [Theory, Density, Ours, Reference]
    public void CrashIsExecutedWhereFinishCannotBe(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        new ServiceDirectory(scanner[".s6-svscan"]).With("finish", "#!/bin/sh\n")
            .Script("crash", $"echo crash $# > {messages.Path}; exit 9");
        scanner.Start();
        scanner.Events("one").Expect("su");
        scanner.Send("t");
        messages.Expect("crash 0");
        CommandResult result = scanner.Process.WaitForExit();
        Assert.Equal(9, result.ExitCode);
        Assert.Equal(
            "s6-svscan: warning: unable to exec finish script .s6-svscan/finish: Permission denied\n" +
            "s6-svscan: warning: executing into .s6-svscan/crash\n",
            result.Error);
    }

    /// <summary>The C program dies of such a signal when it has waited, instead of executing finish (not as process 1).</summary>
    [Theory, Density, Ours]
    public void EverythingIsStoppedTwice(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Traps(messages);
        scanner.Start();
        messages.ExpectStart("up ");
        scanner.Events("one").Expect("su");
        scanner.Process.Kill(15);
        messages.Expect("TERM");
        messages.Expect("CONT");
        // More of the same does no harm while it waits.
        scanner.Process.Kill(15);
        scanner.Process.Kill(1);
        File.WriteAllText(scanner["one/end"], "");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        scanner.Events("one").Expect("sudDx");
    }

    [Theory, Density, Ours, Reference]
    public void UnknownCommandsAreWarnedOf(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        scanner.Send("?X");
        scanner.Process.WaitForError(
            "s6-svscan: warning: received unknown control command: ?\ns6-svscan: warning: received unknown control command: X\n");
        scanner.AddIdle("two");
        scanner.Send("a");
        scanner.ExpectNames("one two");
    }

    [Theory, Density, Ours, Reference]
    public void ABurstOfCommands(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Start().ExpectNames("one");
        scanner.AddIdle("two");
        scanner.Send(new string('z', 5000) + "a");
        scanner.ExpectNames("one two");
    }
}
