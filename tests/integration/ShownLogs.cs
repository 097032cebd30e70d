using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Integration;

/// <summary>`sestet logs` and s6-logwatch on logdirs that our s6-log writes.</summary>
public sealed class ShownLogs(ITestOutputHelper output) : Scenario(output)
{
    private const int Alrm = 14;
    private const int Stop = 19;
    private const int Continue = 18;
    private const int Term = 15;

    /// <summary>
    /// Logdirs in random formats are written and rotated while they are shown, with and without a pause of the one who
    /// shows them: every line comes once, in its logdir's order. Then the same without -f, merged by time; and with -n.
    /// </summary>
    [Theory]
    [Ours(1)]
    [Ours(2)]
    [Ours(3)]
    public void NothingIsLostOrDoubledOverRotations(Suite suite, int seed)
    {
        Random random = new(seed);
        string[] names = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => $"d{i}")];
        string[] stamps = ["t", "T", "tT"];
        string[][] formats = [.. names.Select(_ => stamps[random.Next(3)].Select(c => c.ToString()).ToArray())];
        Logger[] loggers = [.. names.Select((n, i) => new Logger(this, suite, [.. formats[i], "s4096", "n1000", "./" + n]))];
        int[] counts = new int[names.Length];
        void Write(int i) => loggers[i].Write(string.Concat(
            Enumerable.Range(0, random.Next(1, 40)).Select(_ => $"{names[i]}-{++counts[i]}-{new string('x', random.Next(100))}\n")));
        for (int i = 0; i < names.Length; i++)
        {
            Write(i);
            // What was written can be a rotation's worth, and current is empty behind it.
            Eventually(() => Directory.Exists(At(names[i])) && Directory.GetFiles(At(names[i])).Any(f => Logger.ReadIfThere(f)?.Length > 0));
        }
        Child shown = Show(["-f", .. names]);
        for (int turn = 0; turn < 300; turn++)
        {
            int i = random.Next(names.Length);
            Write(i);
            loggers[i].Process.Kill(random.Next(4) == 0 ? Alrm : 0);
            shown.Kill(random.Next(20) switch { 0 => Stop, < 5 => Continue, _ => 0 });
        }
        shown.Kill(Continue);
        Array.ForEach(loggers, l => Assert.Equal(0, l.Finish().ExitCode));
        // As long as more comes, it is at work.
        for (int seen = 0; seen < counts.Sum();)
        {
            int before = seen;
            Eventually(() => (seen = shown.Text(error: false).Count(c => c == '\n')) > before);
        }
        CheckOrder(shown.Text(error: false), names, counts);
        Assert.True(names.Sum(n => Logger.Archives(At(n)).Count) > names.Length, "there was no rotation");
        shown.Kill(Term);
        CommandResult all = Child.Run(OwnInstallation.Binary, ["sestet", "logs", .. names], EnvironmentOf(suite), Scratch);
        Assert.Equal((0, ""), (all.ExitCode, all.Error));
        CheckOrder(all.Output, names, counts);
        string[] lines = all.Output.Split('\n')[..^1];
        IEnumerable<string> times = lines.Select(l => Regex.Match(l, @"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}").Value);
        Assert.Equal(times.Order(StringComparer.Ordinal), times);
        foreach (int n in new[] { 0, 1, 7, 200, 100_000 })
        {
            string[] arguments = ["sestet", "logs", "-n", n.ToString(CultureInfo.InvariantCulture), .. names];
            Assert.Equal(lines.TakeLast(n), Child.Run(OwnInstallation.Binary, arguments, EnvironmentOf(suite), Scratch).Output.Split('\n')[..^1]);
            arguments = [.. arguments[..2], "--grep", "-[0-9]*7-", .. arguments[2..]];
            Assert.Equal(
                lines.Where(l => Regex.IsMatch(l, @"-\d*7-")).TakeLast(n),
                Child.Run(OwnInstallation.Binary, arguments, EnvironmentOf(suite), Scratch).Output.Split('\n')[..^1]);
        }
    }

    [Theory, Ours]
    public void LogwatchGoesOnOverRotations(Suite suite)
    {
        Logger logger = new(this, suite, "n1000", "./dir");
        logger.Write("old\n");
        logger.WaitFor("dir/current", "old\n");
        Child watch = Start(suite, "s6-logwatch", "dir");
        watch.WaitForOutput("old\n");
        string expected = "old\n";
        for (int i = 0; i < 200; i++)
        {
            string line = $"line {i}\n";
            expected += line;
            logger.Write(line);
            logger.Process.Kill(i % 3 == 0 ? Alrm : 0);
        }
        Assert.Equal(0, logger.Finish().ExitCode);
        Eventually(() => watch.Text(error: false).Length >= expected.Length);
        Assert.Equal(expected, watch.Text(error: false));
        watch.Kill(Term);
        Assert.Equal(
            new CommandResult(111, "", "s6-logwatch: fatal: unable to chdir to none: No such file or directory\n"),
            Run(suite, "s6-logwatch", "none"));
        Assert.Equal(
            new CommandResult(100, "", "s6-logwatch: usage: s6-logwatch [ logdir ]\n"), Run(suite, "s6-logwatch", "-x"));
    }

    [Theory, Ours]
    public void ALogdirAppearsAndVanishes(Suite suite)
    {
        Child shown = Show("-f", "a/b/c");
        shown.WaitForError("unable to open directory a/b/c: No such file or directory\n");
        Directory.CreateDirectory(At("a"));
        Directory.CreateDirectory(At("a/b"));
        File.WriteAllText(At("text"), "one\n");
        CommandResult first = Shell(suite, "s6-log ./a/b/c < text");
        Assert.Equal(new CommandResult(0, "", ""), first);
        shown.WaitForOutput("one\n");
        Directory.Delete(At("a"), recursive: true);
        File.WriteAllText(At("text"), "two\n");
        Shell(suite, "mkdir -p a/b; s6-log ./a/b/c < text");
        shown.WaitForOutput("one\ntwo\n");
        Shell(suite, "mv a/b/c a/b/old; printf three > text; s6-log ./a/b/c < text");
        shown.WaitForOutput("one\ntwo\nthree\n");
        Assert.Equal("one\ntwo\nthree\n", shown.Text(error: false));
        shown.Kill(Term);
    }

    [Theory, Ours]
    public void TimesFormatsAndErrors(Suite suite)
    {
        Directory.CreateDirectory(At("x"));
        Directory.CreateDirectory(At("y"));
        Directory.CreateDirectory(At("y/current"));
        File.WriteAllText(At("x/@400000006a5f0d2a12345678.s"), "@400000006a5f0d2912345678 old\n@400000006a5f0d2a12345678 older\n");
        File.WriteAllText(At("x/@400000006a5f0d3a12345678.s"), "@400000006a5f0d3012345678 new\n more\n@broken\n");
        File.WriteAllText(At("x/@400000006a5f0d4a12345678.u"), "2026-07-21 06:09:35.000000001  letters\n\n@400000006a5f0d4412345678 last");
        const string older = "2026-07-21 06:09:08.305419896 old\n2026-07-21 06:09:09.305419896 older\n";
        const string newer = "2026-07-21 06:09:15.305419896 new\n more\n@broken\n";
        const string last = "2026-07-21 06:09:35.000000001 letters\n\n2026-07-21 06:09:35.305419896 last\n";
        string logs = $"export TZ=UTC0; {OwnInstallation.Binary} logs ";
        Assert.Equal(new CommandResult(0, older + newer + last, ""), Shell(suite, logs + "x/"));
        Assert.Equal(new CommandResult(0, newer + last, ""), Shell(suite, logs + "--since @400000006a5f0d2b00000000 x"));
        Assert.Equal(new CommandResult(0, newer + last, ""), Shell(suite, logs + "--since='2026-07-21 06:09:10' x"));
        Assert.Equal(new CommandResult(0, "", ""), Shell(suite, logs + "--since 2026-07-22 x"));
        Assert.Equal("2026-07-21 06:09:35.000000001 letters\n", Shell(suite, logs + "-g '^l.*s$' x").Output);
        foreach (string program in new[] { "gzip", "xz", "bzip2", "zstd" })
        {
            Shell(suite, $"cd x && {program} -c @*3a12345678.s > c && rm @*3a12345678.s && mv c @400000006a5f0d3a12345678.s");
            Assert.Equal(new CommandResult(0, older + newer + last, ""), Shell(suite, logs + "x"));
            Assert.Equal("@broken\n" + last, Shell(suite, logs + "-n 4 x").Output);
            CommandResult missing = Shell(suite, "PATH=/none; " + logs + "x");
            Assert.Equal((111, older + last), (missing.ExitCode, missing.Output));
            Assert.Equal(
                $"sestet logs: warning: unable to decompress x/@400000006a5f0d3a12345678.s: {program} is not in PATH\n", missing.Error);
            Shell(suite, $"cd x && cat @*3a12345678.s | {program} -dc > c && mv c @400000006a5f0d3a12345678.s");
        }
        CommandResult partly = Shell(suite, logs + "-n 1 x y none");
        Assert.Equal((111, "x: 2026-07-21 06:09:35.305419896 last\n"), (partly.ExitCode, partly.Output));
        Assert.Contains("unable to open y/current: Is a directory\n", partly.Error, StringComparison.Ordinal);
        Assert.Contains("unable to open directory none: No such file or directory\n", partly.Error, StringComparison.Ordinal);
        Assert.Equal(100, Shell(suite, logs).ExitCode);
        Assert.Equal(new CommandResult(100, "", "sestet logs: fatal: not a time: soon\n"), Shell(suite, logs + "-s soon x"));
        Assert.Equal(new CommandResult(0, older.Split('\n')[0] + "\n", ""), Shell(suite, logs + "x | head -n 1"));
    }

    private Child Show(params string[] arguments) => StartWith(Suite.Ours, null, OwnInstallation.Binary, ["logs", .. arguments]);

    private static void CheckOrder(string shown, string[] names, int[] counts)
    {
        for (int i = 0; i < names.Length; i++)
        {
            IEnumerable<int> numbers = Regex.Matches(shown, $@"{names[i]}-(\d+)-x*\n")
                .Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture));
            Assert.Equal(Enumerable.Range(1, counts[i]), numbers);
        }
    }
}
