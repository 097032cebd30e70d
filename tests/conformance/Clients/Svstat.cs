using System;
using System.Globalization;
using System.IO;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Clients;

/// <summary>s6-svstat.html: the line for people, and every field for programs.</summary>
public sealed class Svstat(ITestOutputHelper output) : Scenario(output)
{
    private const string Usage =
        "s6-svstat: usage: s6-svstat [ -uwNrpgest | -o up,wantedup,normallyup,ready,paused,pid,pgid,exitcode,signal,signum," +
        "updownsince,readysince,updownfor,readyfor ] [ -n ] servicedir\n";

    [Theory, Density, Ours, Reference(Since = "2.13.2")]
    public void NotStartedYet(Suite suite)
    {
        Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        Line(suite, @"down \(not started yet\) ");
        Fields(suite, "up,wantedup,normallyup,paused,pid,pgid,exitcode,signal,signum", "false false false false -1 -1 -1 NA -1");
    }

    [Theory, Density, Ours, Reference(Since = "2.13")]
    public void Up(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        int pid = service.Status.Pid;
        Line(suite, $@"up \(pid {pid} pgid {pid}\) \d seconds");
        Fields(
            suite,
            "up,wantedup,normallyup,ready,paused,pid,pgid,exitcode,signal,signum",
            $"true true true false false {pid} {pid} -1 NA -1");
        service.Service.With("down");
        Line(suite, $@"up \(pid {pid} pgid {pid}\) \d seconds, normally down");
        service.Send("p");
        Eventually(() => service.Status.Paused);
        Line(suite, $@"up \(pid {pid} pgid {pid}\) \d seconds, normally down, paused");
        service.Send("O");
        Eventually(() => !service.Status.WantedUp);
        Line(suite, $@"up \(pid {pid} pgid {pid}\) \d seconds, normally down, paused, want down");
        Fields(suite, "up,wantedup,normallyup,paused", "true false false true");
    }

