using System;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>instances.html, and the pages of s6-instance-create, -delete, -control, -status and -list.</summary>
public sealed class Instances(ITestOutputHelper output) : Scenario(output)
{
    private Supervised? _service;

    /// <summary>A whole life.</summary>
    [Theory, Ours, Reference]
    public void CreatesControlsAndDeletes(Suite suite)
    {
        Messages messages = NewMessages();
        StartService(suite, $"echo up $1 > {messages.Path}; exec sleep 1000", $"echo down $1 $3 > {messages.Path}");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-list", "svc"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-create", "svc", "one"));
        messages.Expect("up one");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-create", "-t", "10000", "svc", "two"));
        messages.Expect("up two");
        Assert.Equal("../instances/one", new FileInfo(At("svc/instance/one")).LinkTarget);
        CommandResult list = Run(suite, "s6-instance-list", "svc");
        Assert.Equal((0, "one two", ""), (list.ExitCode, string.Join(' ', list.Output.Trim().Split('\n').Order()), list.Error));
        Assert.Equal(new CommandResult(0, "true\n", ""), Run(suite, "s6-instance-status", "-o", "up", "svc", "one"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-control", "-wD", "-d", "svc", "one"));
        messages.Expect("down 256 one");
        Assert.Equal(new CommandResult(0, "false true\n", ""), Run(suite, "s6-instance-status", "-uN", "svc", "one"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-control", "-wu", "-u", "--", "svc", "one"));
        messages.Expect("up one");
        Assert.Matches("^up \\(pid [0-9]+", Run(suite, "s6-instance-status", "svc", "one").Output);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-delete", "svc", "one"));
        messages.Expect("down 256 one");
        Assert.Equal(new CommandResult(0, "two\n", ""), Run(suite, "s6-instance-list", "svc"));
        Assert.False(Directory.Exists(At("svc/instances/one")));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-delete", "-t", "10000", "svc", "two"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-list", "svc"));
        StopService();
    }

    /// <summary>Made by s6-instance-maker, whose scripts execlineb reads.</summary>
    [ProgramTheory("/usr/bin/execlineb"), Ours, Reference]
    public void MadeByTheMaker(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory template = NewService("template").Run($"echo up $1 > {messages.Path}; exec sleep 1000");
        _ = new ServiceDirectory(template["log"]).Run($"echo log $1 > {messages.Path}; exec cat > /dev/null");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-maker", "template", "svc"));
        _service = Supervise(suite, new ServiceDirectory(At("svc")));
        _service.Expect("suU");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-create", "svc", "one"));
        Assert.Equal(["log one/log", "up one"], new[] { messages.Next(), messages.Next() }.Order());
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-delete", "svc", "one"));
        Eventually(() => !Directory.Exists(At("svc/instances/one")));
        StopService();
    }

    [Theory]
    [Ours("-d", false, 0x7d8)]
    [Ours("-D", true, 0x7d8)]
    [Ours("-dP", false, 0x3db)]
    [Ours("-dPf", false, 0x3db)]
    [Reference("-d", false, 0x7d8)]
    [Reference("-D", true, 0x7d8)]
    [Reference("-dP", false, 0x3db)]
    [Reference("-dPf", false, 0x3db)]
    public void CreatesItDown(Suite suite, string option, bool down, int mode)
    {
        StartService(suite, ServiceDirectory.Idle);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-create", option, "svc", "one"));
        Assert.Equal(new CommandResult(0, "false -1\n", ""), Run(suite, "s6-instance-status", "-o", "up,pid", "svc", "one"));
        Assert.Equal(down, File.Exists(At("svc/instances/one/down")));
        Assert.Equal(mode, Native.Mode(At("svc/instances/one/event")));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-delete", "svc", "one"));
        StopService();
    }

    /// <summary>-X and -t: the instance, which minds no SIGTERM, still lives; it is gone from the list.</summary>
    [Theory]
    [Ours("-X")]
    [Ours("-t 50")]
    [Reference("-X")]
    [Reference("-t 50")]
    public void DeletesWithoutWaiting(Suite suite, string options)
    {
        Messages messages = NewMessages();
        StartService(suite, $"trap '' TERM; echo $$ > {messages.Path}; until [ -e {At("end")} ]; do sleep 0.02; done");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-create", "svc", "one"));
        int pid = int.Parse(messages.Next(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(0, Run(suite, "s6-instance-delete", [.. options.Split(' '), "svc", "one"]).ExitCode);
        Assert.NotEqual('X', ProcessTree.State(pid));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-list", "svc"));
        File.WriteAllText(At("end"), "");
        StopService();
    }

    /// <summary>Where the scanner does not scan: nothing of it stays.</summary>
    [Theory, Ours, Reference]
    public void TheTimeIsOver(Suite suite)
    {
        StartService(suite, ServiceDirectory.Idle);
        int scanner = _service!.Status.Pid;
        _ = Native.Kill(scanner, 19);
        CommandResult result = Run(suite, "s6-instance-create", "-t", "500", "svc", "one");
        Assert.Equal((99, ""), (result.ExitCode, result.Output));
        Assert.Matches(
            "^s6-instance-create: fatal: unable to create instance of svc named one: (Operation|Connection) timed out\n$",
            result.Error);
        Assert.Empty(new DirectoryInfo(At("svc/instance")).EnumerateFileSystemInfos("one"));
        Assert.False(Directory.Exists(At("svc/instances/one")));
        _ = Native.Kill(scanner, 18);
        StopService();
    }

    [Theory]
    [Ours("s6-instance-create svc taken", 100, "fatal: instance appears to already exist at svc/instances/taken")]
    [Ours("s6-instance-create svc file", 100, "fatal: unexpected file preventing instance creation at svc/instances/file")]
    [Ours("s6-instance-create svc .one", 100, "fatal: invalid instance name")]
    [Ours("s6-instance-create svc one\ttwo", 100, "fatal: invalid instance name")]
    [Ours("s6-instance-delete svc .one", 100, "fatal: invalid instance name")]
    [Ours("s6-instance-control svc .one", 100, "fatal: invalid instance name")]
    [Ours("s6-instance-status svc .one", 100, "fatal: invalid instance name")]
    [Ours("s6-instance-create missing one", 111, "fatal: unable to mkdir missing/instances: No such file or directory")]
    [Ours("s6-instance-delete missing one", 111, "fatal: unable to chdir to missing/instance: No such file or directory")]
    [Ours("s6-instance-list missing", 111, "fatal: unable to chdir to missing/instance: No such file or directory")]
    [Ours("s6-instance-list fresh", 111, "fatal: unable to open fresh/instance/.s6-svscan/lock: No such file or directory")]
    [Ours("s6-instance-list dead", 1, "fatal: instanced service not running on dead")]
    [Ours("s6-instance-create dead one", 1, "fatal: instanced service not running on dead")]
    [Ours("s6-instance-delete dead one", 1, "fatal: instanced service not running on dead")]
    [Reference("s6-instance-create svc taken", 100, "fatal: instance appears to already exist at svc/instances/taken")]
    [Reference("s6-instance-create svc file", 100, "fatal: unexpected file preventing instance creation at svc/instances/file")]
    [Reference("s6-instance-create svc .one", 100, "fatal: invalid instance name")]
    [Reference("s6-instance-create svc one\ttwo", 100, "fatal: invalid instance name")]
    [Reference("s6-instance-delete svc .one", 100, "fatal: invalid instance name")]
    [Reference("s6-instance-control svc .one", 100, "fatal: invalid instance name")]
    [Reference("s6-instance-status svc .one", 100, "fatal: invalid instance name")]
    [Reference("s6-instance-create missing one", 111, "fatal: unable to mkdir missing/instances: No such file or directory", Since = "2.15")]
    [Reference("s6-instance-delete missing one", 111, "fatal: unable to chdir to missing/instance: No such file or directory")]
    [Reference("s6-instance-list missing", 111, "fatal: unable to chdir to missing/instance: No such file or directory")]
    [Reference("s6-instance-list fresh", 111, "fatal: unable to open fresh/instance/.s6-svscan/lock: No such file or directory")]
    [Reference("s6-instance-list dead", 1, "fatal: instanced service not running on dead")]
    [Reference("s6-instance-create dead one", 1, "fatal: instanced service not running on dead")]
    [Reference("s6-instance-delete dead one", 1, "fatal: instanced service not running on dead")]
    public void WhatIsWrong(Suite suite, string command, int code, string message)
    {
        StartService(suite, ServiceDirectory.Idle);
        Directory.CreateDirectory(At("svc/instances/taken"));
        File.WriteAllText(At("svc/instances/file"), "");
        Directory.CreateDirectory(At("fresh/instance"));
        Directory.CreateDirectory(At("dead/instance/.s6-svscan"));
        File.WriteAllText(At("dead/instance/.s6-svscan/lock"), "");
        string[] words = command.Split(' ');
        Assert.Equal(new CommandResult(code, "", $"{words[0]}: {message}\n"), Run(suite, words[0], words[1..]));
        StopService();
    }

    /// <summary>A template that cannot be copied leaves nothing.</summary>
    [Theory, Ours, Reference]
    public void NoTemplate(Suite suite)
    {
        StartService(suite, ServiceDirectory.Idle);
        Directory.Delete(At("svc/template"), recursive: true);
        Assert.Equal(
            new CommandResult(
                111,
                "",
                "s6-instance-create: fatal: unable to copy svc/template to svc/instances/one: No such file or directory\n"),
            Run(suite, "s6-instance-create", "svc", "one"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(At("svc/instances")));
        StopService();
    }

    [Theory, Ours, Reference]
    public void ThereIsNoSuchInstance(Suite suite)
    {
        StartService(suite, ServiceDirectory.Idle);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-delete", "svc", "none"));
        CommandResult control = Run(suite, "s6-instance-control", "-u", "svc", "none");
        Assert.Equal("", control.Output);
        Assert.StartsWith("s6-svc: ", control.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, control.ExitCode);
        CommandResult status = Run(suite, "s6-instance-status", "svc", "none");
        Assert.Equal(
            new CommandResult(
                1, "", "s6-svstat: fatal: unable to read status for svc/instance/none: s6-supervise not running\n"),
            status with { Error = status.Error.Replace("fatal: : ", "fatal: ", StringComparison.Ordinal) });
        StopService();
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void ControlWaitsNoLongerThanThat(Suite suite)
    {
        StartService(suite, ServiceDirectory.Idle);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-create", "-d", "svc", "one"));
        CommandResult result = Run(suite, "s6-instance-control", "-wu", "-T", "500", "svc", "one");
        Assert.Equal((99, ""), (result.ExitCode, result.Output));
        Assert.EndsWith(" timed out\n", result.Error, StringComparison.Ordinal);
        StopService();
    }

    /// <summary>All that s6-svc and s6-svstat understand.</summary>
    [Theory, Ours]
    public void EveryOption(Suite suite)
    {
        Messages messages = NewMessages();
        StartService(suite, $"trap 'echo HUP > {messages.Path}' HUP; echo up > {messages.Path}; while :; do sleep 0.02; done");
        Assert.Equal(0, Run(suite, "s6-instance-create", "svc", "one").ExitCode);
        messages.Expect("up");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-control", "-l", "svc", "one"));
        messages.Expect("HUP");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-control", "-s", "SIGHUP", "svc", "one"));
        messages.Expect("HUP");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-instance-control", "-Q", "-wD", "-k", "svc", "one"));
        Assert.True(File.Exists(At("svc/instances/one/down")));
        Assert.Equal(new CommandResult(0, "-1\n", ""), Run(suite, "s6-instance-status", "-g", "svc", "one"));
        StopService();
    }

    [Theory]
    [Ours("s6-instance-create", "s6-instance-create [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] service instancename")]
    [Ours("s6-instance-create svc", "s6-instance-create [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] service instancename")]
    [Ours("s6-instance-create -t x svc a", "s6-instance-create [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] service instancename")]
    [Ours("s6-instance-create -z svc a", "s6-instance-create [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] service instancename")]
    [Ours("s6-instance-delete svc", "s6-instance-delete [ -X ] [ -t timeout ] service instancename")]
    [Ours("s6-instance-delete -t x svc a", "s6-instance-delete [ -X ] [ -t timeout ] service instancename")]
    [Ours("s6-instance-delete -d svc a", "s6-instance-delete [ -X ] [ -t timeout ] service instancename")]
    [Ours("s6-instance-list", "s6-instance-list service")]
    [Ours("s6-instance-list -z svc", "s6-instance-list service")]
    [Ours("s6-instance-control svc", "")]
    [Ours("s6-instance-control -T x svc a", "")]
    [Ours("s6-instance-control -w x svc a", "")]
    [Ours("s6-instance-control -z svc a", "")]
    [Ours("s6-instance-status svc", "")]
    [Ours("s6-instance-status -z svc a", "")]
    [Reference("s6-instance-create", "s6-instance-create [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] service instancename")]
    [Reference("s6-instance-create svc", "s6-instance-create [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] service instancename")]
    [Reference("s6-instance-create -t x svc a", "s6-instance-create [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] service instancename")]
    [Reference("s6-instance-delete svc", "s6-instance-delete [ -X ] [ -t timeout ] service instancename")]
    [Reference("s6-instance-delete -t x svc a", "s6-instance-delete [ -X ] [ -t timeout ] service instancename")]
    [Reference("s6-instance-delete -d svc a", "s6-instance-delete [ -X ] [ -t timeout ] service instancename")]
    [Reference("s6-instance-list", "s6-instance-list service")]
    [Reference("s6-instance-list -z svc", "s6-instance-list service")]
    [Reference("s6-instance-control svc", "")]
    [Reference("s6-instance-control -T x svc a", "")]
    [Reference("s6-instance-control -w x svc a", "")]
    [Reference("s6-instance-control -z svc a", "")]
    [Reference("s6-instance-status svc", "")]
    [Reference("s6-instance-status -z svc a", "")]
    public void WrongUsage(Suite suite, string command, string usage)
    {
        string[] words = command.Split(' ');
        CommandResult result = Run(suite, words[0], words[1..]);
        Assert.Equal((100, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"{words[0]}: usage: {(usage.Length > 0 ? usage + "\n" : words[0] + " [ ")}", result.Error, StringComparison.Ordinal);
    }

    /// <summary>A live service of instances, without execline.</summary>
    private void StartService(Suite suite, string run, string? finish = null)
    {
        ServiceDirectory service = NewService().With("notification-fd", "3\n").Run("exec s6-svscan -d3 -- instance");
        ServiceDirectory template = new ServiceDirectory(service["template"]).Run(run);
        if (finish != null)
        {
            template.Finish(finish);
        }
        Directory.CreateDirectory(service["instance"]);
        Directory.CreateDirectory(service["instances"]);
        _service = Supervise(suite, service);
        _service.Expect("suU");
    }

    /// <summary>So that it is not killed at the end of the test, which its instances would survive.</summary>
    private void StopService()
    {
        _service!.Send("d");
        _service.Expect("suUdD");
    }
}
