using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>s6-log.html, "Rotation": when the current file is archived, and which archives are kept.</summary>
public sealed class Rotations(ITestOutputHelper output) : Scenario(output)
{
    private const int Alrm = 14;
    private const int ModeClosed = 0x1e4;
    private const int ModeOpen = 0x1a4;

    /// <summary>Lines of 100 bytes, written and seen one by one: a file ends with the line that reaches size less tolerance.</summary>
    [Theory]
    [Ours("s5000 l1000", 40)]
    [Ours("s4096 l96", 40)]
    [Ours("s4096 l95", 41)]
    [Ours("s4096 l97", 40)]
    [Ours("s1 l0", 41)]
    [Ours("s4096", 21)]
    [Reference("s5000 l1000", 40)]
    [Reference("s4096 l96", 40)]
    [Reference("s4096 l95", 41)]
    [Reference("s4096 l97", 40)]
    [Reference("s1 l0", 41)]
    [Reference("s4096", 21)]
    public void AFileEndsWhenItIsBigEnough(Suite suite, string script, int lines)
    {
        Logger logger = new(this, suite, [.. script.Split(' '), "./dir"]);
        for (int i = 1; i < lines; i++)
        {
            logger.Write(Line(i));
            Eventually(() => Logger.ReadIfThere(At("dir/current"))?.Length == 100 * i);
        }
        Assert.Empty(Logger.Archives(At("dir")));
        Assert.Equal(ModeOpen, Native.Mode(At("dir/current")));
        logger.Write(Line(lines));
        Eventually(() => Logger.Archives(At("dir")).Count == 1 && !File.Exists(At("dir/previous")));
        logger.Write("next\n");
        logger.WaitFor("dir/current", "next\n");
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
        string archive = Logger.Archives(At("dir")).Single();
        Assert.Matches("^@[0-9a-f]{24}\\.s$", Path.GetFileName(archive));
        Assert.Equal(string.Concat(Enumerable.Range(1, lines).Select(Line)), Logger.Read(archive));
        Assert.Equal((ModeClosed, ModeClosed), (Native.Mode(archive), Native.Mode(At("dir/current"))));
    }

    [Theory]
    [Ours("n3", "s:e|s:f|s:g")]
    [Ours("n1", "s:g")]
    [Ours("n0", "")]
    [Ours("n100", "s:a|s:b|s:c|s:d|s:e|s:f|s:g")]
    [Ours("S6", "s:e|s:f|s:g")]
    [Ours("S5", "s:f|s:g")]
    [Ours("S1", "")]
    [Ours("S6 n2", "s:f|s:g")]
    [Ours("S0 n2", "s:f|s:g")]
    [Reference("n3", "s:e|s:f|s:g")]
    [Reference("n1", "s:g")]
    [Reference("n0", "")]
    [Reference("n100", "s:a|s:b|s:c|s:d|s:e|s:f|s:g")]
    [Reference("S6", "s:e|s:f|s:g")]
    [Reference("S5", "s:f|s:g")]
    [Reference("S1", "")]
    [Reference("S6 n2", "s:f|s:g")]
    [Reference("S0 n2", "s:f|s:g")]
    public void TheOldestArchivesGo(Suite suite, string script, string kept)
    {
        Logger logger = new(this, suite, [.. script.Split(' '), "./dir"]);
        foreach (char letter in "abcdefg")
        {
            logger.Write($"{letter}\n");
            logger.WaitFor("dir/current", $"{letter}\n");
            Rotate(logger);
        }
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
        Assert.Equal(kept, Logger.ArchivedText(At("dir")).Replace("\n", "", System.StringComparison.Ordinal));
    }

    /// <summary>Only names of the right form count, and go.</summary>
    [Theory, Ours, Reference]
    public void OtherFilesStay(Suite suite)
    {
        Directory.CreateDirectory(At("dir"));
        string[] archives = ["@400000000000000000000001.s", "@400000000000000000000002.u", "@4000000000000000000000AF.s"];
        string[] others =
        [
            "@40000000000000000000000g.s", "@400000000000000000000001.t", "@400000000000000000000001s", "@400000000000000000000001.ss",
            "@40000000000000000000001.s", "x400000000000000000000001.s", "note",
        ];
        foreach (string name in archives.Concat(others))
        {
            File.WriteAllText(At($"dir/{name}"), name);
        }
        Logger logger = new(this, suite, "n1", "./dir");
        logger.Write("x\n");
        logger.WaitFor("dir/current", "x\n");
        Rotate(logger);
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
        Assert.All(others, name => Assert.True(File.Exists(At($"dir/{name}")), name));
        Assert.All(archives, name => Assert.False(File.Exists(At($"dir/{name}")), name));
    }

