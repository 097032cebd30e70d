using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>s6-log.html: when s6-log starts and when it ends.</summary>
public sealed class Ends(ITestOutputHelper output) : Scenario(output)
{
    private const int Hup = 1;
    private const int Term = 15;

    [Theory]
    [Ours(Hup)]
    [Ours(Term)]
    [Reference(Hup)]
    [Reference(Term)]
    public void AtOnceWithoutAnUnfinishedLine(Suite suite, int signal)
    {
        Logger logger = new(this, suite, "./dir");
        logger.Write("one\n");
        logger.WaitFor("dir/current", "one\n");
        logger.Process.Kill(signal);
        Assert.Equal(new CommandResult(0, "", ""), logger.Process.WaitForExit());
        Assert.Equal(0x1e4, Native.Mode(At("dir/current")));
    }

    [Theory]
    [Ours(Hup)]
    [Ours(Term)]
    [Reference(Hup)]
    [Reference(Term)]
    public void BeforeAnyInput(Suite suite, int signal)
    {
        Logger logger = new(this, suite, "t", "./dir");
        Eventually(() => File.Exists(At("dir/current")) && Native.Mode(At("dir/current")) == 0x1a4 && IsWaiting(logger.Process.Pid));
        logger.Process.Kill(signal);
        Assert.Equal(new CommandResult(0, "", ""), logger.Process.WaitForExit());
        Assert.Equal("", Logger.Read(At("dir/current")));
    }

    private static bool IsWaiting(int pid) => ProcessTree.State(pid) == 'S';

