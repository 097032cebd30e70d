using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Fifodirs;

/// <summary>s6-ftrig-wait.html, s6-ftrig-listen1.html, s6-ftrig-listen.html.</summary>
public sealed class Subscriptions(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Ours("a", "a", "a")]
    [Ours("b", "ab", "b")]
    [Ours("a+b", "xaab", "b")]
    [Ours("^ab$", "ab", "b")]
    [Ours("[DU]", "sudD", "D")]
    [Ours("(ab){2}", "abab", "b")]
    [Reference("a", "a", "a")]
    [Reference("b", "ab", "b")]
    [Reference("a+b", "xaab", "b")]
    [Reference("^ab$", "ab", "b", Since = "2.15")]
    [Reference("[DU]", "sudD", "D")]
    [Reference("(ab){2}", "abab", "b")]
    public void Listen1PrintsTheEventThatMatched(Suite suite, string expression, string message, string last)
    {
        Directory.CreateDirectory(At("events"));
        CommandResult result = Run(suite, "s6-ftrig-listen1", "events", expression, "s6-ftrig-notify", "events", message);
        Assert.Equal(new CommandResult(0, AsPrinted(suite, message, last), ""), result);
        Eventually(() => Directory.GetFileSystemEntries(At("events")).Length == 0);
    }

    [Theory, Ours, Reference]
    public void WaitPrintsTheEventThatMatched(Suite suite)
    {
        Directory.CreateDirectory(At("events"));
        Child waiter = StartWaiting(suite, "s6-ftrig-wait", "events", "c");
        Assert.Equal(0, Run(suite, "s6-ftrig-notify", "events", "ab").ExitCode);
        Assert.False(waiter.HasExited);
        Assert.Equal(0, Run(suite, "s6-ftrig-notify", "events", "c").ExitCode);
        Assert.Equal(AsPrinted(suite, "abc", "c"), waiter.WaitForExit().Output);
    }

    /// <summary>The page: "if the events have not matched after timeout milliseconds ... exit 1". The C program 2.15 exits 99.</summary>
    [Theory, Ours, Reference]
    public void WaitNoLongerThanAsked(Suite suite)
    {
        Directory.CreateDirectory(At("events"));
        CommandResult result = Run(suite, "s6-ftrig-wait", "-t", "300", "events", "a");
        int code = suite.Diverges(ours: 1, reference: suite.Version < new Version(2, 15) ? 1 : 99);
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Matches("^s6-ftrig-wait: fatal: unable to match regexp on a: .*timed out\n$", result.Error);
        Eventually(() => Directory.GetFileSystemEntries(At("events")).Length == 0);
    }

    [Theory, Ours, Reference]
    public void Listen1NoLongerThanAsked(Suite suite)
    {
        Directory.CreateDirectory(At("events"));
        CommandResult result = Run(suite, "s6-ftrig-listen1", "-t", "300", "events", "a", "s6-ftrig-notify", "events", "b");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.Matches("^s6-ftrig-listen1: fatal: .*timed out\n$", result.Error);
    }

    [Theory, Ours, Reference]
    public void ListenToAll(Suite suite)
    {
        Directory.CreateDirectory(At("one"));
        Directory.CreateDirectory(At("two"));
        Assert.Equal(
            new CommandResult(0, "", ""),
            Run(suite, "s6-ftrig-listen", " one", " a", " two", " b+c", "", "sh", "-c", "s6-ftrig-notify one xa; s6-ftrig-notify two bbc"));
        CommandResult result = Run(suite, "s6-ftrig-listen", "-t", "300", " one", " a", " two", " b", "", "s6-ftrig-notify", "one", "a");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Matches("^s6-ftrig-listen: fatal: unable to get expected event: .*timed out\n$", result.Error);
    }

    [Theory, Ours, Reference]
    public void ListenToOne(Suite suite)
    {
        Directory.CreateDirectory(At("one"));
        Directory.CreateDirectory(At("two"));
        Assert.Equal(
            new CommandResult(0, "", ""),
            Run(suite, "s6-ftrig-listen", "-o", " one", " a", " two", " b", "", "s6-ftrig-notify", "two", "b"));
    }

    [Theory]
    [Ours("missing", "a", "No such file or directory")]
    [Ours("events", "(", "Invalid argument")]
    [Reference("missing", "a", "No such file or directory")]
    [Reference("events", "(", "Invalid argument")]
    public void CannotSubscribe(Suite suite, string fifodir, string expression, string reason)
    {
        Directory.CreateDirectory(At("events"));
        Assert.Equal(
            new CommandResult(111, "", $"s6-ftrig-wait: fatal: unable to subscribe to {fifodir} with regexp {expression}: {reason}\n"),
            Run(suite, "s6-ftrig-wait", fifodir, expression));
    }

    [Theory]
    [Ours("s6-ftrig-wait", "", "s6-ftrig-wait [ -t timeout ] fifodir regexp")]
    [Ours("s6-ftrig-wait", "d", "s6-ftrig-wait [ -t timeout ] fifodir regexp")]
    [Ours("s6-ftrig-listen1", "d a", "s6-ftrig-listen1 [ -t timeout ] fifodir regexp prog...")]
    [Ours("s6-ftrig-listen", "", "s6-ftrig-listen [ -a | -o ] [ -t timeout ] fifodir1 regexp1 ... \"\" prog...")]
    [Reference("s6-ftrig-wait", "", "s6-ftrig-wait [ -t timeout ] fifodir regexp")]
    [Reference("s6-ftrig-wait", "d", "s6-ftrig-wait [ -t timeout ] fifodir regexp")]
    [Reference("s6-ftrig-listen1", "d a", "s6-ftrig-listen1 [ -t timeout ] fifodir regexp prog...")]
    [Reference("s6-ftrig-listen", "", "s6-ftrig-listen [ -a | -o ] [ -t timeout ] fifodir1 regexp1 ... \"\" prog...")]
    public void WrongUsage(Suite suite, string command, string arguments, string usage)
    {
        string[] words = arguments.Length == 0 ? [] : arguments.Split(' ');
        Assert.Equal(new CommandResult(100, "", $"{command}: usage: {usage}\n"), Run(suite, command, words));
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void ATimeThatIsNoNumber(Suite suite) =>
        Assert.Equal(
            new CommandResult(100, "", "s6-ftrig-wait: fatal: timeout must be an unsigned integer\n"),
            Run(suite, "s6-ftrig-wait", "-t", "x", "events", "a"));

    [Theory, Ours, Reference]
    public void EventsThatComeBeforeTheSubscriptionDoNotCount(Suite suite)
    {
        Directory.CreateDirectory(At("events"));
        _ = Run(suite, "s6-ftrig-notify", "events", "a");
        Assert.NotEqual(0, Run(suite, "s6-ftrig-wait", "-t", "300", "events", "a").ExitCode);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void TheFifoIsTheListeners(Suite suite)
    {
        Directory.CreateDirectory(At("events"));
        Child waiter = StartWaiting(suite, "s6-ftrig-wait", "events", "a");
        string fifo = Directory.GetFileSystemEntries(At("events"))[0];
        Assert.Matches("^ftrig1:@[0-9a-f]{24}:.{6}$", Path.GetFileName(fifo));
        Assert.Equal(0x192, Native.Mode(fifo));        // 0622
        _ = Run(suite, "s6-ftrig-notify", "events", "a");
        Assert.Equal(0, waiter.WaitForExit().ExitCode);
    }

    /// <summary>The pages: "prints the last event it received to stdout". The C programs print the whole sequence since 2.15.</summary>
    private static string AsPrinted(Suite suite, string all, string last) =>
        suite.Diverges(ours: last, reference: suite.Version < new Version(2, 15) ? last : all) + "\n";

    private Child StartWaiting(Suite suite, string command, string fifodir, string expression)
    {
        Child waiter = Start(suite, command, fifodir, expression);
        Eventually(() => Directory.GetFiles(At(fifodir), "ftrig1:*").Length == 1);
        return waiter;
    }
}
