using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>docs/SERVICE-DIRECTORY.md, Restarts.</summary>
public sealed class RestartPolicies(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Ours, Density]
    public void TheDeathAfterTheLastRestartIsAPermanentFailure(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("max-restarts", "2\n").Run("echo >> runs; exit 3"));
        service.Expect("sudDudDudOD");
        Assert.Equal("\n\n\n", File.ReadAllText(service.Service["runs"]));
        Assert.False(service.Status.WantedUp);
        const string Reason = "3 deaths in a row are more than max-restarts allows; the last: exitcode 3";
        Fields(suite, "restarts,failure", $"{Count(suite, 3)} {Reason}");
        Assert.Equal(Reason + "\n", File.ReadAllText(service.Service["supervise/failure"]));
        Assert.Contains("warning: service has failed permanently: " + Reason, service.Process.Text(error: true));
    }

    [Theory, Ours, Density]
    public void AFailureWithAFinish(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().With("max-restarts", "0").Run("kill -9 $$").Finish("echo $1 $2 > finished"));
        service.Expect("sudOD");
        Assert.Equal("256 9\n", File.ReadAllText(service.Service["finished"]));
        Fields(suite, "failure", "1 deaths in a row are more than max-restarts allows; the last: signal SIGKILL");
    }

    [Theory, Ours, Density]
    public void AUserStartsAFailedServiceAnew(Suite suite)
    {
        ServiceDirectory directory = NewService().With("max-restarts", "0").Run("test -e good || exit 1; exec sleep 1000");
        Supervised service = Supervise(suite, directory);
        service.Expect("sudOD");
        service.Send("u");
        service.Expect("sudODudOD");
        directory.With("good");
        service.Send("u");
        service.Expect("sudODudODu");
        Fields(suite, "wantedup,failure,restarts", $"true NA {Count(suite, 2)}");
    }

    [Theory, Ours, Density]
    public void TheDelayGrows(Suite suite)
    {
        Messages messages = NewMessages();
        Supervise(suite, NewService().With("restart-delay", "1200").With("restart-delay-max", "2000")
            .Run($"echo up > {messages.Path}"));
        messages.Expect("up");
        Patience clock = new();
        messages.Expect("up");
        long first = clock.ElapsedMs;
        messages.Expect("up");
        long second = clock.ElapsedMs - first;
        Assert.InRange(first, 1100, 1800);
        Assert.InRange(second, 1900, 2700);
    }

    /// <summary>Neither -r nor -d makes a death that counts, and a signal by somebody does.</summary>
    [Theory, Ours, Density]
    public void WhatAUserAskedForIsNoFailure(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().With("max-restarts", "0").With("notification-fd", "3").Run("echo >&3; exec sleep 1000"));
        service.Expect("suU");
        service.Send("r");
        service.Expect("suUdDuU");
        service.Send("d");
        service.Expect("suUdDuUdD");
        service.Send("u");
        service.Expect("suUdDuUdDuU");
        Fields(suite, "restarts,failure", $"{Count(suite, 0)} NA");
        service.Send("t");
        service.Expect("suUdDuUdDuUdOD");
    }

    /// <summary>A stable time forgets what was before.</summary>
    [Theory, Ours, Density]
    public void AStableServiceDoesNotFail(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().With("max-restarts", "0").With("restart-reset", "200")
            .Run($"test -e bad && exit 1; echo stable > {messages.Path}; sleep 0.4"));
        messages.Expect("stable");
        messages.Expect("stable");
        messages.Expect("stable");
        service.Service.With("bad");
        // Runs under way may have looked for the file before it was there.
        service.Events.WaitFor("O");
        Assert.Matches("^sudDudD(udD)*udO", service.Events.Heard);
    }

    [Theory, Ours, Density]
    public void ASupervisorThatTakesOverGoesOnCounting(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().With("max-restarts", "1").Run("echo >> runs; test -e runs2 || { echo > runs2; exit 1; }; exec sleep 1000"));
        service.Expect("sudDu");
        service.Process.Kill(9);
        _ = service.WaitForExit();
        Supervised next = Supervise(suite, service.Service);
        next.Expect("su");
        next.Send("k");
        next.Expect("sudOD");
        Fields(suite, "restarts", Count(suite, 2));
    }

    [Theory, Ours, Density]
    public void InvalidFilesAreWarnedOf(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("restart-jitter", "101").With("max-restarts", "many").Run("exit 0"));
        _ = service.Events.WaitFor("D");
        Assert.StartsWith(
            "s6-supervise svc: warning: invalid restart-jitter\ns6-supervise svc: warning: invalid max-restarts\n",
            service.Process.Text(error: true));
    }

    /// <summary>The files are this suite's own: what others do with such a directory is what we do without them.</summary>
    [Theory, Reference]
    public void OthersIgnoreTheFiles(Suite suite)
    {
        ServiceDirectory directory = NewService().Run("exec sleep 1000");
        string[] files =
        [
            "restart-delay", "restart-delay-max", "restart-jitter", "restart-reset", "max-restarts", "flag-notify-socket",
            "watchdog", "flag-kill-tree", "flag-cgroup", "memory-max", "cpu-max", "pids-max",
        ];
        foreach (string file in files)
        {
            directory.With(file, "1\n");
        }
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        service.Send("k");
        service.Expect("sudDu");
        Assert.Equal("", service.Process.Text(error: true));
    }

    /// <summary>The record of a hosted service is not in its directory: s6-svstat does not know the deaths.</summary>
    private static string Count(Suite suite, int deaths) =>
        suite.IsDensity ? "-1" : deaths.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void Fields(Suite suite, string fields, string values) =>
        Assert.Equal(new CommandResult(0, values + "\n", ""), Run(suite, "s6-svstat", "-o", fields, "svc"));
}
