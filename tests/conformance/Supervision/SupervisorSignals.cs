using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>s6-supervise.html, "Signals": TERM, HUP, QUIT and INT, in every state of the service.</summary>
public sealed class SupervisorSignals(ITestOutputHelper output) : Scenario(output)
{
    private const int SIGHUP = 1;
    private const int SIGINT = 2;
    private const int SIGQUIT = 3;
    private const int SIGTERM = 15;

    [Theory]
    [Ours(SIGTERM)]
    [Ours(SIGHUP)]
    [Ours(SIGQUIT)]
    [Ours(SIGINT)]
    [Reference(SIGTERM)]
    [Reference(SIGHUP)]
    [Reference(SIGQUIT)]
    [Reference(SIGINT)]
    public void ASupervisorOfAServiceThatIsDownExits(Suite suite, int signal)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        service.Expect("s");
        service.Process.Kill(signal);
        Assert.Equal(new CommandResult(0, "", ""), service.WaitForExit());
        service.Expect("sx");
    }

    [Theory, Density, Ours, Reference]
    public void TermBringsTheServiceDown(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle).Finish($"echo $1 $2 > {messages.Path}"));
        service.Expect("su");
        service.Process.Kill(SIGTERM);
        service.Expect("sudDx");
        Assert.Equal(new CommandResult(0, "", ""), service.WaitForExit());
        messages.Expect("256 15");
        Assert.Equal((15, 8), (service.Status.WaitStatus, service.Status.Flags));
    }

    [Theory, Density, Ours, Reference]
    public void TermUsesDownSignalAndTimeoutKill(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(
            suite, NewService().Traps(messages).With("down-signal", "HUP\n").With("timeout-kill", "100\n"));
        messages.ExpectStart("up ");
        service.Process.Kill(SIGTERM);
        messages.Expect("HUP");
        messages.Expect("CONT");
        service.Expect("sudDx");
        Assert.Equal(9, service.Status.WaitStatus);
    }

    [Theory, Ours, Reference]
    public void HupWaitsForTheEndOfTheService(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Traps(messages)
            .Finish($"echo $(readlink /proc/$$/fd/0 /proc/$$/fd/1) > {messages.Path}");
        Supervised service = Supervise(suite, directory);
        messages.ExpectStart("up ");
        service.Process.Kill(SIGHUP);
        // Its streams are closed: nobody is kept waiting for them.
        Eventually(
            () => { service.Process.Output.Drain(); return ProcessTree.Link(service.Process.Pid, "fd/1") == "/dev/null"; });
        Assert.Equal(("/dev/null", "su"), (ProcessTree.Link(service.Process.Pid, "fd/0"), service.Events.Heard));
        service.Send("t");
        messages.Expect("TERM");
        System.IO.File.WriteAllText(directory["end"], "\n");
        messages.Expect("/dev/null /dev/null");
        service.Expect("sudDx");
        Assert.Equal((0, 7 << 8), (service.WaitForExit().ExitCode, service.Status.WaitStatus));
    }

    [Theory, Ours, Reference]
    public void QuitLeavesTheServiceAlone(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        int pid = service.Status.Pid;
        service.Process.Kill(SIGQUIT);
        Assert.Equal(new CommandResult(0, "", ""), service.WaitForExit());
        service.Expect("sux");
        KillTheOrphan(pid);
    }

    [Theory, Ours, Reference]
    public void IntGoesToTheProcessGroup(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages));
        int pid = int.Parse(messages.ExpectStart("up "), System.Globalization.CultureInfo.InvariantCulture);
        service.Process.Kill(SIGINT);
        Assert.Equal(new CommandResult(0, "", ""), service.WaitForExit());
        messages.Expect("INT");
        service.Expect("sux");
        KillTheOrphan(pid);
    }

    [Theory]
    [Ours(SIGTERM)]
    [Ours(SIGHUP)]
    [Reference(SIGTERM)]
    [Reference(SIGHUP)]
    public void WhileItFinishesItExitsAfterwards(Suite suite, int signal)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run("exit 0")
            .Finish($"mkfifo hold; echo finish > {messages.Path}; read x < hold");
        Supervised service = Supervise(suite, directory);
        messages.Expect("finish");
        service.Process.Kill(signal);
        Eventually(() => ProcessTree.Link(service.Process.Pid, "fd/1") == "/dev/null");
        Assert.Equal("sud", service.Events.Heard);
        System.IO.File.WriteAllText(directory["hold"], "\n");
        service.Expect("sudDx");
        Assert.Equal(0, service.WaitForExit().ExitCode);
    }

    [Theory, Density, Ours, Reference]
    public void IgnoredSignalsAreItsOwn(Suite suite)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        foreach (int signal in new[] { 13, 28, 18, 17 })
        {
            service.Process.Kill(signal);
        }
        service.Send("d");
        service.Expect("sudD");
    }

    /// <summary>Whoever starts it may have blocked or ignored signals: they reach it all the same.</summary>
    [Theory, Density, Ours, Reference]
    public void InheritedMasksAndActionsDoNotMatter(Suite suite)
    {
        Supervised service = Supervise(
            suite,
            NewService().Run(ServiceDirectory.Idle),
            "env", "--block-signal=CHLD,TERM,HUP,QUIT,INT,PIPE", "--ignore-signal=HUP,TERM,QUIT,INT,PIPE");
        service.Expect("su");
        service.Send("k");
        service.Expect("sudDu");
        int pid = service.Status.Pid;
        service.Process.Kill(SIGTERM);
        Eventually(() => !service.Status.WantedUp);
        // Under the C supervisor the service has inherited that it ignores TERM.
        _ = Native.Kill(pid, 9);
        service.Expect("sudDudDx");
    }

    /// <summary>The C program never learns of a death then: the kernel buries children whose parent ignores SIGCHLD.</summary>
    [Theory, Density, Ours]
    public void AnIgnoredSigchldDoesNotMatter(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run("exit 3").Finish("exit 0"), "env", "--ignore-signal=CHLD");
        service.Expect("sudDudD");
        Assert.Equal(3 << 8, service.Status.WaitStatus);
    }

    private static void KillTheOrphan(int pid)
    {
        Assert.False(ProcessTree.State(pid) is 'X' or 'Z');
        _ = Native.Kill(pid, 9);
        Assert.True(ProcessTree.WaitForEnd(pid, new Patience()));
    }
}
