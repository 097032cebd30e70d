using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-svlink.html and s6-svunlink.html.</summary>
public sealed class Svlink(ITestOutputHelper output) : Scenario(output)
{
    private const string LinkUsage =
        "s6-svlink: usage: s6-svlink [ -d | -D ] [ -f ] [ -P ] [ -t timeout ] scandir servicedir [ name ]\n";

    [Theory]
    [Ours("")]
    [Ours("-t 10000")]
    [Reference("")]
    [Reference("-t 10000")]
    public void LinksAndWaits(Suite suite, string options)
    {
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().Run(ServiceDirectory.Idle);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlink", [.. Words(options), "scan", "svc"]));
        Assert.Equal(service.Path, new FileInfo(scanner["svc"]).LinkTarget);
        Assert.Equal("svc", scanner.Names());
        Assert.Equal(0, Run(suite, "s6-svok", "svc").ExitCode);
        Assert.Equal(0x7d8, Native.Mode(service["event"]));
        Eventually(() => service.Status.Pid > 0);
        Unlink(suite, scanner, "svc");
    }

    /// <summary>A logged service, by its absolute path, under another name, and a slash at the end.</summary>
    [Theory]
    [Ours("", "svc")]
    [Ours("/", "svc")]
    [Ours("", "other")]
    [Reference("", "svc")]
    [Reference("", "other")]
    public void ALoggedService(Suite suite, string end, string name)
    {
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().Run(ServiceDirectory.Idle);
        ServiceDirectory log = new ServiceDirectory(service["log"]).Run("exec cat >/dev/null");
        string[] words = ["scan", service.Path + end, .. name == "svc" ? [] : new[] { name }];
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlink", words));
        Assert.Equal(service.Path + end, new FileInfo(scanner[name]).LinkTarget);
        Assert.Equal($"{name} {name}/log", scanner.Names());
        Eventually(() => service.Status.Pid > 0 && log.Status.Pid > 0);
        Unlink(suite, scanner, name);
        ExpectNoSupervisor(suite, "svc/log");
    }

    /// <summary>The supervisor finds a file down, which -d takes away again.</summary>
    [Theory]
    [Ours("-d", false)]
    [Ours("-D", true)]
    [Ours("-dD", true)]
    [Reference("-d", false)]
    [Reference("-D", true)]
    [Reference("-dD", true)]
    public void StaysDown(Suite suite, string option, bool kept)
    {
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().Run(ServiceDirectory.Idle);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlink", option, "scan", "svc"));
        Assert.Equal(0, service.Status.Pid);
        Assert.Equal(kept, File.Exists(service["down"]));
        Unlink(suite, scanner, "svc");
    }

    /// <summary>Only the service stays down; its logger runs.</summary>
    [Theory, Ours]
    public void TheLoggerRuns(Suite suite)
    {
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().Run(ServiceDirectory.Idle);
        ServiceDirectory log = new ServiceDirectory(service["log"]).Run("exec cat >/dev/null");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlink", "-d", "scan", "svc"));
        Assert.False(File.Exists(service["down"]) || File.Exists(log["down"]));
        Eventually(() => log.Status.Pid > 0);
        Assert.Equal(0, service.Status.Pid);
        Unlink(suite, scanner, "svc");
    }

    [Theory, Ours, Reference]
    public void PublicEvents(Suite suite)
    {
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().Run(ServiceDirectory.Idle);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlink", "-P", "scan", "svc"));
        Assert.Equal(0x3db, Native.Mode(service["event"]));
        Unlink(suite, scanner, "svc");
    }

