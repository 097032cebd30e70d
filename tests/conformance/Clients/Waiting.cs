using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Clients;

/// <summary>s6-svwait.html, and what s6-svlisten1 and s6-svlisten share with it: states, exit codes, time limits.</summary>
public sealed class Waiting(ITestOutputHelper output) : Scenario(output)
{
    private const string ReadyOnMessage = "mkfifo hold; read x < hold; echo >&3; exec sleep 1000";
    private const string Failed = "some services reported permanent failure or their supervisor died\n";

    [Theory]
    [Density("-u")]
    [Ours("-u")]
    [Density("")]
    [Ours("")]
    [Reference("-u")]
    [Reference("")]
    public void IsOverAtOnceWhereItIsUp(Suite suite, string option)
    {
        Supervise(suite, NewService().Run(ServiceDirectory.Idle)).Expect("su");
        Assert.Equal(new CommandResult(0, "", ""), Wait(suite, option, "svc"));
    }

    [Theory]
    [Density("-d")]
    [Ours("-d")]
    [Density("-D")]
    [Ours("-D")]
    [Reference("-d")]
    [Reference("-D")]
    public void IsOverAtOnceWhereItIsDown(Suite suite, string option)
    {
        Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        Assert.Equal(new CommandResult(0, "", ""), Wait(suite, option, "svc"));
    }

