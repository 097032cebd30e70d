using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>
/// What s6-supervise says and exits with where it cannot start, and what it makes in the directory where it can.
/// </summary>
public sealed class StartErrors(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Density, Ours, Reference]
    public void WithoutAnArgument(Suite suite) =>
        Assert.Equal(new CommandResult(100, "", "s6-supervise: usage: s6-supervise dir\n"), Run(suite, "s6-supervise"));

    [Theory]
    [Density("nowhere", "No such file or directory")]
    [Ours("nowhere", "No such file or directory")]
    [Density("file", "Not a directory")]
    [Ours("file", "Not a directory")]
    [Density("dangling", "No such file or directory")]
    [Ours("dangling", "No such file or directory")]
    [Density("", "No such file or directory")]
    [Ours("", "No such file or directory")]
    [Reference("nowhere", "No such file or directory")]
    [Reference("file", "Not a directory")]
    [Reference("dangling", "No such file or directory")]
    [Reference("", "No such file or directory")]
    public void WithoutADirectory(Suite suite, string name, string reason)
    {
        File.WriteAllText(At("file"), "");
        File.CreateSymbolicLink(At("dangling"), "nowhere");
        Assert.Equal(
            new CommandResult(111, "", $"s6-supervise: fatal: unable to chdir to {name}: {reason}\n"),
            Run(suite, "s6-supervise", name));
    }

    [Theory]
    [Density(255)]
    [Ours(255)]
    [Density(5000)]
    [Ours(5000)]
    [Reference(255)]
    [Reference(5000)]
    public void WithATooLongName(Suite suite, int length)
    {
        string name = new('x', length + 1);
        CommandResult result = Run(suite, "s6-supervise", name);
        // The end is the C library's word for ENAMETOOLONG: "File name" or "Filename".
        Assert.Equal((111, ""), (result.ExitCode, result.Output));
        Assert.Matches($"^s6-supervise: fatal: unable to chdir to {name}: File ?name too long\n$", result.Error);
    }

    [Theory, Density, Ours, Reference]
    public void ASecondInstance(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        byte[] status = File.ReadAllBytes(service.Service["supervise/status"]);
        Assert.Equal(
            new CommandResult(100, "", "s6-supervise svc: fatal: another instance of s6-supervise is already running\n"),
            Run(suite, "s6-supervise", "svc"));
        Assert.Equal(status, File.ReadAllBytes(service.Service["supervise/status"]));
        Assert.Equal("su", service.Events.Heard);
    }

    [Theory]
    [Density("event", 100, "event exists and is not a directory")]
    [Ours("event", 100, "event exists and is not a directory")]
    [Density("supervise", 100, "supervise exists and is not a directory")]
    [Ours("supervise", 100, "supervise exists and is not a directory")]
    [Reference("event", 100, "event exists and is not a directory")]
    [Reference("supervise", 100, "supervise exists and is not a directory")]
    public void AFileInThePlaceOfADirectory(Suite suite, string name, int code, string message)
    {
        NewService().Run(ServiceDirectory.Idle).With(name);
        Assert.Equal(new CommandResult(code, "", $"s6-supervise svc: fatal: {message}\n"), Run(suite, "s6-supervise", "svc"));
    }

    [Theory]
    [Density("control", 100, "supervise/control is not a FIFO")]
    [Ours("control", 100, "supervise/control is not a FIFO")]
    [Density("lock", 111, "unable to open supervise/lock: Is a directory")]
    [Ours("lock", 111, "unable to open supervise/lock: Is a directory")]
    [Density("death_tally", 111, "unable to truncate supervise/death_tally: Is a directory")]
    [Ours("death_tally", 111, "unable to truncate supervise/death_tally: Is a directory")]
    [Reference("control", 100, "supervise/control is not a FIFO", Since = "2.12")]
    [Reference("lock", 111, "unable to open supervise/lock: Is a directory")]
    [Reference("death_tally", 111, "unable to truncate supervise/death_tally: Is a directory")]
    public void ADirectoryInThePlaceOfAFile(Suite suite, string name, int code, string message)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(directory["supervise"]);
        Directory.CreateDirectory(directory["supervise/" + name]);
        Assert.Equal(new CommandResult(code, "", $"s6-supervise svc: fatal: {message}\n"), Run(suite, "s6-supervise", "svc"));
    }

    [Theory, Density, Ours, Reference]
    public void MakesItsDirectoriesWithTheirRights(Suite suite)
    {
        ServiceDirectory directory = NewService().With("down").Run(ServiceDirectory.Idle);
        Child supervisor = Start(suite, "s6-supervise", "svc");
        Eventually(() => File.Exists(directory["supervise/status"]));
        Assert.Equal(0x1c0, Mode(directory["supervise"]));              // 0700
        Assert.Equal(0x7d8, Mode(directory["event"]));                  // 03730
        Assert.Equal(0x180, Mode(directory["supervise/control"]));      // 0600
        Assert.Equal(0x1a4, Mode(directory["supervise/lock"]));         // 0644
        Assert.Equal(0x1a4, Mode(directory["supervise/status"]));       // 0644, by a umask of 022
        Assert.Equal(StatusFile.Length, new FileInfo(directory["supervise/status"]).Length);
        supervisor.Kill(15);
        Assert.Equal(new CommandResult(0, "", ""), supervisor.WaitForExit());
    }

    /// <summary>"Paused" without a process says that the service was not started yet.</summary>
    [Theory, Density, Ours, Reference(Since = "2.13.2")]
    public void TheFirstStatusSaysNotStartedYet(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        Assert.Equal((0, 0, 8 + 1), (service.Status.Pid, service.Status.WaitStatus, service.Status.Flags));
        service.Send("u");
        service.Expect("su");
        Assert.Equal(4, service.Status.Flags);
    }

    [Theory, Density, Ours, Reference]
    public void FollowsDanglingLinksOfItsDirectories(Suite suite)
    {
        ServiceDirectory directory = NewService().With("down").Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(At("elsewhere"));
        File.CreateSymbolicLink(directory["supervise"], At("elsewhere/supervise"));
        File.CreateSymbolicLink(directory["event"], At("elsewhere/event"));
        Child supervisor = Start(suite, "s6-supervise", "svc");
        Eventually(() => File.Exists(At("elsewhere/supervise/status")));
        Assert.Equal((0x1c0, 0x7d8), (Mode(At("elsewhere/supervise")), Mode(At("elsewhere/event"))));
        supervisor.Kill(15);
        Assert.Equal(0, supervisor.WaitForExit().ExitCode);
    }

    [Theory, Density, Ours, Reference]
    public void RemovesStaleListeners(Suite suite)
    {
        ServiceDirectory directory = NewService().With("down").Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(directory["event"]);
        string stale = directory["event/ftrig1:@400000000000000112345678:abcdef"];
        Native.Check(Native.MakeFifo(stale, 0x192), "mkfifo");
        directory.With("event/unrelated");
        Supervised service = Supervise(suite, directory);
        service.Expect("s");
        Eventually(() => !File.Exists(stale));
        Assert.True(File.Exists(directory["event/unrelated"]));
    }

    /// <summary>A descriptor 0, 1 or 2 that is closed must not become one of the supervisor's own.</summary>
    [Theory, Density, Ours, Reference]
    public void ClosedStandardStreamsAreReplaced(Suite suite)
    {
        Messages messages = NewMessages();
        NewService().Run($"echo $(readlink /proc/$$/fd/0 /proc/$$/fd/1) > {messages.Path}\n{ServiceDirectory.Idle}");
        Child supervisor = Start(suite, "/bin/sh", "-c", "exec s6-supervise svc <&- >&-");
        messages.Expect("/dev/null /dev/null");
        supervisor.Kill(15);
        Assert.Equal(0, supervisor.WaitForExit().ExitCode);
    }

    [Theory, Density, Ours, Reference]
    public void WorksInADirectoryByItsAbsoluteName(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run($"echo $1 > {messages.Path}\n{ServiceDirectory.Idle}");
        Child supervisor = Start(suite, "s6-supervise", directory.Path + "/");
        messages.Expect(directory.Path + "/");
        supervisor.Kill(15);
        Assert.Equal(0, supervisor.WaitForExit().ExitCode);
    }

    private static int Mode(string path) => Native.Mode(path);
}
