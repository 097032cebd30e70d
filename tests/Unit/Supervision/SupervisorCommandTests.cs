using System;
using System.Linq;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

/// <summary>The options of s6-svc.html, one by one, as the page describes them.</summary>
public class SupervisorCommandTests
{
    private const string PageLetters = "abqhkti12pcyrlPCKoduDUxOQ";

    [Fact]
    public void EveryLetterOfThePageIsACommand()
    {
        string letters = System.Text.Encoding.ASCII.GetString(Supervisor.CommandLetters);
        Assert.Equal(PageLetters.Order(), letters.Order());
        SupervisorCommand[] commands = [.. letters.Select(letter => Get(letter))];
        Assert.Equal(commands.Length, commands.Distinct().Count());
    }

    [Fact]
    public void OtherBytesAreNoCommands()
    {
        for (int letter = 0; letter < 256; letter++)
        {
            bool expected = PageLetters.Contains((char)letter, StringComparison.Ordinal);
            Assert.Equal(expected, Supervisor.TryGetCommand((byte)letter, out _));
        }
    }

    [Theory]
    [InlineData('a', 14)]
    [InlineData('b', 6)]
    [InlineData('q', 3)]
    [InlineData('h', 1)]
    [InlineData('k', 9)]
    [InlineData('t', 15)]
    [InlineData('i', 2)]
    [InlineData('1', 10)]
    [InlineData('2', 12)]
    [InlineData('p', 19)]
    [InlineData('c', 18)]
    [InlineData('y', 28)]
    [InlineData('r', 15)]
    [InlineData('l', 1)]
    public void SignalLettersSignalTheProcess(char letter, int signal)
    {
        SupervisorFixture up = SupervisorFixture.Up();
        up.Command(letter);
        Assert.Equal([signal], up.Signals(SupervisorActionKind.Kill));
        Assert.True(up.Core.Status.WantedUp);
        Assert.Equal(letter == 'p', up.Core.Status.Paused);
        foreach (SupervisorFixture other in (SupervisorFixture[])[SupervisorFixture.Down(), SupervisorFixture.Finishing()])
        {
            other.Command(letter);
            Assert.Empty(other.Actions);
        }
    }

    [Theory]
    [InlineData('P', 19)]
    [InlineData('C', 18)]
    [InlineData('K', 9)]
    public void GroupLettersSignalTheGroup(char letter, int signal)
    {
        SupervisorFixture up = SupervisorFixture.Up();
        up.Command(letter);
        Assert.Equal([signal], up.Signals(SupervisorActionKind.KillGroup));
        Assert.Equal(letter == 'P', up.Core.Status.Paused);
        SupervisorFixture down = SupervisorFixture.Down();
        down.Command(letter);
        Assert.Empty(down.Actions);
    }

    [Fact]
    public void ContinuingEndsAPause()
    {
        foreach ((char stop, char go) in (ReadOnlySpan<(char, char)>)[('p', 'c'), ('P', 'C')])
        {
            SupervisorFixture up = SupervisorFixture.Up();
            up.Command(stop);
            up.Command(go);
            Assert.False(up.Core.Status.Paused);
        }
    }

    /// <summary>-d: a SIGTERM then a SIGCONT, and no restart; -D: and a file down.</summary>
    [Theory]
    [InlineData('d', false)]
    [InlineData('D', true)]
    public void DownBringsDown(char letter, bool file)
    {
        SupervisorFixture up = SupervisorFixture.Up();
        up.Command(letter);
        Assert.Equal([15, 18], up.Signals(SupervisorActionKind.Kill));
        Assert.False(up.Core.Status.WantedUp);
        Assert.Equal(file, up.Wants(SupervisorActionKind.CreateDown));
        Assert.True(up.Core.Deadline.IsInfinite);
    }

    [Fact]
    public void DownKillsAfterItsTimeout()
    {
        SupervisorFixture up = SupervisorFixture.Up();
        up.Config = up.Config with { KillMs = 300 };
        up.Command('d');
        Assert.Equal(up.Now.PlusMilliseconds(300).Nanoseconds, up.Core.Deadline.Nanoseconds);
        up.Now = up.Core.Deadline;
        up.Step(SupervisorEvent.Timeout);
        Assert.Equal([9, 18], up.Signals(SupervisorActionKind.Kill));
    }

    [Fact]
    public void TheTimeoutMayKillTheGroup()
    {
        SupervisorFixture up = SupervisorFixture.Up();
        up.Config = up.Config with { KillMs = 300, KillsGroup = true };
        up.Command('d');
        up.Now = up.Core.Deadline;
        up.Step(SupervisorEvent.Timeout);
        Assert.Equal([9], up.Signals(SupervisorActionKind.KillGroup));
    }