    /// <summary>An event directory that is there with other rights: refused, or with -f changed.</summary>
    [Theory]
    [Ours("", 0x3db, false)]
    [Ours("-P", 0x7d8, false)]
    [Ours("-f", 0x3db, true)]
    [Ours("-fP", 0x7d8, true)]
    [Ours("", 0x7d8, true)]
    [Ours("-P", 0x3db, true)]
    [Reference("-f", 0x3db, true)]
    [Reference("-fP", 0x7d8, true)]
    [Reference("", 0x7d8, true)]
    [Reference("-P", 0x3db, true)]
    public void RightsOfEvents(Suite suite, string options, int mode, bool accepted)
    {
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(service["event"]);
        File.SetUnixFileMode(service["event"], (UnixFileMode)mode);
        CommandResult result = Run(suite, "s6-svlink", [.. Words(options), "scan", "svc"]);
        if (!accepted)
        {
            string rights = mode == 0x3db ? "is public" : "is not public";
            Assert.Equal(
                new CommandResult(
                    111,
                    "",
                    $"s6-svlink: warning: svc/event {rights}\n" +
                    "s6-svlink: fatal: unable to link servicedir svc into scandir scan with name svc: File exists\n"),
                result);
            Assert.False(File.Exists(scanner["svc"]));
            return;
        }
        Assert.Equal(new CommandResult(0, "", ""), result);
        Assert.Equal(options.Contains('P') ? 0x3db : 0x7d8, Native.Mode(service["event"]));
        Unlink(suite, scanner, "svc");
    }

    /// <summary>With a supervisor there already it only links, and says so.</summary>
    [Theory, Ours, Reference]
    public void SupervisedAlready(Suite suite)
    {
        Scanner scanner = NewScanner(suite).Start();
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        var expected = new CommandResult(0, "", "s6-svlink: warning: supervisor already running on svc\n");
        Assert.Equal(expected, Run(suite, "s6-svlink", "scan", "svc"));
        Assert.Equal(expected, Run(suite, "s6-svlink", "scan", "svc"));
        Assert.Equal(service.Service.Path, new FileInfo(scanner["svc"]).LinkTarget);
        File.Delete(scanner["svc"]);
    }

    /// <summary>A link of that name to elsewhere stays.</summary>
    [Theory, Ours, Reference]
    public void TheNameIsTaken(Suite suite)
    {
        Scanner scanner = NewScanner(suite).Start();
        NewService().Run(ServiceDirectory.Idle);
        File.CreateSymbolicLink(scanner[".x"], "/nowhere");
        File.Move(scanner[".x"], scanner["svc"]);
        Assert.Equal(
            new CommandResult(
                111,
                "",
                "s6-svlink: fatal: unable to link servicedir svc into scandir scan with name svc: File exists\n"),
            Run(suite, "s6-svlink", "-D", "scan", "svc"));
        Assert.Equal("/nowhere", new FileInfo(scanner["svc"]).LinkTarget);
        if (suite.IsOurs)
        {
            Assert.False(File.Exists(At("svc/down")));
        }
    }

    /// <summary>A scanner that does not scan: the link goes again, and what -D made.</summary>
    [Theory]
    [Ours("", false)]
    [Ours("-D", false)]
    [Ours("-D", true)]
    [Reference("", false)]
    [Reference("-D", false)]
    public void TheTimeIsOver(Suite suite, string options, bool wasDown)
    {
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().Run(ServiceDirectory.Idle);
        if (wasDown)
        {
            service.With("down");
        }
        scanner.Process.Kill(19);
        CommandResult result = Run(suite, "s6-svlink", [.. Words(options), "-t", "500", "scan", "svc"]);
        Assert.Equal((99, ""), (result.ExitCode, result.Output));
        Assert.Matches(
            "^s6-svlink: fatal: unable to link servicedir svc into scandir scan with name svc: " +
            "(Operation|Connection) timed out\n$",
            result.Error);
        Assert.Empty(new DirectoryInfo(scanner.Path).EnumerateFileSystemInfos("svc"));
        Assert.Equal(wasDown, File.Exists(service["down"]));
        Eventually(() => !Directory.EnumerateFiles(service["event"]).Any());
        scanner.Process.Kill(18);
        scanner.ExpectNames("");
    }

