using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-notifyoncheck.html.</summary>
public sealed class Notifyoncheck(ITestOutputHelper output) : Scenario(output)
{
    private const string Program = "s6-notifyoncheck: ";

    /// <summary>The third check is successful.</summary>
    [Theory]
    [Ours("-s 0 -w 1")]
    [Ours("-d -s 0 -w 1 -n 3")]
    [Ours("--doublefork --initial-sleep=0 --waiting-time=1 --tries=0 --notification-fd=9")]
    [Ours("-3 9 -s 0 -w 1 -T 60000 -t 60000")]
    [Reference("-s 0 -w 1")]
    [Reference("-d -s 0 -w 1 -n 3")]
    [Reference("-3 9 -s 0 -w 1 -T 60000 -t 60000")]
    public void BecomesReady(Suite suite, string options)
    {
        Supervised service = Supervise(suite, Checked(
            $"exec s6-notifyoncheck {options} sleep 1000", "echo >> tries; test $(wc -l < tries) = 3"));
        service.Expect("suU");
        Assert.Equal("\n\n\n", File.ReadAllText(service.Service["tries"]));
    }

    /// <summary>What the child, which a program without options has to reap, exits with.</summary>
    [ProgramTheory("/usr/bin/perl")]
    [Ours("-s 0", "exit 0", "0", "suU")]
    [Ours("-s 0 -w 1 -n 2", "exit 3", "1", "su")]
    [Ours("-s 0 -w 1 -n 0 -T 80", "exit 3", "3", "su")]
    [Ours("-s 60000 -T 50", "exit 0", "3", "su")]
    [Ours("-s 0 -T 50", "exec sleep 1000", "3", "su")]
    [Ours("-s 0 -t 20 -w 1 -n 2", "exec sleep 1000", "1", "su")]
    [Ours("-d -s 0", "exit 0", "none", "suU")]
    [Reference("-s 0", "exit 0", "0", "suU")]
    [Reference("-s 0 -w 1 -n 2", "exit 3", "1", "su")]
    [Reference("-s 0 -w 1 -n 0 -T 80", "exit 3", "3", "su")]
    [Reference("-s 60000 -T 50", "exit 0", "3", "su")]
    [Reference("-s 0 -T 50", "exec sleep 1000", "3", "su")]
    [Reference("-d -s 0", "exit 0", "none", "suU")]
    public void ExitCodes(Suite suite, string options, string check, string code, string events)
    {
        Messages messages = NewMessages();
        string wait = "wait() < 0 ? print \"none\n\" : print $? >> 8, \"\n\"; close STDOUT; sleep 1000";
        Supervised service = Supervise(suite, Checked(
            $"exec > {messages.Path}\nexec s6-notifyoncheck {options} perl -e '$| = 1; {wait}'", check));
        messages.Expect(code);
        service.Expect(events);
    }

    /// <summary>A check that takes too long is killed.</summary>
    [Theory, Ours]
    public void TheLocalTimeKills(Suite suite)
    {
        Messages messages = NewMessages();
        _ = Supervise(suite, Checked(
            "exec s6-notifyoncheck -s 0 -w 1 -t 20 sleep 1000", $"echo $$ > {messages.Path}; exec sleep 1000"));
        int first = int.Parse(messages.Next(), System.Globalization.CultureInfo.InvariantCulture);
        _ = messages.Next();
        Assert.True(ProcessTree.State(first) is 'X' or 'Z');
    }

    [Theory, Ours, Reference]
    public void AMissingCheckIsAFailedOne(Suite suite)
    {
        ServiceDirectory directory = NewService().With("notification-fd", "9\n")
            .Run("exec s6-notifyoncheck -s 0 -w 1 -n 2 sleep 1000");
        Supervised service = Supervise(suite, directory);
        const string Warning =
            "s6-notifyoncheck (child): warning: unable to spawn ./data/check: No such file or directory\n";
        service.Process.WaitForError(Warning + Warning);
        service.Expect("su");
    }

