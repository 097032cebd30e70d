using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>s6-log.html: what a line is.</summary>
public sealed class Lines(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Ours(48, 48)]
    [Ours(50, 50)]
    [Ours(1, 48)]
    [Reference(48, 48)]
    [Reference(50, 50)]
    [Reference(1, 48)]
    public void LongLinesAreCut(Suite suite, int option, int limit)
    {
        string line = new('x', limit);
        string input = $"{line}\n{line}y\n{line}{line}\n{line}{line}z\nshort\n";
        CommandResult result = RunWithInput(suite, input, "s6-log", "-l", $"{option}", "p>", "1");
        string expected = $"> {line}\n> {line}\n> y\n> {line}\n> {line}\n> {line}\n> {line}\n> z\n> short\n";
        Assert.Equal(new CommandResult(0, expected, ""), result);
    }

    [Theory, Ours, Reference]
    public void TheLimitIs8192UnlessToldOtherwise(Suite suite)
    {
        string line = new('x', 10000);
        Assert.Equal(
            new CommandResult(0, $"{line[..8192]}\n{line[8192..]}\n", ""), RunWithInput(suite, $"{line}\n", "s6-log", "1"));
        Assert.Equal(
            new CommandResult(0, $"{line}\n", ""), RunWithInput(suite, $"{line}\n", "s6-log", "-l", "10000", "1"));
        Assert.Equal(new CommandResult(0, $"{line}\n", ""), RunWithInput(suite, $"{line}\n", "s6-log", "-l0", "1"));
    }

    /// <summary>A line much longer than any buffer, with and without something before it.</summary>
    [Theory, Ours, Reference]
    public void LinesWithoutLimit(Suite suite)
    {
        CommandResult result = Shell(
            suite,
            "{ head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end; } > in; "
            + "s6-log -l 0 s268435455 ./plain p- ./prefixed < in; cmp in plain/current; sed 's/^/- /' in | cmp - prefixed/current");
        Assert.Equal(new CommandResult(0, "", ""), result);
    }

    [Theory, Ours, Reference]
    public void ANulEndsALineToo(Suite suite)
    {
        CommandResult result = RunWithInput(suite, "a\0b\n\0\n\0\0c\n", "s6-log", "p-", "1");
        Assert.Equal(new CommandResult(0, "- a\n- b\n- \n- \n- \n- \n- c\n", ""), result);
    }

    /// <summary>The reference drops what has no newline when its input ends.</summary>
    [Theory, Ours, Reference]
    public void TheLastLineCountsWithoutANewline(Suite suite)
    {
        string expected = suite.Diverges("a\nlast\n", "a\n");
        Assert.Equal(new CommandResult(0, expected, ""), RunWithInput(suite, "a\nlast", "s6-log", "1"));
        CommandResult result = Shell(suite, "printf 'a\\nlast' > in; s6-log ./dir < in; cat dir/current");
        Assert.Equal(new CommandResult(0, expected, ""), result);
    }

    [Theory, Ours, Reference]
    public void ALineMayComeInPieces(Suite suite)
    {
        Logger logger = new(this, suite, "./dir");
        foreach (string piece in new[] { "o", "n", "e\ntw", "o", "\n", "thr", "ee\n" })
        {
            logger.Write(piece);
        }
        logger.WaitFor("dir/current", "one\ntwo\nthree\n");
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
    }

    [Theory, Ours, Reference]
    public void NoInput(Suite suite)
    {
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-log", "./dir", "1"));
        Assert.Equal("", Logger.Read(At("dir/current")));
        Assert.Equal(["current", "lock", "state"], Directory.GetFiles(At("dir")).Select(f => Path.GetFileName(f)).Order());
    }
}