    [Theory]
    [Ours("scan missing", 111, "unable to stat missing/run: No such file or directory")]
    [Ours("scan idle", 100, "idle/run is not executable")]
    [Ours("scan logfile", 100, "logfile/log is not a directory")]
    [Ours("scan logless", 111, "unable to stat logless/log/run: No such file or directory")]
    [Ours("missing svc", 111, "unable to open missing/.s6-svscan/lock: No such file or directory")]
    [Ours("unscanned svc", 1, "s6-svscan not running on unscanned")]
    [Ours("scan svc .x", 100, "invalid name")]
    [Ours("scan svc /x", 100, "invalid name")]
    [Ours("scan /", 100, "invalid name")]
    [Reference("scan missing", 111, "unable to stat missing/run: No such file or directory")]
    [Reference("scan idle", 100, "idle/run is not executable")]
    [Reference("scan logfile", 100, "logfile/log is not a directory")]
    [Reference("scan logless", 111, "unable to stat logless/log/run: No such file or directory")]
    [Reference("missing svc", 111, "unable to open missing/.s6-svscan/lock: No such file or directory")]
    [Reference("unscanned svc", 1, "s6-svscan not running on unscanned")]
    [Reference("scan svc .x", 100, "invalid name")]
    [Reference("scan svc /x", 100, "invalid name")]
    public void WhatIsWrong(Suite suite, string arguments, int code, string message)
    {
        NewScanner(suite).Start();
        Directory.CreateDirectory(At("unscanned/.s6-svscan"));
        File.WriteAllText(At("unscanned/.s6-svscan/lock"), "");
        NewService().Run(ServiceDirectory.Idle);
        NewService("idle").With("run");
        NewService("logfile").Run(ServiceDirectory.Idle).With("log");
        Directory.CreateDirectory(NewService("logless").Run(ServiceDirectory.Idle)["log"]);
        Assert.Equal(
            new CommandResult(code, "", $"s6-svlink: fatal: {message}\n"), Run(suite, "s6-svlink", Words(arguments)));
    }

    [Theory]
    [Ours("")]
    [Ours("scan")]
    [Ours("-t x scan svc")]
    [Ours("-z scan svc")]
    [Reference("")]
    [Reference("scan")]
    [Reference("-t x scan svc")]
    [Reference("-z scan svc")]
    public void WrongUsage(Suite suite, string arguments)
    {
        Assert.Equal(new CommandResult(100, "", LinkUsage), Run(suite, "s6-svlink", Words(arguments)));
        Assert.Equal(
            new CommandResult(100, "", "s6-svunlink: usage: s6-svunlink [ -X ] [ -t timeout ] scandir servicename\n"),
            Run(suite, "s6-svunlink", arguments.Replace(" svc", "", System.StringComparison.Ordinal).Split(' ')));
    }

    [Theory]
    [Ours("")]
    [Ours(".x")]
    [Ours("/x")]
    [Reference("")]
    [Reference(".x")]
    [Reference("/x")]
    public void WrongNames(Suite suite, string name)
    {
        Assert.Equal(
            new CommandResult(100, "", "s6-svunlink: fatal: invalid service name\n"),
            Run(suite, "s6-svunlink", "scan", name));
        Assert.Equal(new CommandResult(100, "", "s6-svlink: fatal: invalid scandir\n"), Run(suite, "s6-svlink", "", "svc"));
        Assert.Equal(
            new CommandResult(100, "", "s6-svlink: fatal: invalid servicedir\n"), Run(suite, "s6-svlink", "scan", "", "x"));
    }

