using System.Globalization;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>servicedir.html: timeout-kill and flag-timeout-killpg.</summary>
public sealed class KillTimeouts(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Density, Ours, Reference]
    public void AServiceThatStaysIsKilled(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages).With("timeout-kill", "200"));
        messages.ExpectStart("up ");
        Patience clock = new();
        service.Send("d");
        service.Expect("sudD");
        Assert.InRange(clock.ElapsedMs, 190, 10_000);
        Assert.Equal(9, service.Status.WaitStatus);
    }

    [Theory]
    [Density("0\n", "")]
    [Ours("0\n", "")]
    [Density("never\n", "s6-supervise svc: warning: invalid timeout-kill\n")]
    [Ours("never\n", "s6-supervise svc: warning: invalid timeout-kill\n")]
    [Reference("0\n", "")]
    [Reference("never\n", "s6-supervise svc: warning: invalid timeout-kill\n")]
    public void NoneOrAnInvalidOneNeverKills(Suite suite, string timeout, string warning)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages).With("timeout-kill", timeout));
        messages.ExpectStart("up ");
        service.Send("d");
        Assert.Equal("HUP", messages.NextOtherThanAfter(() => service.Send("h"), "TERM", "CONT"));
        service.Service.With("end");
        service.Expect("sudD");
        Assert.Equal((7 << 8, warning), (service.Status.WaitStatus, service.Process.Text(error: true)));
    }

    [Theory, Density, Ours, Reference]
    public void AServiceThatEndsInTimeIsNotKilled(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages).With("timeout-kill", "10000"));
        messages.ExpectStart("up ");
        service.Send("d");
        messages.Expect("TERM");
        service.Service.With("end");
        service.Expect("sudD");
        Assert.Equal(7 << 8, service.Status.WaitStatus);
        // Nor does the time of the last run hang over the next one.
        service.Service.Without("end").Run(ServiceDirectory.Idle);
        service.Send("u");
        service.Expect("sudDu");
        Assert.True(service.Status.WantedUp);
    }

    [Theory]
    [Density(false)]
    [Ours(false)]
    [Density(true)]
    [Ours(true)]
    [Reference(false)]
    [Reference(true, Since = "2.12")]
    public void TheFlagMakesItTheWholeGroup(Suite suite, bool flag)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().With("timeout-kill", "100").Run($"""
            trap '' TERM
            sleep 1000 &
            echo $! > {messages.Path}
            while :; do wait; done
            """);
        if (flag)
        {
            directory.With("flag-timeout-killpg");
        }
        Supervised service = Supervise(suite, directory);
        int descendant = int.Parse(messages.Next(), CultureInfo.InvariantCulture);
        service.Send("d");
        service.Expect("sudD");
        Assert.Equal(9, service.Status.WaitStatus);
        if (!flag)
        {
            Eventually(() => ProcessTree.State(descendant) == 'S');
            _ = Native.Kill(descendant, 9);
        }
        Assert.True(ProcessTree.WaitForEnd(descendant, new Patience()));
    }

    [Theory, Density, Ours, Reference]
    public void ASecondDownStartsTheTimeAnew(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages).With("timeout-kill", "15000"));
        messages.ExpectStart("up ");
        service.Send("d");
        messages.Expect("TERM");
        service.Service.With("timeout-kill", "100");
        service.Send("d");
        service.Expect("sudD");
        Assert.Equal(9, service.Status.WaitStatus);
    }

    [Theory, Density, Ours, Reference]
    public void RestartDoesNotKill(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages).With("timeout-kill", "1"));
        messages.ExpectStart("up ");
        service.Send("r");
        messages.Expect("TERM");
        service.Send("h");
        messages.Expect("HUP");
        Assert.Equal(("su", true), (service.Events.Heard, service.Status.WantedUp));
    }
}
