using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>A file system without room: lines wait until there is some, and all come, once.</summary>
public sealed class FullDisks(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>So much waits for an output that is blocked while others go on: lines as they came, and composed ones.</summary>
    private const int LineCount = 1200;
    private const int PrefixedLineCount = 400;

    /// <summary>
    /// The logdir is on a small file system of its own, in a mount namespace of the logger's, which the test reaches through
    /// /proc.
    /// </summary>
    [RootTheory]
    [Ours("")]
    [Ours("-b")]
    [Ours("", "pprefix")]
    [Reference("")]
    [Reference("-b")]
    [Reference("", "pprefix")]
    public void NoLineIsLost(Suite suite, string option, string directive = "n10")
    {
        Directory.CreateDirectory(At("small"));
        int input = OpenFifo();
        string logger = $"{suite.Find("s6-log")} {option} r50 {directive} s1000000 ./small/dir ./large";
        Child child = StartWith(
            suite, null, "/usr/bin/unshare", "--mount", "sh", "-c",
            $"mount -t tmpfs -o size=64k,nr_inodes=32 none small && exec {logger} < fifo");
        string inside = $"/proc/{child.Pid}/root{At("small")}";
        Eventually(() => File.Exists($"{inside}/dir/current") && File.Exists(At("large/state")));
        byte[] filler = new byte[60_000];
        File.WriteAllBytes($"{inside}/filler", filler);
        string expected = "";
        string prefix = directive == "n10" ? "" : "prefix ";
        int count = prefix.Length == 0 ? LineCount : PrefixedLineCount;
        for (int i = 0; i < count; i++)
        {
            string line = $"{i:d30}\n";
            expected += prefix + line;
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(line);
            Assert.Equal(bytes.Length, Native.Write(input, bytes, bytes.Length));
        }
        Eventually(() => new DriveInfo(inside).AvailableFreeSpace == 0);
        Assert.False(child.HasExited);
        // It goes on with what has room, unless told otherwise; ours while it has room for what waits, too.
        if (option.Length == 0)
        {
            Eventually(() => suite.Diverges(
                Logger.Read(At("large/current")).Length > Logger.Read($"{inside}/dir/current").Length + 8192,
                Logger.Read(At("large/current")) == expected));
        }
        File.Delete($"{inside}/filler");
        Eventually(() => Logger.Read($"{inside}/dir/current") == expected);
        Eventually(() => Logger.Read(At("large/current")) == expected);
        Native.Close(input);
        CommandResult result = child.WaitForExit();
        Assert.Equal(0, result.ExitCode);
        // The reference said so with every try, and then left the message away.
        string warning = "s6-log: warning: unable to write to ./small/dir/current: No space left on device\n";
        string errors = result.Error;
        Assert.Equal("", errors.Replace(warning, "", System.StringComparison.Ordinal));
        Assert.True(!suite.IsOurs || errors == warning, errors);
    }

    /// <summary>What the last lines wait for, its end waits for too.</summary>
    [RootTheory, Ours, Reference]
    public void TheEndWaitsForTheLastLine(Suite suite)
    {
        Directory.CreateDirectory(At("small"));
        int input = OpenFifo();
        Child child = StartWith(
            suite, null, "/usr/bin/unshare", "--mount", "sh", "-c",
            $"mount -t tmpfs -o size=16k,nr_inodes=32 none small && exec {suite.Find("s6-log")} -q r50 ./small/dir < fifo");
        string inside = $"/proc/{child.Pid}/root{At("small")}";
        string current = $"{inside}/dir/current";
        Eventually(() => File.Exists(current));
        string lines = string.Concat(Enumerable.Range(0, 800).Select(i => $"{i:d40}\n"));
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(lines);
        Assert.Equal(bytes.Length, Native.Write(input, bytes, bytes.Length));
        Native.Close(input);
        // current itself has filled the disk.
        Eventually(() => new DriveInfo(inside).AvailableFreeSpace == 0);
        long length = new FileInfo(current).Length;
        Assert.InRange(length, 8000, lines.Length - 1);
        // Its end takes the mount namespace with it, but not an open file.
        using FileStream file = File.OpenRead(current);
        CommandResult grown = Shell(suite, $"nsenter -t {child.Pid} -m mount -o remount,size=1m {At("small")}");
        Assert.Equal(new CommandResult(0, "", ""), grown);
        Assert.Equal(new CommandResult(0, "", ""), child.WaitForExit());
        using StreamReader reader = new(file);
        Assert.Equal(lines, reader.ReadToEnd());
    }

    /// <summary>
    /// The disk is full, then that of new files too, at rotations, while a processor writes, and while the file of --keep
    /// grows. Every line arrives, once, in files within their limits.
    /// </summary>
    [RootTheory]
    [Ours("r50 s4096 l0 n1000")]
    [Ours("r50 s4096 l0 n1000 ?cat")]
    [Ours("--keep r50 s4096 l0 n1000")]
    [Ours("--keep r50 s4096 l0 n1000 ?cat")]
    public void RotationsGoOnWhenThereIsRoom(Suite suite, string arguments)
    {
        Directory.CreateDirectory(At("small"));
        int input = OpenFifo();
        Child child = StartWith(
            suite, null, "/usr/bin/unshare", "--mount", "sh", "-c",
            $"mount -t tmpfs -o size=400k,nr_inodes=80 none small && exec {suite.Find("s6-log")} {arguments} ./small/dir < fifo");
        string inside = $"/proc/{child.Pid}/root{At("small")}";
        Eventually(() => File.Exists($"{inside}/dir/current"));
        string expected = "";
        for (int round = 0; round < 4; round++)
        {
            // Nothing has room, or nothing new has: by turns.
            if (round % 2 == 0)
            {
                Shell(Suite.Ours, $"cat /dev/zero > {inside}/filler 2>/dev/null");
                Assert.Equal(0, new DriveInfo(inside).AvailableFreeSpace);
            }
            else
            {
                Shell(Suite.Ours, $"i=0; while : > {inside}/filler$i; do i=$((i+1)); done 2>/dev/null");
            }
            string lines = string.Concat(Enumerable.Range(0, 500).Select(i => $"{round} {i:d37}\n"));
            expected += lines;
            byte[] bytes = System.Text.Encoding.ASCII.GetBytes(lines);
            Assert.Equal(bytes.Length, Native.Write(input, bytes, bytes.Length));
            child.WaitForError("No space left on device\n");
            child.Kill(14);
            Shell(Suite.Ours, $"rm {inside}/filler*");
            Eventually(() => Everything($"{inside}/dir") == expected);
        }
        // They go with the mount namespace.
        Assert.All(Logger.Archives($"{inside}/dir"), f => Assert.InRange(Logger.Read(f).Length, 1, 4096 + 8192));
        Native.Close(input);
        CommandResult result = child.WaitForExit();
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.All(result.Error.TrimEnd('\n').Split('\n'), line => Assert.Matches("^s6-log: warning: |^cat: ", line));
    }

    /// <summary>What the archives and current hold, in order; null where a rotation is going on.</summary>
    private static string? Everything(string logdir)
    {
        string? current = Logger.ReadIfThere($"{logdir}/current");
        string text = string.Concat(Logger.Archives(logdir).Select(f => Logger.ReadIfThere(f))) + current;
        return File.Exists($"{logdir}/previous") || File.Exists($"{logdir}/processed") ? null : text;
    }

    private int OpenFifo()
    {
        Native.Check(Native.MakeFifo(At("fifo"), 0x180), "mkfifo");
        return Native.Check(Native.Open(At("fifo"), Native.OpenReadWrite | Native.OpenCloseOnExec, 0), "open");
    }
}