    /// <summary>What is behind the line stays in the pipe for the next reader.</summary>
    [Theory]
    [Ours(Hup)]
    [Ours(Term)]
    [Reference(Hup, Since = "2.15")]
    [Reference(Term, Since = "2.15")]
    public void AfterTheUnfinishedLine(Suite suite, int signal)
    {
        Logger logger = new(this, suite, "-t", "0", "./dir");
        logger.Write("one\ntw");
        logger.WaitFor("dir/current", "one\n");
        logger.Process.Kill(signal);
        // It shows in no way that the signal was seen, but a signal comes before input that is written later.
        logger.Write("o\nthree\n");
        Assert.Equal(new CommandResult(0, "", ""), logger.Process.WaitForExit());
        Assert.StartsWith("one\ntwo\n", Logger.Read(At("dir/current")), System.StringComparison.Ordinal);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void TheRestOfALineIsNotWaitedForForEver(Suite suite)
    {
        Patience clock = new();
        Logger logger = new(this, suite, "-t", "300", "./dir");
        logger.Write("one\ntw");
        logger.WaitFor("dir/current", "one\n");
        logger.Process.Kill(Term);
        Assert.Equal(new CommandResult(0, "", ""), logger.Process.WaitForExit());
        Assert.InRange(clock.ElapsedMs, 300, 10_000);
        Assert.Equal("one\ntw\n", Logger.Read(At("dir/current")));
    }

    [Theory, Ours, Reference]
    public void ProtectedFromSigterm(Suite suite)
    {
        Logger logger = new(this, suite, "-p", "./dir");
        logger.Write("one\n");
        logger.WaitFor("dir/current", "one\n");
        logger.Process.Kill(Term);
        logger.Write("two\n");
        logger.WaitFor("dir/current", "one\ntwo\n");
        logger.Process.Kill(Hup);
        Assert.Equal(new CommandResult(0, "", ""), logger.Process.WaitForExit());
    }

    [Theory, Ours, Reference]
    public void ItSaysWhenItIsReady(Suite suite)
    {
        CommandResult result = Shell(suite, "s6-log -d 3 ./dir 3>&1 < /dev/null | od -An -c | tr -d ' '; ls dir");
        Assert.Equal(new CommandResult(0, "\\n\ncurrent\nlock\nstate\n", ""), result);
        // Not where it is not going to work.
        result = Shell(suite, "s6-log -d 3 ./a/b 3>&1 < /dev/null 2> error | wc -c");
        Assert.Equal(new CommandResult(0, "0\n", ""), result);
    }

    [Theory]
    [Ours("-d 2 1", "fatal: notification fd must be 3 or more")]
    [Ours("-d 77 1", "fatal: invalid notification fd: Bad file descriptor")]
    [Reference("-d 2 1", "fatal: notification fd must be 3 or more")]
    [Reference("-d 77 1", "fatal: invalid notification fd: Bad file descriptor")]
    public void NobodyToTell(Suite suite, string arguments, string message)
    {
        CommandResult result = Run(suite, "s6-log", arguments.Split(' '));
        Assert.Equal(new CommandResult(100, "", $"s6-log: {message}\n"), result);
    }

    [Theory]
    [Ours("")]
    [Ours("-x 1")]
    [Ours("-l x 1")]
    [Ours("-l -1 1")]
    [Ours("-t 4294967296 1")]
    [Ours("-d")]
    [Reference("")]
    [Reference("-x 1")]
    [Reference("-l x 1")]
    [Reference("-l -1 1")]
    [Reference("-t 4294967296 1")]
    [Reference("-d")]
    public void WrongUsage(Suite suite, string arguments)
    {
        CommandResult result = Run(suite, "s6-log", arguments.Length == 0 ? [] : arguments.Split(' '));
        Assert.Equal(100, result.ExitCode);
        // Ours has a long option, and says of unknown ones what all commands with such options do.
        string message = suite.IsOurs && arguments.StartsWith("-x", System.StringComparison.Ordinal)
            ? "s6-log: fatal: unrecognized short option: x\n"
            : "s6-log: usage: s6-log [ -d notif ] [ -q | -v ] [ -b ] [ -p ]";
        Assert.StartsWith(message, result.Error, System.StringComparison.Ordinal);
    }

    [Theory, Ours, Reference]
    public void ALogdirHasOneLogger(Suite suite)
    {
        Logger logger = new(this, suite, "./dir");
        logger.Write("one\n");
        logger.WaitFor("dir/current", "one\n");
        CommandResult result = RunWithInput(suite, "two\n", "s6-log", "./dir");
        Assert.Equal((111, ""), (result.ExitCode, result.Output));
        // "Resource busy" of musl, "Device or resource busy" of glibc.
        Assert.Matches("^s6-log: fatal: unable to lock ./dir/lock: .*[Rr]esource busy\n$", result.Error);
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
        Assert.Equal("one\n", Logger.Read(At("dir/current")));
        Assert.Equal(new CommandResult(0, "", ""), RunWithInput(suite, "two\n", "s6-log", "./dir"));
        Assert.Equal("one\ntwo\n", Logger.Read(At("dir/current")));
    }

    [Theory, Ours, Reference]
    public void ALogdirThatCannotBeMade(Suite suite)
    {
        CommandResult result = Run(suite, "s6-log", "./no/dir");
        Assert.Equal(new CommandResult(111, "", "s6-log: fatal: unable to mkdir ./no/dir: No such file or directory\n"), result);
        File.WriteAllText(At("file"), "");
        result = Run(suite, "s6-log", "./file");
        Assert.Equal(111, result.ExitCode);
        Assert.EndsWith(": Not a directory\n", result.Error, System.StringComparison.Ordinal);
    }

    /// <summary>Without a reader of stdout the other outputs go on.</summary>
    [Theory, Ours, Reference]
    public void StandardOutputIsGivenUpWhenItFails(Suite suite)
    {
        CommandResult result = Shell(suite, "seq 1 100000 | { s6-log 1 s1000000 ./dir 2> error; echo $? > code; } | head -n 1");
        Assert.Equal(new CommandResult(0, "1\n", ""), result);
        Assert.Equal("0\n", Logger.Read(At("code")));
        Assert.Equal(
            "s6-log: warning: unable to write to stdout, closing the stream - error was: Broken pipe\n", Logger.Read(At("error")));
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, "seq 1 100000 | cmp - dir/current"));
    }

    /// <summary>Other programs may share the descriptions of its stdin and stdout, so ours leaves their flags alone.</summary>
    [Theory, Ours, Reference]
    public void ADescriptionThatOthersShare(Suite suite)
    {
        Logger logger = new(this, suite, "1");
        logger.Write("x\n");
        logger.Process.WaitForOutput("x\n");
        foreach (string descriptor in new[] { "0", "1" })
        {
            string information = ProcessTree.ReadText(logger.Process.Pid, $"fdinfo/{descriptor}");
            bool nonBlocking = (System.Convert.ToInt32(information.Split('\n')[1].Split('\t')[1], 8) & Native.OpenNonBlocking) != 0;
            Assert.Equal(suite.Diverges(ours: false, reference: true), nonBlocking);
        }
        Assert.Equal(new CommandResult(0, "x\n", ""), logger.Finish());
    }
}
