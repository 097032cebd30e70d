using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>s6-log.html, "Logdirs": what becomes of the files that an s6-log left which was killed.</summary>
public sealed class Recoveries(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>
    /// The files left, each NAME=CONTENT with a * behind the name for the executable bit, and those there afterwards, but
    /// lock: archives by the letter at their end. Since 2.12 what is empty is not archived.
    /// </summary>
    [Theory]
    [Ours("current*=c", "current=cx")]
    [Ours("current=c", "current=x state= u:c")]
    [Ours("current=", "current=x state=")]
    [Ours("current*=", "current=x")]
    [Ours("", "current=x state=")]
    [Ours("current=c state=s newstate=n", "current=x state= u:c")]
    [Ours("current*=c state=s", "current=cx state=s")]
    [Ours("previous=p", "current=x state= u:p")]
    [Ours("previous*=p", "current=x state= u:p")]
    [Ours("previous=", "current=x state=")]
    [Ours("current= previous=p", "current=x state= u:p")]
    [Ours("previous=p processed=d", "current=x state= u:p")]
    [Ours("previous=p processed*=d", "current=x state= s:d")]
    [Ours("processed*=d newstate=n", "current=x state= s:d")]
    [Ours("processed*=", "current=x state=")]
    [Ours("current= previous=p processed*=d newstate=n state=s", "current=x state= s:d")]
    [Reference("current*=c", "current=cx")]
    [Reference("current=c", "current=x state= u:c")]
    [Reference("current=", "current=x state=", Since = "2.15")]
    [Reference("current*=", "current=x")]
    [Reference("", "current=x state=")]
    [Reference("current=c state=s newstate=n", "current=x state= u:c")]
    [Reference("current*=c state=s", "current=cx state=s")]
    [Reference("previous=p", "current=x state= u:p")]
    [Reference("previous*=p", "current=x state= u:p")]
    [Reference("previous=", "current=x state=", Since = "2.15")]
    [Reference("current= previous=p", "current=x state= u:p", Since = "2.15")]
    [Reference("previous=p processed=d", "current=x state= u:p")]
    [Reference("previous=p processed*=d", "current=x state= s:d")]
    [Reference("processed*=d newstate=n", "current=x state= s:d")]
    [Reference("processed*=", "current=x state=", Since = "2.15")]
    [Reference("current= previous=p processed*=d newstate=n state=s", "current=x state= s:d", Since = "2.15")]
    public void FilesThatAreLeft(Suite suite, string left, string expected)
    {
        Leave(left);
        Assert.Equal(new CommandResult(0, "", ""), RunWithInput(suite, "x\n", "s6-log", "./dir"));
        Assert.Equal(expected, Found());
    }

    /// <summary>
    /// Killed while it rotated and again while it wrote: the reference takes one name for both files, and fails until it is
    /// started again.
    /// </summary>
    [Theory, Ours, Reference]
    public void TwoFilesThatAreLeft(Suite suite)
    {
        Leave("current=c previous=p");
        CommandResult result = Run(suite, "s6-log", "./dir");
        if (!suite.IsOurs && result.ExitCode != 0)
        {
            Assert.Equal("s6-log: fatal: unable to finish current .u for logdir ./dir: File exists\n", result.Error);
            result = Run(suite, "s6-log", "./dir");
        }
        Assert.Equal(new CommandResult(0, "", ""), result);
        Assert.Equal("current= state= u:p u:c", Found());
    }

    /// <summary>A previous beside a clean current cannot come from s6-log; the reference's next rotation overwrites it.</summary>
    [Theory, Ours, Reference]
    public void APreviousThatNobodyLeft(Suite suite)
    {
        Leave("current*=c previous=p");
        Logger logger = new(this, suite, "./dir");
        logger.Write("x\n");
        logger.WaitFor("dir/current", "cx\n");
        Assert.True(File.Exists(At("dir/previous")));
        logger.Process.Kill(14);
        logger.WaitFor("dir/current", "");
        Assert.Equal(new CommandResult(0, "", ""), logger.Finish());
        Assert.Equal(suite.Diverges("current= u:p s:cx", "current= s:cx"), Found());
    }

    /// <summary>Killed between the two steps of archiving: the file has both names, and is archived once.</summary>
    [Theory, Ours, Reference(Since = "2.15")]
    public void AFileThatIsArchivedAlready(Suite suite)
    {
        Leave("current= previous*=p");
        CommandResult linked = Shell(suite, "ln dir/previous dir/@400000000000000000000001.s");
        Assert.Equal(0, linked.ExitCode);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-log", "./dir"));
        Assert.Equal("current= state= s:p", Found());
    }

    [Theory, Ours, Reference]
    public void RecoveryTrimsToo(Suite suite)
    {
        Leave("current=c @400000000000000000000001.s=1 @400000000000000000000002.u=2 @400000000000000000000003.s=3");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-log", "n2", "./dir"));
        Assert.Equal("current= state= s:3 u:c", Found());
        // Where nothing was left there is nothing to do.
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-log", "n1", "./dir"));
        Assert.Equal("current= state= s:3 u:c", Found());
    }

    /// <summary>kill -9 at any moment; then every line is there once, in order.</summary>
    [Theory, Ours, Reference]
    public void KilledAndStartedAgain(Suite suite)
    {
        int next = 0;
        for (int i = 0; i < 10; i++)
        {
            Logger logger = new(this, suite, "n1000", "s4096", "l0", "./dir");
            int until = next + 300 + 37 * i;
            while (next < until)
            {
                logger.Write($"{next++:d50}\n");
            }
            string last = $"{next - 1:d50}\n";
            Eventually(() => Directory.Exists(At("dir")) && Everything().EndsWith(last, System.StringComparison.Ordinal));
            logger.Process.Kill(9);
            Assert.Equal(128 + 9, logger.Process.WaitForExit().ExitCode);
        }
        CommandResult result = Run(suite, "s6-log", "n1000", "./dir");
        if (!suite.IsOurs && result.ExitCode == 111)
        {
            result = Run(suite, "s6-log", "n1000", "./dir");
        }
        Assert.Equal(new CommandResult(0, "", ""), result);
        Assert.Equal(string.Concat(Enumerable.Range(0, next).Select(i => $"{i:d50}\n")), Everything());
    }

    private void Leave(string files)
    {
        Directory.CreateDirectory(At("dir"));
        foreach (string[] file in files.Split(' ').Where(f => f.Length > 0).Select(f => f.Split('=')))
        {
            string path = At($"dir/{file[0].TrimEnd('*')}");
            File.WriteAllText(path, file[1]);
            UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            File.SetUnixFileMode(path, file[0].EndsWith('*') ? mode | UnixFileMode.UserExecute : mode);
        }
    }

    private string Found() => string.Join(
        ' ',
        Directory.EnumerateFiles(At("dir"))
            .Select(f => Path.GetFileName(f))
            .Where(name => name != "lock")
            .OrderBy(name => name[0] == '@')
            .ThenBy(name => name, System.StringComparer.Ordinal)
            .Select(name => (name[0] == '@' ? $"{name[^1]}:" : $"{name}=") + Logger.Read(At($"dir/{name}")).TrimEnd('\n')));

    private string Everything() => string.Concat(
        Logger.Archives(At("dir")).Select(Logger.Read)) + Logger.ReadIfThere(At("dir/current"));
}