    [Theory]
    [Density("-u")]
    [Ours("-u")]
    [Density("-d")]
    [Ours("-d")]
    [Density("-D")]
    [Ours("-D")]
    [Reference("-u")]
    [Reference("-d")]
    [Reference("-D")]
    public void EndsWithTheEvent(Suite suite, string option)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        if (option == "-u")
        {
            directory.With("down");
        }
        Supervised service = Supervise(suite, directory);
        service.Expect(option == "-u" ? "s" : "su");
        Child waiter = StartListening(suite, service, "s6-svwait", option, "svc");
        Assert.False(waiter.HasExited);
        service.Send(option == "-u" ? "u" : "d");
        Assert.Equal(new CommandResult(0, "", ""), waiter.WaitForExit());
    }

    [Theory, Density, Ours, Reference]
    public void ReadyIsMoreThanUp(Suite suite)
    {
        ServiceDirectory directory = NewService().With("notification-fd", "3").Run(ReadyOnMessage);
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        Assert.Equal(0, Wait(suite, "-u", "svc").ExitCode);
        Assert.Equal(new CommandResult(99, "", "s6-svwait: fatal: timed out\n"), Wait(suite, "-U", "-t", "200", "svc"));
        Child waiter = StartListening(suite, service, "s6-svwait", "-U", "svc");
        File.WriteAllText(directory["hold"], "\n");
        Assert.Equal(new CommandResult(0, "", ""), waiter.WaitForExit());
        Assert.Equal(0, Wait(suite, "-U", "svc").ExitCode);
    }

    [Theory, Density, Ours, Reference]
    public void ReallyDownIsMoreThanDown(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run("exit 0").Finish($"mkfifo hold; echo > {messages.Path}; read x < hold");
        Supervised service = Supervise(suite, directory);
        messages.Expect("");
        service.Expect("sud");
        service.Send("O");
        Eventually(() => !service.Status.WantedUp);
        Assert.Equal(0, Wait(suite, "-d", "svc").ExitCode);
        Assert.Equal(99, Wait(suite, "-D", "-t", "200", "svc").ExitCode);
        Child waiter = StartListening(suite, service, "s6-svwait", "-D", "svc");
        File.WriteAllText(directory["hold"], "\n");
        Assert.Equal(new CommandResult(0, "", ""), waiter.WaitForExit());
    }

    [Theory]
    [Density("-r")]
    [Ours("-r")]
    [Density("-R")]
    [Ours("-R")]
    [Reference("-r")]
    [Reference("-R")]
    public void Restarted(Suite suite, string option)
    {
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}"));
        service.Expect("suU");
        Child waiter = StartListening(suite, service, "s6-svwait", option, "svc");
        service.Send("t");
        service.Events.WaitFor("D");
        Assert.Equal(new CommandResult(0, "", ""), waiter.WaitForExit());
        service.Events.ExpectStart(option == "-r" ? "suUdDu" : "suUdDuU");
    }

    [Theory, Density, Ours, Reference]
    public void AllOrOne(Suite suite)
    {
        Supervised one = Supervise(suite, NewService("one").With("down").Run(ServiceDirectory.Idle));
        Supervised two = Supervise(suite, NewService("two").With("down").Run(ServiceDirectory.Idle));
        Child all = StartListening(suite, two, "s6-svwait", "-a", "one", "two");
        one.Send("u");
        one.Expect("su");
        Assert.Equal(0, Wait(suite, "-o", "one", "two").ExitCode);
        Assert.Equal(99, Wait(suite, "-t", "200", "one", "two").ExitCode);
        two.Send("u");
        Assert.Equal(0, all.WaitForExit().ExitCode);
    }

    [Theory]
    [Density("u")]
    [Ours("u")]
    [Density("U")]
    [Ours("U")]
    [Reference("u")]
    [Reference("U")]
    public void APermanentFailure(Suite suite, string state)
    {
        Supervised service = Supervise(
            suite, NewService().With("down").With("notification-fd", "3").Run("exit 1").Finish("exit 125"));
        // Up is reached for a moment; ready never is.
        Child waiter = StartListening(suite, service, "s6-svwait", "-" + state, "svc");
        service.Send("u");
        service.Expect("sudOD");
        CommandResult result = waiter.WaitForExit();
        Assert.Equal(
            state == "u" ? new CommandResult(0, "", "") : new CommandResult(1, "", "s6-svwait: fatal: " + Failed), result);
    }

    /// <summary>The C program forgets the failure of one while it waits for that of the other, and waits on.</summary>
    [Theory, Density, Ours]
    public void SeveralPermanentFailuresAreCounted(Suite suite)
    {
        Supervised[] services = [.. Enumerable.Range(1, 2).Select(i => Supervise(
            suite, NewService($"service{i}").With("down").With("notification-fd", "3").Run("exit 1").Finish("exit 125")))];
        Child waiter = StartListening(suite, services[1], "s6-svwait", "-U", "service1", "service2");
        foreach (Supervised service in services)
        {
            service.Send("u");
        }
        Assert.Equal(new CommandResult(2, "", "s6-svwait: fatal: " + Failed), waiter.WaitForExit());
    }

    /// <summary>
    /// The page: "102: the s6-supervise process monitoring the service died". The C program counts it as a failure.
    /// </summary>
    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void TheSupervisorExits(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        Child waiter = StartListening(suite, service, "s6-svwait", "-u", "svc");
        service.Send("x");
        Assert.Equal(
            new CommandResult(suite.Diverges(ours: 102, reference: 1), "", "s6-svwait: fatal: " + Failed), waiter.WaitForExit());
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void NoServiceDirectoryAtAll(Suite suite) => Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svwait"));

    [Theory]
    [Density("-z svc")]
    [Ours("-z svc")]
    [Density("-t x svc")]
    [Ours("-t x svc")]
    [Density("-t")]
    [Ours("-t")]
    [Reference("-z svc")]
    [Reference("-t x svc")]
    [Reference("-t")]
    public void WrongUsage(Suite suite, string arguments)
    {
        const string Usage = "s6-svwait: usage: s6-svwait [ -U | -u | -d | -D | -r | -R ] [ -a | -o ] [ -t timeout ] servicedir...\n";
        Assert.Equal(new CommandResult(100, "", Usage), Run(suite, "s6-svwait", arguments.Split(' ')));
    }

    [Theory, Density, Ours, Reference]
    public void NothingIsLeftInTheFifodir(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        _ = Wait(suite, "-d", "-t", "20", "svc");
        _ = Wait(suite, "-u", "svc");
        Eventually(() => Directory.GetFiles(service.Service["event"]).Length == 1);
    }

    /// <summary>Killed or interrupted, it leaves nothing either, and dies of that signal.</summary>
    [Theory]
    [Density(15)]
    [Ours(15)]
    [Density(2)]
    [Ours(2)]
    [Density(1)]
    [Ours(1)]
    public void ASignalCleansUp(Suite suite, int signal)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        Child waiter = StartListening(suite, service, "s6-svwait", "-d", "svc");
        waiter.Kill(signal);
        Assert.Equal(new CommandResult(128 + signal, "", ""), waiter.WaitForExit());
        Assert.Single(Directory.GetFiles(service.Service["event"]));
    }

    /// <summary>Many at once: the limit of descriptors is the only one.</summary>
    [Theory, Density, Ours, Reference]
    public void AHundredServices(Suite suite)
    {
        List<string> names = [.. Enumerable.Range(0, 100).Select(i => $"service{i}")];
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        foreach (string name in names)
        {
            File.CreateSymbolicLink(At(name), "svc");
        }
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svwait", ["-u", .. names]));
        Child waiter = StartListening(suite, service, names.Count, "s6-svwait", ["-D", .. names]);
        service.Send("d");
        Assert.Equal(new CommandResult(0, "", ""), waiter.WaitForExit());
    }

    private CommandResult Wait(Suite suite, params string[] arguments) =>
        Run(suite, "s6-svwait", [.. arguments.Where(a => a.Length > 0)]);

    private Child StartListening(Suite suite, Supervised last, string command, params string[] arguments) =>
        StartListening(suite, last, 1, command, arguments);

    /// <summary>
    /// Starts a waiting command, and comes back when it has subscribed to its last service, whose state it reads right after.
    /// </summary>
    private Child StartListening(Suite suite, Supervised last, int subscriptions, string command, params string[] arguments)
    {
        Child waiter = Start(suite, command, arguments);
        Eventually(() => Directory.GetFiles(last.Service["event"], "ftrig1:*").Length == 1 + subscriptions);
        return waiter;
    }
}