    /// <summary>More archives than are thought of at once.</summary>
    [Theory, Ours, Reference]
    public void ManyArchivesGo(Suite suite)
    {
        CommandResult result = Shell(
            suite,
            "mkdir dir; for i in $(seq 100 299); do echo $i > dir/@400000000000000000000$i.s; done; "
            + "seq 1 9999 | s6-log n50 s4096 l0 S1000000 ./dir; ls dir | grep -c @; ls dir/@400000000000000000000* | head -n 1; "
            + "seq 1 9999 | s6-log n5 s4096 l0 ./dir; ls dir | grep -c @");
        Assert.Matches(@"^50\ndir/@4000000000000000000002\d\d.s\n5\n$", result.Output);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Theory, Ours, Reference]
    public void ASignalRotatesAllLogdirs(Suite suite)
    {
        Logger logger = new(this, suite, "./one", "-", "+b", "./two");
        logger.Write("a\nb\n");
        logger.WaitFor("two/current", "b\n");
        logger.WaitFor("one/current", "a\nb\n");
        logger.Process.Kill(Alrm);
        logger.WaitFor("one/current", "");
        logger.WaitFor("two/current", "");
        // An empty file is not worth an archive.
        logger.Process.Kill(Alrm);
        logger.Write("c\n");
        logger.WaitFor("one/current", "c\n");
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
        Assert.Equal("s:a\nb\n", Logger.ArchivedText(At("one")));
        Assert.Equal("s:b\n", Logger.ArchivedText(At("two")));
    }

    [Theory, Ours, Reference(Since = "2.13")]
    public void RotationsByTheClock(Suite suite)
    {
        Logger logger = new(this, suite, "R1", "./dir");
        logger.Write("a\n");
        logger.WaitFor("dir/current", "a\n");
        logger.WaitFor("dir/current", "");
        logger.Write("b\n");
        logger.WaitFor("dir/current", "b\n");
        logger.WaitFor("dir/current", "");
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
        Assert.Equal("s:a\n|s:b\n", Logger.ArchivedText(At("dir")));
    }

    /// <summary>The size of a file that the last s6-log closed counts.</summary>
    [Theory, Ours, Reference]
    public void ACleanFileIsGoneOnWith(Suite suite)
    {
        string lines = string.Concat(Enumerable.Range(1, 39).Select(Line));
        Assert.Equal(new CommandResult(0, "", ""), RunWithInput(suite, lines, "s6-log", "s4096", "l96", "./dir"));
        Assert.Empty(Logger.Archives(At("dir")));
        Assert.Equal(new CommandResult(0, "", ""), RunWithInput(suite, Line(40), "s6-log", "s4096", "l96", "./dir"));
        Assert.Equal($"s:{lines}{Line(40)}", Logger.ArchivedText(At("dir")));
        Assert.Equal("", Logger.Read(At("dir/current")));
    }

    /// <summary>Nothing is lost and nothing is doubled over many rotations, and every archive holds whole lines.</summary>
    [Theory, Ours, Reference]
    public void TheFilesTogetherAreTheInput(Suite suite)
    {
        CommandResult result = Shell(
            suite, "seq 1 100000 | s6-log n1000 s4096 l1000 ./dir; seq 1 100000 > in; cat dir/@* dir/current | cmp - in");
        Assert.Equal(new CommandResult(0, "", ""), result);
        Assert.InRange(Logger.Archives(At("dir")).Count, 20, 200);
        Assert.All(Logger.Archives(At("dir")), f => Assert.Matches(new Regex("^[0-9]+\n.*\n$", RegexOptions.Singleline), Logger.Read(f)));
    }

    /// <summary>Rights follow the umask; the executable bit does not.</summary>
    [Theory, Ours, Reference]
    public void RightsFollowTheUmask(Suite suite)
    {
        CommandResult result = Shell(
            suite,
            "umask 027; echo x | s6-log ./dir; umask 077; mkdir other; seq 1 2000 | s6-log n1 s4096 ./other; "
            + "stat -c %a dir dir/current dir/lock dir/state other/current other/@*");
        Assert.Equal(new CommandResult(0, "700\n740\n640\n640\n700\n700\n", ""), result);
    }

    private static string Line(int number) => $"{number:d99}\n";

    private void Rotate(Logger logger)
    {
        logger.Process.Kill(Alrm);
        logger.WaitFor("dir/current", "");
        Eventually(() => !File.Exists(At("dir/previous")));
    }
}
