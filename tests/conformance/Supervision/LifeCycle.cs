using System;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>s6-supervise.html: from the start of a service to its end, as a listener and supervise/status tell it.</summary>
public sealed class LifeCycle(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Ours, Reference]
    public void StartsAndStopsOnCommand(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        service.Send("d");
        service.Expect("sudD");
        service.Send("u");
        service.Expect("sudDu");
        service.Send("dx");
        service.Expect("sudDudDx");
        Assert.Equal(new CommandResult(0, "", ""), service.WaitForExit());
    }

    [Theory, Density, Ours, Reference]
    public void StatusFollowsTheService(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Run($"echo $$ > {messages.Path}\n{ServiceDirectory.Idle}"));
        service.Expect("su");
        StatusFile up = service.Status;
        messages.Expect($"{up.Pid}");
        Assert.Equal(4, up.Flags);
        Assert.InRange(up.Stamp, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow.AddMinutes(1));
        service.Send("d");
        service.Expect("sudD");
        StatusFile down = service.Status;
        Assert.Equal((0, 15, 8), (down.Pid, down.WaitStatus, down.Flags));
        Assert.True(down.Stamp <= down.ReadyStamp);
    }

    [Theory, Density, Ours, Reference]
    public void RestartsAfterASecond(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run("exit 3"));
        service.Expect("sudD");
        Assert.Equal((0, 3 << 8, 8 + 4), (service.Status.Pid, service.Status.WaitStatus, service.Status.Flags));
        Patience clock = new();
        service.Expect("sudDudD");
        Assert.InRange(clock.ElapsedMs, 800, 10_000);
    }

    [Theory, Density, Ours, Reference]
    public void RunIsGivenTheDirectoryAndASessionOfItsOwn(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run($"echo $$ $0 \"$@\" > {messages.Path}\n{ServiceDirectory.Idle}");
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        int pid = service.Status.Pid;
        messages.Expect($"{pid} ./run svc");
        Assert.Equal((pid, pid), (ProcessTree.StatField(pid, 5), ProcessTree.StatField(pid, 6)));
    }
}