    /// <summary>The child ends with the program, and takes its check along.</summary>
    [Theory]
    [Ours("exit 1")]
    [Ours("exec sleep 1000")]
    [Reference("exit 1")]
    [Reference("exec sleep 1000")]
    public void TheProgramDies(Suite suite, string check)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, Checked(
            "exec s6-notifyoncheck -d -s 0 -w 1 -n 0 sleep 1000", $"echo check > {messages.Path}; {check}"));
        messages.Expect("check");
        service.Send("dx");
        Assert.Equal(0, service.WaitForExit().ExitCode);
        Eventually(() => ProcessTree.Find(Scratch).Count == 0);
    }

    [ProgramTheory("/usr/bin/execlineb")]
    [Ours("-c")]
    [Reference("-c")]
    public void AProgramInPlaceOfTheCheck(Suite suite, string option)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().With("notification-fd", "9\n")
            .Script("say", $"echo \"$@\" > {messages.Path}")
            .Run($"exec s6-notifyoncheck -s 0 {option} './say a \"b  c\"' sleep 1000"));
        messages.Expect("a b  c");
        service.Expect("suU");
    }

    /// <summary>Neither the daemon nor the check has the descriptor.</summary>
    [Theory, Ours]
    public void NobodyElseHasTheDescriptor(Suite suite)
    {
        Messages messages = NewMessages();
        const string List = "ls /proc/$$/fd | grep -x 9; echo done";
        Supervised service = Supervise(suite, Checked(
            $"exec s6-notifyoncheck -s 0 sh -c '({List}) > {messages.Path}; exec sleep 1000'",
            $"({List}) > {messages.Path}"));
        messages.Expect("done");
        messages.Expect("done");
        service.Expect("suU");
    }

    [Theory]
    [Ours("", "usage: s6-notifyoncheck [ -d ] [ -3 fd ] [ -s initialsleep ] [ -T globaltimeout ] [ -t localtimeout ] " +
        "[ -w waitingtime ] [ -n tries ] [ -c \"checkprog...\" ] prog...")]
    [Ours("-3 x true", "fatal: notification-fd must be an unsigned integer")]
    [Ours("-3 1 -s x true", "fatal: initial-sleep must be an unsigned integer")]
    [Ours("-3 1 -T x true", "fatal: global-timeout must be an unsigned integer")]
    [Ours("-3 1 -t x true", "fatal: local-timeout must be an unsigned integer")]
    [Ours("-3 1 -w x true", "fatal: waiting-time must be an unsigned integer")]
    [Ours("-3 1 -n x true", "fatal: tries must be an unsigned integer")]
    [Ours("-3 1 true", "fatal: s6-supervise not running.")]
    [Reference("", "usage: s6-notifyoncheck [ -d ] [ -3 fd ] [ -s initialsleep ] [ -T globaltimeout ] [ -t localtimeout ] " +
        "[ -w waitingtime ] [ -n tries ] [ -c \"checkprog...\" ] prog...")]
    [Reference("-3 x true", "fatal: notification-fd must be an unsigned integer", Since = "2.15")]
    [Reference("-3 1 -s x true", "fatal: initial-sleep must be an unsigned integer", Since = "2.15")]
    [Reference("-3 1 -T x true", "fatal: global-timeout must be an unsigned integer", Since = "2.15")]
    [Reference("-3 1 -t x true", "fatal: local-timeout must be an unsigned integer", Since = "2.15")]
    [Reference("-3 1 -w x true", "fatal: waiting-time must be an unsigned integer", Since = "2.15")]
    [Reference("-3 1 true", "fatal: s6-supervise not running.")]
    public void WrongUsage(Suite suite, string arguments, string message) => Assert.Equal(
        new CommandResult(100, "", Program + message + "\n"),
        Run(suite, "s6-notifyoncheck", arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Theory, Ours, Reference(Since = "2.15")]
    public void NoDescriptor(Suite suite)
    {
        Assert.Equal(
            new CommandResult(111, "", Program + "fatal: unable to read ./notification-fd: No such file or directory\n"),
            Run(suite, "s6-notifyoncheck", "true"));
        File.WriteAllText(At("notification-fd"), "9x\n");
        Assert.Equal(
            new CommandResult(100, "", Program + "fatal: invalid ./notification-fd\n"), Run(suite, "s6-notifyoncheck", "true"));
        CommandResult closed = Run(suite, "s6-notifyoncheck", "-3", "9", "true");
        Assert.Equal(111, closed.ExitCode);
        Assert.EndsWith(" sanity check failed: Bad file descriptor\n", closed.Error, StringComparison.Ordinal);
    }

    private ServiceDirectory Checked(string run, string check)
    {
        ServiceDirectory directory = NewService().With("notification-fd", "9\n").Run(run);
        _ = new ServiceDirectory(directory["data"]).Script("check", check);
        return directory;
    }
}
