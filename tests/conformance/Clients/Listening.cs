using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Clients;

/// <summary>s6-svlisten1.html, s6-svlisten.html and s6-svc -w: a program, and a wait for what it brings about.</summary>
public sealed class Listening(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Density, Ours, Reference]
    public void OneServiceUpAndDown(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlisten1", "-u", "svc", "s6-svc", "-u", "svc"));
        service.Expect("su");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlisten1", "-D", "svc", "s6-svc", "-d", "svc"));
        service.Expect("sudD");
    }

    [Theory]
    [Density("-r")]
    [Ours("-r")]
    [Density("-R")]
    [Ours("-R")]
    [Reference("-r")]
    [Reference("-R")]
    public void OneServiceRestarted(Suite suite, string option)
    {
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}"));
        service.Expect("suU");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svlisten1", option, "svc", "s6-svc", "-r", "svc"));
        service.Events.ExpectStart(option == "-r" ? "suUdDu" : "suUdDuU");
    }

    [Theory, Density, Ours, Reference]
    public void TheProgramsOutputAndInputAreItsOwn(Suite suite)
    {
        Supervise(suite, NewService().Run(ServiceDirectory.Idle)).Expect("su");
        // It does not wait for the program.
        Child child = StartWithInput(suite, "words\n", "s6-svlisten1", "-u", "svc", "cat");
        child.WaitForOutput("words\n");
    }

    [Theory, Density, Ours, Reference]
    public void AProgramThatCannotBeExecuted(Suite suite)
    {
        Supervise(suite, NewService().Run(ServiceDirectory.Idle)).Expect("su");
        Assert.Equal(
            new CommandResult(111, "", "s6-svlisten1: fatal: unable to spawn no-such-program: No such file or directory\n"),
            Run(suite, "s6-svlisten1", "-u", "svc", "no-such-program"));
    }

    [Theory, Density, Ours, Reference]
    public void OneServiceThatFailsForGood(Suite suite)
    {
        Supervise(suite, NewService().With("down").With("notification-fd", "3").Run("exit 1").Finish("exit 125"));
        Assert.Equal(
            new CommandResult(1, "", "s6-svlisten1: fatal: svc failed permanently or its supervisor died\n"),
            Run(suite, "s6-svlisten1", "-U", "svc", "s6-svc", "-u", "svc"));
    }

    [Theory, Density, Ours, Reference]
    public void OneServiceInTime(Suite suite)
    {
        Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        Assert.Equal(
            new CommandResult(99, "", "s6-svlisten1: fatal: timed out\n"),
            Run(suite, "s6-svlisten1", "-t", "200", "-u", "svc", "true"));
    }

    [Theory, Density, Ours, Reference]
    public void SeveralServices(Suite suite)
    {
        Supervised one = Supervise(suite, NewService("one").With("down").Run(ServiceDirectory.Idle));
        Supervised two = Supervise(suite, NewService("two").With("down").Run(ServiceDirectory.Idle));
        Assert.Equal(
            new CommandResult(0, "", ""),
            Run(suite, "s6-svlisten", "-u", " one", " two", "", "sh", "-c", "s6-svc -u one && s6-svc -u two"));
        one.Expect("su");
        two.Expect("su");
        Assert.Equal(
            new CommandResult(0, "", ""), Run(suite, "s6-svlisten", "-d", "-o", " one", " two", "", "s6-svc", "-d", "two"));
        two.Expect("sudD");
        Assert.Equal(
            new CommandResult(99, "", "s6-svlisten: fatal: timed out\n"),
            Run(suite, "s6-svlisten", "-d", "-t", "200", " one", " two", "", "true"));
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void NoServiceMeansJustTheProgram(Suite suite) =>
        Assert.Equal(new CommandResult(3, "hi\n", ""), Run(suite, "s6-svlisten", "-U", "", "sh", "-c", "echo hi; exit 3"));

    [Theory]
    [Density("s6-svlisten1", "", "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog...")]
    [Ours("s6-svlisten1", "", "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog...")]
    [Density("s6-svlisten1", "svc", "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog...")]
    [Ours("s6-svlisten1", "svc", "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog...")]
    [Density("s6-svlisten1", "-o svc true", "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog...")]
    [Ours("s6-svlisten1", "-o svc true", "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog...")]
    [Density("s6-svlisten", "", "s6-svlisten [ -U | -u | -d | -D | -r | -R ] [ -a | -o ] [ -t timeout ] servicedir... \"\" prog...")]
    [Ours("s6-svlisten", "", "s6-svlisten [ -U | -u | -d | -D | -r | -R ] [ -a | -o ] [ -t timeout ] servicedir... \"\" prog...")]
    [Ours("s6-svlisten", "-x svc",
        "s6-svlisten [ -U | -u | -d | -D | -r | -R ] [ -a | -o ] [ -t timeout ] servicedir... \"\" prog...")]
    [Reference("s6-svlisten1", "", "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog...")]
    [Reference("s6-svlisten1", "svc", "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog...")]
    [Reference("s6-svlisten1", "-o svc true", "s6-svlisten1 [ -U | -u | -d | -D | -r | -R ] [ -t timeout ] servicedir prog...")]
    [Reference(
        "s6-svlisten", "", "s6-svlisten [ -U | -u | -d | -D | -r | -R ] [ -a | -o ] [ -t timeout ] servicedir... \"\" prog...")]
    [Reference("s6-svlisten", "-x svc",
        "s6-svlisten [ -U | -u | -d | -D | -r | -R ] [ -a | -o ] [ -t timeout ] servicedir... \"\" prog...")]
    public void WrongUsage(Suite suite, string command, string arguments, string usage)
    {
        string[] words = arguments.Length == 0 ? [] : arguments.Split(' ');
        Assert.Equal(new CommandResult(100, "", $"{command}: usage: {usage}\n"), Run(suite, command, words));
    }

    [Theory]
    [Density("-wu", "-u", "su")]
    [Ours("-wu", "-u", "su")]
    [Density("-wU", "-u", "suU")]
    [Ours("-wU", "-u", "suU")]
    [Reference("-wu", "-u", "su")]
    [Reference("-wU", "-u", "suU")]
    public void SvcWaitsForUp(Suite suite, string wait, string command, string letters)
    {
        Supervised service = Supervise(
            suite, NewService().With("down").With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", wait, command, "svc"));
        service.Events.ExpectStart(letters);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", wait, "svc"));
    }

    [Theory]
    [Density("-wd", "sud")]
    [Ours("-wd", "sud")]
    [Density("-wD", "sudD")]
    [Ours("-wD", "sudD")]
    [Reference("-wd", "sud")]
    [Reference("-wD", "sudD")]
    public void SvcWaitsForDown(Suite suite, string wait, string letters)
    {
        Supervised service = Supervise(suite, NewService().Run(ServiceDirectory.Idle).Finish("exit 0"));
        service.Expect("su");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", wait, "-d", "svc"));
        service.Events.ExpectStart(letters);
    }

    [Theory]
    [Density("-wr", "suUdDu")]
    [Ours("-wr", "suUdDu")]
    [Density("-wR", "suUdDuU")]
    [Ours("-wR", "suUdDuU")]
    [Reference("-wr", "suUdDu")]
    [Reference("-wR", "suUdDuU")]
    public void SvcWaitsForARestart(Suite suite, string wait, string letters)
    {
        Supervised service = Supervise(
            suite, NewService().With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}"));
        service.Expect("suU");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", wait, "-t", "svc"));
        service.Events.ExpectStart(letters);
    }

    [Theory, Density, Ours, Reference(Since = "2.14")]
    public void SvcWaitsForSeveral(Suite suite)
    {
        Supervised one = Supervise(suite, NewService("one").Run(ServiceDirectory.Idle));
        Supervised two = Supervise(suite, NewService("two").Run(ServiceDirectory.Idle));
        one.Expect("su");
        two.Expect("su");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", "-wD", "-d", "one", "two"));
        one.Expect("sudD");
        two.Expect("sudD");
    }

    [Theory, Density, Ours, Reference(Since = "2.14")]
    public void SvcWarnsWhereReadinessIsNotSupported(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        Assert.Equal(
            new CommandResult(
                0, "", "s6-svc: warning: svc/notification-fd not present - ignoring request for readiness notification\n"),
            Run(suite, "s6-svc", "-wU", "-u", "svc"));
        service.Expect("su");
    }

    /// <summary>The page: "-T ... after which s6-svc will exit 1". The C program, being s6-svlisten by then, exits 99.</summary>
    [Theory, Density, Ours, Reference(Since = "2.14")]
    public void SvcWaitsNoLongerThanAsked(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("sleep 1000").Without("run").With("down"));
        CommandResult result = Run(suite, "s6-svc", "-wu", "-T", "200", "-u", "svc");
        Assert.Equal(suite.Diverges(ours: 1, reference: 99), result.ExitCode);
        Assert.EndsWith("fatal: timed out\n", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(service.Service["down"]));
    }

    [Theory, Density, Ours, Reference(Since = "2.14")]
    public void SvcWithATimeThatIsEnough(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svc", "-wu", "-T", "10000", "-u", "svc"));
        service.Expect("su");
    }
}