    /// <summary>-u starts, -U removes the file down too, -o starts once.</summary>
    [Theory]
    [InlineData('u', true, false)]
    [InlineData('U', true, true)]
    [InlineData('o', false, false)]
    public void UpStarts(char letter, bool wanted, bool file)
    {
        SupervisorFixture down = SupervisorFixture.Down();
        down.Command(letter);
        Assert.True(down.Wants(SupervisorActionKind.SpawnRun));
        Assert.Equal(file, down.Wants(SupervisorActionKind.RemoveDown));
        Assert.Equal(wanted, down.Core.Status.WantedUp);
    }

    [Theory]
    [InlineData('u', true, false, false)]
    [InlineData('U', true, true, false)]
    [InlineData('o', false, false, false)]
    [InlineData('O', false, false, false)]
    [InlineData('Q', false, false, true)]
    public void WishesOfARunningService(char letter, bool wanted, bool removes, bool creates)
    {
        SupervisorFixture up = SupervisorFixture.Up();
        up.Command(letter);
        Assert.Equal(wanted, up.Core.Status.WantedUp);
        Assert.Equal(removes, up.Wants(SupervisorActionKind.RemoveDown));
        Assert.Equal(creates, up.Wants(SupervisorActionKind.CreateDown));
        Assert.Empty(up.Signals(SupervisorActionKind.Kill));
        up.Step(SupervisorEvent.Exited(WaitStatus.Exited(0)));
        up.Now = up.Core.Deadline;
        up.Step(SupervisorEvent.Timeout);
        Assert.Equal(wanted, up.Wants(SupervisorActionKind.SpawnRun));
    }

    /// <summary>-O: "If it is down when the command is received, do not even start it." -Q: and a file down.</summary>
    [Theory]
    [InlineData('O', false)]
    [InlineData('Q', true)]
    public void OnceAtMostDoesNotStart(char letter, bool file)
    {
        SupervisorFixture down = new(wantedUp: true);
        down.Command(letter);
        Assert.False(down.Wants(SupervisorActionKind.SpawnRun));
        Assert.Equal(file, down.Wants(SupervisorActionKind.CreateDown));
        down.Step(SupervisorEvent.Timeout);
        Assert.False(down.Wants(SupervisorActionKind.SpawnRun));
    }

    [Fact]
    public void ExitWaitsForTheService()
    {
        SupervisorFixture up = SupervisorFixture.Up();
        up.Command('x');
        Assert.False(up.Core.Leaving);
        Assert.True(up.Wants(SupervisorActionKind.CloseStandardStreams));
        up.Step(SupervisorEvent.Exited(WaitStatus.Exited(0)));
        Assert.True(up.Core.Leaving);
        Assert.Equal("sudDx", up.Settle());
    }

    [Fact]
    public void ExitOfADownServiceIsAtOnce()
    {
        SupervisorFixture down = SupervisorFixture.Down();
        down.Command('x');
        Assert.True(down.Core.Leaving);
        Assert.Equal("sx", down.Settle());
    }

    [Theory]
    [InlineData(125, "sudOD", false)]
    [InlineData(124, "sudD", true)]
    [InlineData(0, "sudD", true)]
    public void FinishMayGiveUp(int code, string letters, bool wanted)
    {
        SupervisorFixture finishing = SupervisorFixture.Finishing();
        finishing.Step(SupervisorEvent.Exited(WaitStatus.Exited(code)));
        Assert.Equal(letters, finishing.Settle());
        Assert.Equal(wanted, finishing.Core.Status.WantedUp);
    }

    /// <summary>"a minimum 1-second delay between two ./run spawns"</summary>
    [Fact]
    public void ARestartWaitsForASecond()
    {
        SupervisorFixture up = SupervisorFixture.Up();
        up.Now = up.Now.PlusSeconds(100);
        up.Step(SupervisorEvent.Exited(WaitStatus.Exited(0)));
        Assert.Equal(up.Now.PlusSeconds(1).Nanoseconds, up.Core.Deadline.Nanoseconds);
    }

    /// <summary>"If the service has been ready for more than one second, it will restart immediately"</summary>
    [Theory]
    [InlineData(0u, 1u)]
    [InlineData(100u, 1u)]
    public void AReadyServiceWaitsForASecondFromItsReadiness(uint livesSeconds, uint secondsFromReadiness)
    {
        SupervisorFixture up = SupervisorFixture.Up();
        Instant ready = up.Now;
        up.Step(SupervisorEvent.Ready);
        up.Now = up.Now.PlusSeconds(livesSeconds);
        up.Step(SupervisorEvent.Exited(WaitStatus.Exited(0)));
        Assert.Equal(ready.PlusSeconds(secondsFromReadiness).Nanoseconds, up.Core.Deadline.Nanoseconds);
    }

    private static SupervisorCommand Get(char letter)
    {
        Assert.True(Supervisor.TryGetCommand((byte)letter, out SupervisorCommand command));
        return command;
    }
}
