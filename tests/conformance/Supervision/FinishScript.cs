using System;
using System.Globalization;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>servicedir.html: ./finish, its arguments, its exit code 125 and timeout-finish.</summary>
public sealed class FinishScript(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Density(0)]
    [Ours(0)]
    [Density(1)]
    [Ours(1)]
    [Density(255)]
    [Ours(255)]
    [Reference(0)]
    [Reference(1)]
    [Reference(255)]
    public void IsToldTheExitCode(Suite suite, int code)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Run($"exit {code}").Finish($"echo $1 $3 > {messages.Path}"));
        messages.Expect($"{code} svc");
        service.Expect("sudD");
    }

    [Theory]
    [Density(9)]
    [Ours(9)]
    [Density(15)]
    [Ours(15)]
    [Density(11)]
    [Ours(11)]
    [Reference(9)]
    [Reference(15)]
    [Reference(11)]
    public void IsToldTheSignal(Suite suite, int signal)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run($"ulimit -c 0; kill -{signal} $$")
            .Finish($"echo $# $0 $1 $2 $3 > {messages.Path}");
        Supervised service = Supervise(suite, directory);
        int arguments = suite.Version < new Version(2, 13) ? 3 : 4;
        messages.Expect($"{arguments} ./finish 256 {signal} svc");
        service.Expect("sudD");
    }

    [Theory, Density, Ours, Reference(Since = "2.13")]
    public void IsToldTheProcessGroupAndCanCleanItUp(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService()
            .Run($"sleep 1000 & echo $! $$ > {messages.Path}; kill -9 $$")
            .Finish($"if test \"$1\" -gt 255 ; then kill -s KILL -- -\"$4\" ; fi; echo finish $4 > {messages.Path}");
        Supervised service = Supervise(suite, directory);
        string[] pids = messages.Next().Split(' ');
        messages.Expect("finish " + pids[1]);
        service.Send("d");
        service.Expect("sudD");
        Assert.True(ProcessTree.WaitForEnd(int.Parse(pids[0], CultureInfo.InvariantCulture), new Patience()));
    }

    [Theory, Density, Ours, Reference]
    public void TheServiceIsFinishingWhileItRuns(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run("exit 4")
            .Finish($"echo $$ > {messages.Path}; mkfifo hold; echo > {messages.Path}; read x < hold");
        Supervised service = Supervise(suite, directory);
        int pid = int.Parse(messages.Next(), CultureInfo.InvariantCulture);
        service.Expect("sud");
        Assert.Equal((pid, 4 << 8, 4 + 2), (service.Status.Pid, service.Status.WaitStatus, service.Status.Flags));
        Assert.Equal((pid, pid), (ProcessTree.StatField(pid, 5), ProcessTree.StatField(pid, 6)));
        messages.Expect("");
        service.Send("d");
        Eventually(() => !service.Status.WantedUp);
        File.WriteAllText(directory["hold"], "\n");
        service.Expect("sudD");
        Assert.Equal((0, 4 << 8, 8), (service.Status.Pid, service.Status.WaitStatus, service.Status.Flags));
    }

    [Theory, Density, Ours, Reference]
    public void ExitCode125IsAPermanentFailure(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run("exit 0").Finish("exit 125"));
        service.Expect("sudOD");
        Assert.Equal(8, service.Status.Flags);
        service.Send("u");
        service.Expect("sudODudOD");
    }

    [Theory, Density, Ours, Reference]
    public void OtherExitCodesMeanNothing(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run("exit 0").Finish("kill -9 $$"));
        service.Expect("sudDudD");
        Assert.Equal(8 + 4, service.Status.Flags);
    }

    [Theory, Density, Ours, Reference]
    public void IsKilledWhenItsTimeIsOver(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().Run("exit 0").Finish("exec sleep 1000").With("timeout-finish", "300\n"));
        service.Expect("sud");
        service.Send("O");
        Patience clock = new();
        service.Expect("sudD");
        Assert.InRange(clock.ElapsedMs, 0, 10_000);
        Assert.Equal(
            "s6-supervise svc: warning: finish script lifetime reached maximum value - sending it a SIGKILL\n",
            service.Process.Text(error: true));
    }

    [Theory, Density, Ours, Reference]
    public void AStoppedOneIsKilledToo(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run("exit 0").Finish("kill -STOP $$").With("timeout-finish", "100\n"));
        service.Expect("sudD");
    }

    [Theory, Density, Ours, Reference]
    public void HasNoLimitWhereTheTimeoutIsZero(Suite suite)
    {
        // Longer than the default would allow for is too long for a test: 0 must not mean "at once" at least.
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run("exit 0").With("timeout-finish", "0\n")
            .Finish($"mkfifo hold; echo waiting > {messages.Path}; read x < hold");
        Supervised service = Supervise(suite, directory);
        messages.Expect("waiting");
        service.Send("O");
        Eventually(() => !service.Status.WantedUp);
        File.WriteAllText(directory["hold"], "\n");
        service.Expect("sudD");
        Assert.Equal("", service.Process.Text(error: true));
    }

    [Theory, Density, Ours, Reference]
    public void AnInvalidTimeoutIsWarnedOf(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run("exit 0").Finish("exit 0").With("timeout-finish", "soon\n"));
        service.Expect("sudD");
        service.Process.WaitForError("s6-supervise svc: warning: invalid timeout-finish\n");
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void OneThatCannotBeExecutedIsWarnedOf(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run("exit 0").With("finish", "#!/bin/sh\n"));
        service.Events.ExpectStart("sudDu");
        service.Process.WaitForError("s6-supervise svc: warning: unable to spawn ./finish: Permission denied\n");
    }

    [Theory, Density, Ours, Reference]
    public void TheRunStreamsAreItsStreams(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().Run("echo run; echo run-error >&2").Finish("echo finish; echo finish-error >&2; exit 125"));
        service.Expect("sudOD");
        Assert.Equal(("run\nfinish\n", "run-error\nfinish-error\n"),
            (service.Process.Text(error: false), service.Process.Text(error: true)));
    }
}
