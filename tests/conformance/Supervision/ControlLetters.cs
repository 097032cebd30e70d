using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>s6-svc.html: what every letter in supervise/control does, whatever program wrote it.</summary>
public sealed class ControlLetters(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Density('a', "ALRM")]
    [Ours('a', "ALRM")]
    [Density('b', "ABRT")]
    [Ours('b', "ABRT")]
    [Density('q', "QUIT")]
    [Ours('q', "QUIT")]
    [Density('h', "HUP")]
    [Ours('h', "HUP")]
    [Density('t', "TERM")]
    [Ours('t', "TERM")]
    [Density('i', "INT")]
    [Ours('i', "INT")]
    [Density('1', "USR1")]
    [Ours('1', "USR1")]
    [Density('2', "USR2")]
    [Ours('2', "USR2")]
    [Density('y', "WINCH")]
    [Ours('y', "WINCH")]
    [Density('c', "CONT")]
    [Ours('c', "CONT")]
    [Density('r', "TERM")]
    [Ours('r', "TERM")]
    [Density('l', "HUP")]
    [Ours('l', "HUP")]
    [Reference('a', "ALRM")]
    [Reference('b', "ABRT")]
    [Reference('q', "QUIT")]
    [Reference('h', "HUP")]
    [Reference('t', "TERM")]
    [Reference('i', "INT")]
    [Reference('1', "USR1")]
    [Reference('2', "USR2")]
    [Reference('y', "WINCH")]
    [Reference('c', "CONT")]
    [Reference('r', "TERM")]
    [Reference('l', "HUP", Since = "2.15.1")]
    public void SendsASignal(Suite suite, char letter, string signal)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages));
        messages.ExpectStart("up ");
        service.Send($"{letter}");
        messages.Expect(signal);
        Assert.Equal("su", service.Events.Heard);
        Assert.True(service.Status.WantedUp);
    }

    [Theory, Density, Ours, Reference]
    public void EveryLetterOfABurstIsObeyedInOrder(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Traps(messages));
        messages.ExpectStart("up ");
        // Far more than any buffer that a supervisor may read them with.
        service.Send(string.Concat(Enumerable.Repeat("zdu", 1000)) + "1");
        Assert.Equal("USR1", messages.NextOtherThan("TERM", "CONT"));
        // The status is written when all that has come is done.
        Eventually(() => service.Status.WantedUp);
    }

    [Theory, Density, Ours, Reference]
    public void KillEndsIt(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        service.Send("k");
        service.Expect("sudD");
        Assert.Equal((9, true), (service.Status.WaitStatus, service.Status.WantedUp));
        service.Expect("sudDu");
    }

    [Theory]
    [Density('p', 'c')]
    [Ours('p', 'c')]
    [Density('P', 'C')]
    [Ours('P', 'C')]
    [Reference('p', 'c')]
    [Reference('P', 'C', Since = "2.13")]
    public void PausesAndContinues(Suite suite, char pause, char resume)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        int pid = service.Status.Pid;
        service.Send($"{pause}");
        Eventually(() => ProcessTree.State(pid) == 'T');
        Eventually(() => service.Status.Paused);
        Assert.Equal((pid, 4 + 1), (service.Status.Pid, service.Status.Flags));
        service.Send($"{resume}");
        Eventually(() => ProcessTree.State(pid) == 'S');
        Eventually(() => !service.Status.Paused);
        Assert.Equal((pid, 4), (service.Status.Pid, service.Status.Flags));
        Assert.Equal("su", service.Events.Heard);
    }

    [Theory, Density, Ours, Reference(Since = "2.13")]
    public void KillGroupReachesTheWholeSession(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Run($"""
            sleep 1000 &
            echo $! > {messages.Path}
            wait
            """));
        int descendant = int.Parse(messages.Next(), System.Globalization.CultureInfo.InvariantCulture);
        service.Send("OK");
        service.Expect("sudD");
        Assert.True(ProcessTree.WaitForEnd(descendant, new Patience()));
        Assert.Equal(9, service.Status.WaitStatus);
    }

    [Theory, Density, Ours, Reference]
    public void DownReachesAStoppedService(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        service.Send("p");
        Eventually(() => ProcessTree.State(service.Status.Pid) == 'T');
        service.Send("d");
        service.Expect("sudD");
        Assert.Equal((15, 8), (service.Status.WaitStatus, service.Status.Flags));
    }

    [Theory, Density, Ours, Reference]
    public void OnceRunsItOneTime(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 0"));
        service.Expect("s");
        service.Send("o");
        service.Expect("sudD");
        Assert.Equal(8, service.Status.Flags);
        service.Send("u");
        service.Expect("sudDudDudD");
    }

    [Theory, Density, Ours, Reference]
    public void AtMostOnceLeavesARunningServiceAlone(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        service.Send("O");
        Eventually(() => !service.Status.WantedUp);
        Assert.Equal(0, service.Status.Flags);
        service.Send("t");
        service.Expect("sudD");
        service.Send("O");
        service.Send("x");
        service.Expect("sudDx");
    }

    [Theory, Density, Ours, Reference]
    public void UpWhileUpOnlyChangesTheWish(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        int pid = service.Status.Pid;
        service.Send("O");
        Eventually(() => !service.Status.WantedUp);
        service.Send("u");
        Eventually(() => service.Status.WantedUp);
        Assert.Equal((pid, "su"), (service.Status.Pid, service.Events.Heard));
    }

    [Theory, Density, Ours, Reference]
    public void DownAndUpKeepTheDownFileInStep(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        service.Send("D");
        service.Expect("sudD");
        Assert.True(System.IO.File.Exists(service.Service["down"]));
        service.Send("U");
        service.Expect("sudDu");
        Assert.False(System.IO.File.Exists(service.Service["down"]));
        // A second time, with nothing to remove.
        service.Send("U");
        service.Send("d");
        service.Expect("sudDudD");
        Assert.Equal("", service.Process.Error.Text);
    }

    /// <summary>The reference 2.15.1 takes the letter and forgets it; 2.11 obeys.</summary>
    [Theory, Density, Ours, Reference]
    public void OnceAtMostWithADownFile(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        service.Send("Q");
        service.Send("O");
        Eventually(() => !service.Status.WantedUp);
        bool obeys = suite.Diverges(ours: true, reference: suite.Version < new System.Version(2, 15, 1));
        Assert.Equal(obeys, System.IO.File.Exists(service.Service["down"]));
        Assert.Equal("su", service.Events.Heard);
    }

    [Theory, Density, Ours, Reference]
    public void NoLetterMeansAnythingToAServiceThatIsDown(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        service.Expect("s");
        service.Send("abqhkti12pcyrlPCKdO");
        service.Send("u");
        service.Expect("su");
        Assert.Equal(("", 4), (service.Process.Error.Text, service.Status.Flags));
    }

    [Theory, Ours, Reference]
    public void UnknownBytesAreIgnored(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        const string Known = "abqhkti12pcyrlPCKoduDUxOQ";
        string garbage = string.Concat(
            Enumerable.Range(0, 256).Select(c => (char)c).Where(c => !Known.Contains(c, System.StringComparison.Ordinal)));
        service.Send(garbage);
        service.Send(string.Concat(Enumerable.Repeat(garbage, 50)) + "d");
        service.Expect("sudD");
        Assert.Equal("", service.Process.Error.Text);
    }
}
