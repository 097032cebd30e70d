using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>
/// s6-log.html, "Processors". The reference of 2.15 writes lines that a rotation with a processor began behind once more,
/// and so on for ever, so that only older ones are calibrated on.
/// </summary>
public sealed class Processing(ITestOutputHelper output) : Scenario(output)
{
    private const int Hup = 1;
    private const int Term = 15;
    private const int Alrm = 14;

    /// <summary>Whether two rotations of "one" and "two" through a processor are in the archives as it left them.</summary>
    [Theory]
    [Ours("?tr a-z A-Z", "s:ONE\n|s:TWO\n")]
    [Ours("!tr a-z A-Z", "s:ONE\n|s:TWO\n")]
    [Ours("?wc -c", "s:4\n|s:4\n")]
    [Ours("?", "s:one\n|s:two\n")]
    [Ours("!", "s:one\n|s:two\n")]
    [Ours("?true", "")]
    [Ours("?pwd; cat", "s:{0}/dir\none\n|s:{0}/dir\ntwo\n")]
    [Ours("?cat <&4; cat; echo state >&5", "s:one\n|s:state\ntwo\n")]
    [Ours("?echo $VARIABLE", "s:there\n|s:there\n")]
    [Ours("?cat; exec 5>&-; rm newstate state", "s:one\n|s:two\n")]
    [Reference("?tr a-z A-Z", "s:ONE\n|s:TWO\n", Before = "2.15")]
    [Reference("!tr a-z A-Z", "s:ONE\n|s:TWO\n", Before = "2.15")]
    [Reference("?wc -c", "s:4\n|s:4\n", Before = "2.15")]
    [Reference("?", "s:one\n|s:two\n")]
    [Reference("!", "s:one\n|s:two\n")]
    [Reference("?pwd; cat", "s:{0}/dir\none\n|s:{0}/dir\ntwo\n", Before = "2.15")]
    [Reference("?echo $VARIABLE", "s:there\n|s:there\n", Before = "2.15")]
    public void WhatAProcessorDoes(Suite suite, string processor, string expected)
    {
        if (processor[0] == '!' && processor.Length > 1 && !File.Exists("/usr/bin/execlineb"))
        {
            Output.WriteLine("execlineb is not installed: passed over");
            return;
        }
        string fifo = At("fifo");
        Native.Check(Native.MakeFifo(fifo, 0x180), "mkfifo " + fifo);
        Child child = StartWith(
            suite, null, "/bin/sh", "-c", $"VARIABLE=there exec {suite.Find("s6-log")} r50 '{processor}' ./dir 3<> fifo < fifo");
        int input = Native.Check(Native.Open(fifo, Native.OpenWriteOnly | Native.OpenCloseOnExec, 0), "open");
        foreach (string line in new[] { "one\n", "two\n" })
        {
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(line);
            _ = Native.Write(input, bytes, bytes.Length);
            Eventually(() => Logger.ReadIfThere(At("dir/current")) == line);
            child.Kill(Alrm);
            Eventually(() => Logger.ReadIfThere(At("dir/current"))?.Length == 0);
            Eventually(() => !File.Exists(At("dir/previous")) && !File.Exists(At("dir/processed")));
        }
        Native.Close(input);
        child.Kill(Term);
        Assert.Equal(new CommandResult(0, "", ""), child.WaitForExit());
        expected = expected.Replace("{0}", Path.GetFullPath(Scratch), System.StringComparison.Ordinal);
        Assert.Equal(expected, Logger.ArchivedText(At("dir")));
        Assert.All(Logger.Archives(At("dir")), f => Assert.Equal(0x1e4, Native.Mode(f)));
        Assert.Equal(0x1e4, Native.Mode(At("dir/current")));
        Assert.False(File.Exists(At("dir/newstate")));
    }

    /// <summary>Its descriptors are those of the page and stderr, and nothing of the logger's.</summary>
    [Theory, Ours]
    public void TheDescriptorsOfAProcessor(Suite suite)
    {
        Logger logger = new(this, suite, "?ls -l /proc/$$/fd | sed -n 's/.* \\([0-9]* -> .*\\)/\\1/p' | sort -n", "./dir");
        Rotate(logger, "one\n");
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
        string[] lines = Logger.ArchivedText(At("dir"))[2..].Split('\n');
        string Target(int fd) => lines.Single(l => l.StartsWith($"{fd} ", System.StringComparison.Ordinal)).Split('/')[^1];
        Assert.Equal(("previous", "processed", "state", "newstate"), (Target(0), Target(1), Target(4), Target(5)));
        Assert.DoesNotContain(lines, l => l.EndsWith("/lock", System.StringComparison.Ordinal));
    }

    /// <summary>Lines that come meanwhile are not held up, and a next rotation waits.</summary>
    [Theory, Ours]
    public void LinesGoOnMeanwhile(Suite suite)
    {
        Native.Check(Native.MakeFifo(At("go"), 0x180), "mkfifo");
        Logger logger = new(this, suite, "s4096", "l0", $"?read x < {At("go")}; cat", "./dir");
        Rotate(logger, "one\n");
        logger.Write("two\n");
        logger.WaitFor("dir/current", "two\n");
        logger.Process.Kill(Alrm);
        string many = string.Concat(Enumerable.Range(0, 40).Select(i => $"{i:d99}\n"));
        logger.Write(many);
        logger.WaitFor("dir/current", "two\n" + many);
        // Now it is as big as it may be.
        logger.Write($"{40:d99}\nlast\n");
        Eventually(() => Logger.Read(At("dir/current")).Length > 4096);
        logger.Write("more\n");
        Assert.Empty(Logger.Archives(At("dir")));
        LetGo();
        // What is written while the first one is still there would be gone with it.
        Eventually(() => Logger.Archives(At("dir")).Count == 1);
        LetGo();
        logger.WaitFor("dir/current", "more\n");
        Eventually(() => !File.Exists(At("dir/previous")) && !File.Exists(At("dir/processed")));
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
        Assert.Equal($"s:one\n|s:two\n{many}{40:d99}\nlast\n", Logger.ArchivedText(At("dir")));
    }

