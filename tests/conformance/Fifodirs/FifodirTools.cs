using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Fifodirs;

/// <summary>fifodir.html, s6-mkfifodir.html, s6-cleanfifodir.html, s6-ftrig-notify.html.</summary>
public sealed class FifodirTools(ITestOutputHelper output) : Scenario(output)
{
    private const int ModePublic = 0x3db;          // 01733
    private const int ModeRestricted = 0x7d8;      // 03730

    [Theory, Ours, Reference]
    public void IsMadePublic(Suite suite)
    {
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-mkfifodir", "events"));
        Assert.Equal(ModePublic, Native.Mode(At("events")));
    }

    [RootTheory, Ours, Reference]
    public void IsMadeForAGroup(Suite suite)
    {
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-mkfifodir", "-g", "4242", "events"));
        Assert.Equal(ModeRestricted, Native.Mode(At("events")));
        Assert.Equal("4242\n", Shell(suite, "stat -c %g events").Output);
    }

    [RootTheory, Ours, Reference]
    public void IsLeftAsItIsUnlessForced(Suite suite)
    {
        Directory.CreateDirectory(At("events"), (UnixFileMode)0x1ed);
        Assert.Equal(0, Run(suite, "s6-mkfifodir", "-g", "4242", "events").ExitCode);
        Assert.Equal(0x1ed, Native.Mode(At("events")));
        Assert.Equal(0, Run(suite, "s6-mkfifodir", "-f", "-g", "4242", "events").ExitCode);
        Assert.Equal(ModeRestricted, Native.Mode(At("events")));
        Assert.Equal(0, Run(suite, "s6-mkfifodir", "-f", "events").ExitCode);
        Assert.Equal(ModePublic, Native.Mode(At("events")));
    }

    [Theory]
    [Ours("file", "Not a directory")]
    [Ours("missing/events", "No such file or directory")]
    [Reference("file", "Not a directory")]
    [Reference("missing/events", "No such file or directory")]
    public void CannotBeMade(Suite suite, string name, string reason)
    {
        File.WriteAllText(At("file"), "");
        Assert.Equal(
            new CommandResult(111, "", $"s6-mkfifodir: fatal: unable to create fifodir at {name}: {reason}\n"),
            Run(suite, "s6-mkfifodir", name));
    }

    [Theory]
    [Ours("s6-mkfifodir", "", "s6-mkfifodir [ -f ] [ -g gid ] fifodir")]
    [Ours("s6-mkfifodir", "-g x d", "s6-mkfifodir [ -f ] [ -g gid ] fifodir")]
    [Ours("s6-mkfifodir", "-z d", "s6-mkfifodir [ -f ] [ -g gid ] fifodir")]
    [Ours("s6-cleanfifodir", "", "s6-cleanfifodir fifodir")]
    [Ours("s6-ftrig-notify", "", "s6-ftrig-notify fifodir message")]
    [Ours("s6-ftrig-notify", "d", "s6-ftrig-notify fifodir message")]
    [Reference("s6-mkfifodir", "", "s6-mkfifodir [ -f ] [ -g gid ] fifodir")]
    [Reference("s6-mkfifodir", "-g x d", "s6-mkfifodir [ -f ] [ -g gid ] fifodir")]
    [Reference("s6-mkfifodir", "-z d", "s6-mkfifodir [ -f ] [ -g gid ] fifodir")]
    [Reference("s6-cleanfifodir", "", "s6-cleanfifodir fifodir")]
    [Reference("s6-ftrig-notify", "", "s6-ftrig-notify fifodir message")]
    [Reference("s6-ftrig-notify", "d", "s6-ftrig-notify fifodir message")]
    public void WrongUsage(Suite suite, string command, string arguments, string usage)
    {
        string[] words = arguments.Length == 0 ? [] : arguments.Split(' ');
        Assert.Equal(new CommandResult(100, "", $"{command}: usage: {usage}\n"), Run(suite, command, words));
    }

    [Theory, Ours, Reference]
    public void EveryListenerHearsEveryLetter(Suite suite)
    {
        Directory.CreateDirectory(At("events"));
        Listener one = Listen(At("events"));
        Listener two = Listen(At("events"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-ftrig-notify", "events", "ab c\n\t~"));
        Assert.Equal(0, Run(suite, "s6-ftrig-notify", "events", "d").ExitCode);
        one.Expect("ab c\n\t~d");
        two.Expect("ab c\n\t~d");
    }

    [Theory, Ours, Reference]
    public void NobodyListens(Suite suite)
    {
        Directory.CreateDirectory(At("events"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-ftrig-notify", "events", "a"));
        Assert.Equal(
            new CommandResult(111, "", "s6-ftrig-notify: fatal: unable to notify missing: No such file or directory\n"),
            Run(suite, "s6-ftrig-notify", "missing", "a"));
    }

    [Theory, Ours, Reference]
    public void AListenerThatIsFullDoesNotBlockTheNotifier(Suite suite)
    {
        Directory.CreateDirectory(At("events"));
        Listener listener = Listen(At("events"));
        string message = new('x', 60000);
        // A pipe holds 65536 bytes: the second and third message find no room.
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(0, Run(suite, "s6-ftrig-notify", "events", message).ExitCode);
        }
        Assert.InRange(listener.Heard.Length, 60000, 65536);
        Assert.Equal(0, Run(suite, "s6-ftrig-notify", "events", "y").ExitCode);
        Assert.EndsWith("xy", listener.Heard, StringComparison.Ordinal);
    }

    [Theory, Ours, Reference(Since = "2.12")]
    public void StaleFifosAreRemoved(Suite suite)
    {
        Directory.CreateDirectory(At("events"));
        string stale = Stale("4000000000000001");
        string badlyNamed = Stale("4000000000000002") + "x";
        Native.Check(Native.MakeFifo(badlyNamed, 0x192), "mkfifo");
        File.WriteAllText(At("events/file"), "");
        Listener listener = Listen(At("events"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-cleanfifodir", "events"));
        Assert.False(File.Exists(stale));
        Assert.True(File.Exists(badlyNamed));
        Assert.True(File.Exists(At("events/file")));
        // A notifier removes those that it meets.
        stale = Stale("4000000000000003");
        Assert.Equal(0, Run(suite, "s6-ftrig-notify", "events", "a").ExitCode);
        Assert.False(File.Exists(stale));
        listener.Expect("a");
    }

    [Theory, Ours, Reference]
    public void CannotBeCleaned(Suite suite) =>
        Assert.Equal(
            new CommandResult(
                111, "", "s6-cleanfifodir: fatal: unable to clean up fifodir at missing: No such file or directory\n"),
            Run(suite, "s6-cleanfifodir", "missing"));

    private string Stale(string seconds)
    {
        string path = At($"events/ftrig1:@{seconds}00000000:abcdef");
        Native.Check(Native.MakeFifo(path, 0x192), "mkfifo");
        return path;
    }
}
