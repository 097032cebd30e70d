using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>s6-supervise in hard times. docs/DIVERGENCES.md has what the C program does instead, where it does.</summary>
public sealed class HarderLives(ITestOutputHelper output) : Scenario(output)
{
    private const string Letters = "abqhkti12pcyrlPCKoduDUOQ";

    /// <summary>
    /// Any commands in any order, to a service that dies when it likes: the letters it tells must be those of lives, and what
    /// it says of itself at the end must be so.
    /// </summary>
    [Theory]
    [Density(1)]
    [Ours(1)]
    [Density(2)]
    [Ours(2)]
    [Density(3)]
    [Ours(3)]
    [Density(4)]
    [Ours(4)]
    [Reference(1)]
    [Reference(2)]
    public void RandomCommands(Suite suite, int seed)
    {
        Random random = new(seed);
        ServiceDirectory directory = NewService().With("notification-fd", "3").With("timeout-kill", "50")
            .With("timeout-finish", "100")
            .Run("echo >&3; exec sleep 0.0$(($$ % 7))").Finish("exec sleep 0.0$(($$ % 3))");
        Supervised service = Supervise(suite, directory);
        for (int i = 0; i < 300; i++)
        {
            string burst = new([.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => Letters[random.Next(Letters.Length)])]);
            service.Send(burst);
            if (random.Next(3) == 0)
            {
                // Let it come to the next event.
                service.Send("cCu");
                int heard = service.Events.Heard.Length;
                service.Events.WaitFor("uUdD", heard);
            }
        }
        // A stopped finish script would be waited for.
        service.Send("cC");
        service.Stop();
        Assert.Matches(new Regex("^s(uU?dD)*x$"), service.Events.Heard);
        Assert.Equal((0, true), (service.Status.Pid, service.Status.Ready));
        Assert.Matches(
            new Regex("^(s6-supervise svc: warning: finish script lifetime reached maximum value - sending it a SIGKILL\n)*$"),
            service.Process.Text(error: true));
    }

    /// <summary>
    /// A service that writes to its notification descriptor, but no newline: the C program reads on, and hears nobody.
    /// </summary>
    [Theory, Density, Ours]
    public void ItListensWhileANotificationIsNotWhole(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", "3")
                .Run($"printf half >&3; echo > {messages.Path}; {ServiceDirectory.Idle}"));
        messages.Expect("");
        service.Expect("su");
        service.Send("d");
        service.Expect("sudD");
    }

    /// <summary>Something floods the descriptor: once it is full that fails, as it does at once where it is closed.</summary>
    [Theory, Ours, Reference]
    public void AFloodOfNotifications(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("notification-fd", "3").Run("exec yes '' >&3"));
        service.Events.WaitFor("U");
        // The service gets EAGAIN, or SIGPIPE, and is ready and dead in turns.
        service.Events.WaitFor("D");
        service.Send("d");
        Eventually(() => !service.Status.WantedUp && service.Status.Pid == 0);
        Assert.Matches("^s(uUdD)+$", service.Events.Heard);
    }

    [Theory, Ours]
    public void NoDescriptorsForTheNotification(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().With("down").With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}"));
        int pid = service.Process.Pid;
        LimitDescriptorsOf(pid);
        service.Send("u");
        service.Process.WaitForError("s6-supervise svc: warning: unable to spawn ./run (waiting 60 seconds): ");
        Assert.Equal("s", service.Events.Heard);
        Assert.Equal(0, Shell(suite, $"prlimit --pid {pid} --nofile=1000:1000").ExitCode);
        service.Send("u");
        service.Expect("suU");
    }

    /// <summary>A supervisor that is stopped misses nothing.</summary>
    [Theory, Density, Ours, Reference]
    public void WhatHappensWhileItIsStoppedIsDoneAfterwards(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        int pid = service.Status.Pid;
        service.Process.Kill(19);
        Eventually(() => ProcessTree.State(service.Process.Pid) == 'T');
        _ = Native.Kill(pid, 9);
        service.Send("O");
        service.Process.Kill(18);
        service.Expect("sudD");
        Eventually(() => service.Status.Flags == 8);
        Assert.Equal(9, service.Status.WaitStatus);
    }

    /// <summary>A supervisor that is killed leaves its service; the next one finds the directory in order.</summary>
    [Theory, Ours, Reference]
    public void KilledAgainAndAgain(Suite suite)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        for (int i = 0; i < 10; i++)
        {
            Supervised service = Supervise(suite, directory);
            service.Expect("su");
            int pid = service.Status.Pid;
            service.Process.Kill(9);
            Assert.Equal(128 + 9, service.WaitForExit().ExitCode);
            Assert.Equal(1, Run(suite, "s6-svok", "svc").ExitCode);
            Assert.Equal(pid, directory.Status.Pid);
            _ = Native.Kill(pid, 9);
            // What it knew of the service is gone with that; so it begins anew.
            File.Delete(directory["supervise/state"]);
        }
        Supervise(suite, directory).Expect("su");
    }

    /// <summary>A service that was never started stays so, whatever it is told that does not start it.</summary>
    [Theory, Density, Ours]
    public void StillNotStartedYet(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        service.Send("OdQabc");
        service.Send("U");
        service.Expect("su");
        Assert.False(service.Status.Paused);
        Supervised other = Supervise(suite, NewService("other").With("down").Run(ServiceDirectory.Idle));
        other.Send("O");
        other.Send("D");
        Eventually(() => other.Service.Status.Flags == 8 + 1);
        Assert.Equal("down (not started yet) \n", Run(suite, "s6-svstat", "other").Output);
    }

    /// <summary>
    /// Descendants that hold the streams or the session do not matter: the service is the process that was started.
    /// </summary>
    [Theory, Density, Ours, Reference]
    public void AServiceThatLeavesChildrenBehind(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", "3").Run($"sleep 1000 & echo $! > {messages.Path}; exit 0"));
        int child = int.Parse(messages.Next(), System.Globalization.CultureInfo.InvariantCulture);
        service.Expect("sudD");
        service.Send("O");
        Eventually(() => !service.Status.WantedUp);
        Eventually(() => ProcessTree.State(child) == 'S');
        _ = Native.Kill(child, 9);
        foreach (string line in messages.All.Skip(1))
        {
            _ = Native.Kill(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture), 9);
        }
    }
}