    [Theory, Density, Ours, Reference(Since = "2.13")]
    public void UpAndReady(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}"));
        service.Expect("suU");
        int pid = service.Status.Pid;
        Line(suite, $@"up \(pid {pid} pgid {pid}\) \d seconds, ready \d seconds");
        Fields(suite, "up,ready", "true true");
    }

    [Theory]
    [Density("exit 3", "exitcode 3", "exitcode 3", "3 NA -1")]
    [Ours("exit 3", "exitcode 3", "exitcode 3", "3 NA -1")]
    [Density("kill -9 $$", "signal SIGKILL", "signal 9", "-1 SIGKILL 9")]
    [Ours("kill -9 $$", "signal SIGKILL", "signal 9", "-1 SIGKILL 9")]
    [Density("kill -USR1 $$", "signal SIGUSR1", "signal 10", "-1 SIGUSR1 10")]
    [Ours("kill -USR1 $$", "signal SIGUSR1", "signal 10", "-1 SIGUSR1 10")]
    [Density("ulimit -c 0; kill -ABRT $$", "signal SIGIOT", "signal 6", "-1 SIGIOT 6")]
    [Ours("ulimit -c 0; kill -ABRT $$", "signal SIGIOT", "signal 6", "-1 SIGIOT 6")]
    [Reference("exit 3", "exitcode 3", "exitcode 3", "3 NA -1")]
    [Reference("kill -9 $$", "signal SIGKILL", "signal 9", "-1 SIGKILL 9")]
    [Reference("kill -USR1 $$", "signal SIGUSR1", "signal 10", "-1 SIGUSR1 10")]
    [Reference("ulimit -c 0; kill -ABRT $$", "signal SIGIOT", "signal 6", "-1 SIGIOT 6", Since = "2.15")]
    public void DownBy(Suite suite, string death, string cause, string causeByNumber, string fields)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(death));
        service.Send("o");
        service.Expect("sudD");
        Line(suite, $@"down \({cause}\) \d seconds, ready \d seconds");
        Line(suite, $@"down \({causeByNumber}\) \d seconds, ready \d seconds", "-n");
        Fields(suite, "up,wantedup,normallyup,pid,exitcode,signal,signum", "false false false -1 " + fields);
        Fields(suite, "paused", "false");
        File.Delete(service.Service["down"]);
        Line(suite, $@"down \({cause}\) \d seconds, normally up, ready \d seconds");
    }

    /// <summary>
    /// The page: "-o up,ready will print false true if it is down and can be started". The C program prints false false.
    /// </summary>
    [Theory, Density, Ours, Reference]
    public void DownAndReadyToBeStarted(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 0"));
        service.Send("o");
        service.Expect("sudD");
        Fields(suite, "up,ready", suite.Diverges(ours: "false true", reference: "false false"));
    }

    [Theory, Density, Ours, Reference]
    public void Finishing(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run("exit 1").Finish($"mkfifo hold; echo > {messages.Path}; read x < hold");
        Supervised service = Supervise(suite, directory);
        messages.Expect("");
        service.Expect("sud");
        Line(suite, @"down \(exitcode 1\) \d seconds, normally up, want up");
        Fields(suite, "up,wantedup,ready,pid,exitcode", "false true false -1 1");
        service.Send("O");
        Eventually(() => !service.Status.WantedUp);
        Line(suite, @"down \(exitcode 1\) \d seconds, normally up");
        File.WriteAllText(directory["hold"], "\n");
        service.Expect("sudD");
    }

    [Theory, Density, Ours, Reference]
    public void Times(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}"));
        service.Expect("suU");
        byte[] status = File.ReadAllBytes(service.Service["supervise/status"]);
        string since = "@" + Convert.ToHexStringLower(status.AsSpan(0, 12));
        string readySince = "@" + Convert.ToHexStringLower(status.AsSpan(12, 12));
        Fields(suite, "updownsince,readysince", $"{since} {readySince}");
        string seconds = Run(suite, "s6-svstat", "-o", "updownfor,readyfor", "svc").Output;
        Assert.Matches(@"^\d \d\n$", seconds);
    }

    [Theory, Density, Ours, Reference]
    public void ShortOptionsAreFieldsInTheirOrder(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        string pid = service.Status.Pid.ToString(CultureInfo.InvariantCulture);
        Assert.Equal($"{pid} true\n", Run(suite, "s6-svstat", "-pu", "svc").Output);
        Assert.Equal($"true true true false {pid} -1 NA\n", Run(suite, "s6-svstat", "-u", "-wN", "-rpes", "svc").Output);
        Assert.Equal($"true {pid} true\n", Run(suite, "s6-svstat", "-u", "-o", "pid,wantedup", "svc").Output);
        Assert.Matches(@"^\d\n$", Run(suite, "s6-svstat", "-t", "svc").Output);
        if (suite.Version >= new Version(2, 13))
        {
            Assert.Equal($"{pid}\n", Run(suite, "s6-svstat", "-g", "svc").Output);
        }
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void WithoutASupervisor(Suite suite)
    {
        Directory.CreateDirectory(At("svc"));
        foreach (string name in new[] { "svc", "missing" })
        {
            Assert.Equal(
                new CommandResult(1, "", $"s6-svstat: fatal: unable to read status for {name}: s6-supervise not running\n"),
                Run(suite, "s6-svstat", name));
        }
    }

    [Theory]
    [Density("")]
    [Ours("")]
    [Density("garbage")]
    [Ours("garbage")]
    [Reference("", Since = "2.12")]
    [Reference("garbage", Since = "2.12")]
    public void AStatusThatIsTooShort(Suite suite, string content)
    {
        Supervise(suite, NewService().With("down")).Service.With("supervise/status", content);
        Assert.Equal(
            new CommandResult(111, "", "s6-svstat: fatal: unable to read status for svc: Broken pipe\n"),
            Run(suite, "s6-svstat", "svc"));
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void NoStatus(Suite suite)
    {
        Supervise(suite, NewService().With("down")).Service.Without("supervise/status");
        Assert.Equal(
            new CommandResult(111, "", "s6-svstat: fatal: unable to read status for svc: No such file or directory\n"),
            Run(suite, "s6-svstat", "svc"));
    }

    /// <summary>A stamp in the future, as after a clock that was set back, counts as now.</summary>
    [Theory, Density, Ours, Reference(Since = "2.13")]
    public void AStampInTheFuture(Suite suite)
    {
        ServiceDirectory directory = NewService();
        Supervise(suite, directory.With("down"));
        byte[] status = new byte[StatusFile.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(status, (1UL << 62) + 9_000_000_000);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(status.AsSpan(24), 4242);
        status[34] = 4;
        File.WriteAllBytes(directory["supervise/status"], status);
        directory.Without("down");
        Line(suite, @"up \(pid 4242 pgid 4242\) 0 seconds");
    }

    [Theory]
    [Density("")]
    [Ours("")]
    [Density("-z svc")]
    [Ours("-z svc")]
    [Density("-o")]
    [Ours("-o")]
    [Reference("", Since = "2.13")]
    [Reference("-z svc", Since = "2.13")]
    [Reference("-o", Since = "2.13")]
    public void WrongUsage(Suite suite, string arguments)
    {
        string[] words = arguments.Length == 0 ? [] : arguments.Split(' ');
        Assert.Equal(new CommandResult(100, "", Usage), Run(suite, "s6-svstat", words));
    }

    [Theory]
    [Ours("foo", "invalid option field: foo")]
    [Ours("up,,pid", "invalid option field: ")]
    [Ours("pid,Up", "invalid option field: Up")]
    [Ours("up,up,up,up,up,up,up,up,up,up,up,up,up,up,up,up,up", "too many option fields")]
    [Reference("foo", "invalid option field: foo")]
    [Reference("up,,pid", "invalid option field: ", Since = "2.13")]
    [Reference("pid,Up", "invalid option field: Up")]
    [Reference("up,up,up,up,up,up,up,up,up,up,up,up,up,up,up,up,up", "too many option fields")]
    public void WrongFields(Suite suite, string fields, string message)
    {
        Supervise(suite, NewService().With("down"));
        Assert.Equal(new CommandResult(100, "", $"s6-svstat: fatal: {message}\n"), Run(suite, "s6-svstat", "-o", fields, "svc"));
    }

    private void Line(Suite suite, string pattern, params string[] options)
    {
        CommandResult result = Run(suite, "s6-svstat", [.. options, "svc"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(new Regex($"^{pattern}\n$"), result.Output);
    }

    private void Fields(Suite suite, string fields, string values) =>
        Assert.Equal(new CommandResult(0, values + "\n", ""), Run(suite, "s6-svstat", "-o", fields, "svc"));
}