    /// <summary>-X comes back at once; the service, which minds no SIGTERM, still lives. So does -t after its time.</summary>
    [Theory]
    [Ours("-X")]
    [Ours("-t 50")]
    [Reference("-X")]
    [Reference("-t 50")]
    public void DoesNotWait(Suite suite, string options)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().Run($"""
            trap '' TERM
            echo up > {messages.Path}
            until [ -e end ]; do sleep 0.02; done
            """);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlink", "scan", "svc"));
        messages.Expect("up");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svunlink", [.. Words(options), "scan", "svc"]));
        Assert.False(File.Exists(scanner["svc"]));
        Assert.Equal(0, Run(suite, "s6-svok", "svc").ExitCode);
        service.With("end");
        scanner.ExpectNames("");
    }

    /// <summary>It waits until the service has died.</summary>
    [Theory, Ours, Reference]
    public void WaitsForTheEnd(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().Run($"""
            trap 'echo asked > {messages.Path}' TERM
            echo up > {messages.Path}
            until [ -e end ]; do sleep 0.02; done
            """);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlink", "scan", "svc"));
        messages.Expect("up");
        Child unlink = Start(suite, "s6-svunlink", "scan", "svc");
        messages.Expect("asked");
        Assert.False(unlink.HasExited);
        service.With("end");
        Assert.Equal(0, unlink.WaitForExit().ExitCode);
        ExpectNoSupervisor(suite, "svc");
        if (suite.IsOurs)
        {
            Assert.Empty(Directory.EnumerateFiles(service["event"]));
        }
        scanner.ExpectNames("");
    }

    /// <summary>A supervisor that is killed tells no event.</summary>
    [Theory, Ours]
    public void TheSupervisorIsKilled(Suite suite)
    {
        Scanner scanner = NewScanner(suite).Start();
        ServiceDirectory service = NewService().With("down").Run("true").With("finish");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlink", "scan", "svc"));
        int supervisor = scanner.Supervisors()["svc"];
        _ = Native.Kill(supervisor, 19);
        Child unlink = Start(suite, "s6-svunlink", "scan", "svc");
        Eventually(() => new FileInfo(scanner["svc"]).LinkTarget == null);
        _ = Native.Kill(supervisor, 9);
        Assert.Equal(0, unlink.WaitForExit().ExitCode);
        ExpectNoSupervisor(suite, service.Name);
    }

    /// <summary>It undoes as much as there is, and is content.</summary>
    [Theory, Ours, Reference]
    public void NothingToUnlink(Suite suite)
    {
        Scanner scanner = NewScanner(suite).Start();
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svunlink", "scan", "svc"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svunlink", "missing", "svc"));
        File.CreateSymbolicLink(scanner["svc"], "/nowhere");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svunlink", "scan", "svc"));
        Assert.Null(new FileInfo(scanner["svc"]).LinkTarget);
    }

    [Theory, Ours, Reference]
    public void ALoggerWithoutASupervisor(Suite suite)
    {
        Scanner scanner = NewScanner(suite).Start();
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Service.With("log");
        scanner.Link("svc");
        Assert.Equal(
            new CommandResult(
                111, "", "s6-svunlink: fatal: unable to prepare unlinking of service svc in scandir scan: Not a directory\n"),
            Run(suite, "s6-svunlink", "scan", "svc"));
        service.Service.Without("log");
        Directory.CreateDirectory(service.Service["log"]);
        Assert.Equal(
            new CommandResult(
                111, "", "s6-svunlink: fatal: unable to prepare unlinking of service svc in scandir scan: Invalid argument\n"),
            Run(suite, "s6-svunlink", "scan", "svc"));
        File.Delete(scanner["svc"]);
    }

    private static string[] Words(string text) => text.Split(' ', System.StringSplitOptions.RemoveEmptyEntries);

    private void Unlink(Suite suite, Scanner scanner, string name)
    {
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svunlink", "-t", "10000", "scan", name));
        Assert.Empty(new DirectoryInfo(scanner.Path).EnumerateFileSystemInfos(name));
        ExpectNoSupervisor(suite, "svc");
        scanner.ExpectNames("");
    }

    /// <summary>The reference waits for the last event only, which comes a moment before the end.</summary>
    private void ExpectNoSupervisor(Suite suite, string service)
    {
        if (!suite.IsOurs)
        {
            Eventually(() => Run(suite, "s6-svok", service).ExitCode == 1);
        }
        Assert.Equal(1, Run(suite, "s6-svok", service).ExitCode);
    }
}