    /// <summary>It is run again after the cooldown, on the whole file, and its output of before is gone.</summary>
    [Theory]
    [Ours("exit 1", "failed")]
    [Ours("kill -9 $$", "crashed")]
    [Ours("rm processed", "?")]
    [Reference("exit 1", "failed", Before = "2.15")]
    [Reference("kill -9 $$", "crashed", Before = "2.15")]
    public void AProcessorThatFails(Suite suite, string failure, string word)
    {
        Logger logger = new(this, suite, "r50", $"?echo try >> ../tries; cat; echo more; [ -e ../well ] || {failure}", "./dir");
        logger.Write("one\n");
        logger.WaitFor("dir/current", "one\n");
        logger.Process.Kill(Alrm);
        Eventually(() => (Logger.ReadIfThere(At("tries"))?.Length ?? 0) > 10);
        File.WriteAllText(At("well"), "");
        Eventually(() => Logger.Archives(At("dir")).Count == 1 && !File.Exists(At("dir/processed")));
        CommandResult result = logger.Finish();
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        string message = word == "?"
            ? "unable to fd_sync ./dir/processed: No such file or directory"
            : $"processor {word} in ./dir";
        Assert.Matches($"^(s6-log: warning: {message}\n)+$", result.Error);
        Assert.Equal("s:one\nmore\n", Logger.ArchivedText(At("dir")));
    }

    /// <summary>The end waits for a processor, a signal or not; the reference stops with 101 instead, or leaves it alone.</summary>
    [Theory, Ours]
    public void TheEndWaitsForTheProcessor(Suite suite)
    {
        Native.Check(Native.MakeFifo(At("go"), 0x180), "mkfifo");
        Logger logger = new(this, suite, $"?read x < {At("go")}; cat", "./dir");
        Rotate(logger, "one\n");
        logger.Write("two\n");
        logger.WaitFor("dir/current", "two\n");
        logger.Close();
        logger.Process.Kill(Term);
        LetGo();
        Assert.Equal(new CommandResult(0, "", ""), logger.Process.WaitForExit());
        Assert.Equal("s:one\n", Logger.ArchivedText(At("dir")));
        Assert.Equal(("two\n", 0x1e4), (Logger.Read(At("dir/current")), Native.Mode(At("dir/current"))));
    }

    /// <summary>A second signal says that it was enough. Then, or when the processor fails, the next start finds all.</summary>
    [Theory]
    [Ours("exec sleep 1000", Term)]
    [Ours("exit 1", 0)]
    public void TheEndDoesNotWaitForEver(Suite suite, string processor, int signal)
    {
        Logger logger = new(this, suite, "-q", "r1000000", $"?echo $$ > ../pid; {processor}", "./dir");
        logger.Write("one\n");
        logger.WaitFor("dir/current", "one\n");
        logger.Process.Kill(Alrm);
        Eventually(() => Logger.ReadIfThere(At("pid"))?.EndsWith('\n') == true);
        logger.Write("two\n");
        logger.WaitFor("dir/current", "two\n");
        logger.Close();
        if (signal != 0)
        {
            // Its input has ended when it has /dev/null in the place of it.
            Eventually(() => new FileInfo($"/proc/{logger.Process.Pid}/fd/0").LinkTarget == "/dev/null");
            logger.Process.Kill(Hup);
            logger.Process.Kill(signal);
        }
        Assert.Equal(new CommandResult(0, "", ""), logger.Process.WaitForExit());
        int pid = int.Parse(Logger.Read(At("pid")), System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(0x1a4, Native.Mode(At("dir/current")));
        Assert.Equal(new CommandResult(0, "", ""), RunWithInput(suite, "three\n", "s6-log", "./dir"));
        Assert.Equal("u:one\n|u:two\n", Logger.ArchivedText(At("dir")));
        Assert.Equal("three\n", Logger.Read(At("dir/current")));
        if (signal != 0)
        {
            _ = Native.Kill(pid, 9);
        }
    }

    /// <summary>Every line is there once, in files within their limits, whatever pace the processor has.</summary>
    [Theory, Ours]
    public void NothingIsLostOrDoubled(Suite suite)
    {
        CommandResult result = Shell(
            suite,
            "seq 1 100000 | s6-log n1000 s20000 l1000 '?sleep 0.0$(($$ % 7)); gzip -c' ./dir; seq 1 100000 > in; "
            + "{ gzip -dc dir/@*; cat dir/current; } | cmp - in; for f in dir/@*; do gzip -dc $f | wc -c; done | sort -n | tail -n 1");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.InRange(int.Parse(result.Output, System.Globalization.CultureInfo.InvariantCulture), 19_000, 19_000 + 8192);
    }

    private void Rotate(Logger logger, string line)
    {
        logger.Write(line);
        logger.WaitFor("dir/current", line);
        logger.Process.Kill(Alrm);
        logger.WaitFor("dir/current", "");
    }

    /// <summary>Lets one processor go on that waits at the FIFO.</summary>
    private void LetGo() => Assert.Equal(0, Shell(Suite.Ours, $"echo > {At("go")}").ExitCode);
}
