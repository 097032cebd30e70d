using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.DaemontoolsExtras;

/// <summary>s6-tai64n.html and s6-tai64nlocal.html: stamps in front of lines.</summary>
public sealed partial class TimeStamps(ITestOutputHelper output) : Scenario(output)
{
    private const string TwoSeconds = "2026-07-21 06:09:09.305419896 \0 \n2026-07-21 06:09:10.000000000\n";
    private const string Tokyo = "JST-9";
    private const string Paris = "CET-1CEST,M3.5.0,M10.5.0/3";

    [Theory]
    [Ours("")]
    [Ours("one\n")]
    [Ours("one\n\nthree\n")]
    [Ours("with\0nul\nno newline")]
    [Ours("\n")]
    [Reference("")]
    [Reference("one\n")]
    [Reference("one\n\nthree\n")]
    [Reference("with\0nul\nno newline")]
    [Reference("\n")]
    public void EveryLineIsStamped(Suite suite, string input)
    {
        CommandResult result = RunWithInput(suite, input, "s6-tai64n");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        string expected = input.Length == 0 || input.EndsWith('\n') ? input : input + "\n";
        Assert.Equal(expected, Stamp().Replace(result.Output, ""));
        MatchCollection stamps = Stamp().Matches(result.Output);
        Assert.Equal(expected.Count(c => c == '\n'), stamps.Count);
        Assert.Equal(stamps.Select(s => s.Value).Order(StringComparer.Ordinal), stamps.Select(s => s.Value));
    }

    [Theory, Ours, Reference]
    public void StampsAreNow(Suite suite)
    {
        string before = $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss.fffffff}";
        string stamped = Shell(suite, "echo x | s6-tai64n | s6-tai64nlocal -g").Output;
        string after = $"{DateTime.UtcNow:yyyy-MM-dd HH:mm:ss.fffffff}99";
        Assert.EndsWith(" x\n", stamped, StringComparison.Ordinal);
        Assert.InRange(stamped[..29], before, after);
    }

    [Theory]
    [Ours("@400000006a5f0d2a12345678 x\n", "UTC0", "2026-07-21 06:09:09.305419896 x\n")]
    [Ours("@400000006A5F0D2A12345678 x\n", "UTC0", "2026-07-21 06:09:09.305419896 x\n")]
    [Ours("@400000006a5f0d2a12345678\n", Tokyo, "2026-07-21 15:09:09.305419896\n")]
    [Ours("@400000006a5f0d2a12345678tail\n", Paris, "2026-07-21 08:09:09.305419896tail\n")]
    [Ours("@400000000000000a00000000 x\n", "UTC0", "1970-01-01 00:00:00.000000000 x\n")]
    [Ours("@400000005868469a3b9ac9ff x\n", "UTC0", "2016-12-31 23:59:50.999999999 x\n")]
    [Ours("@40000000586846a400000000 leap\n", "UTC0", "2016-12-31 23:59:60.000000000 leap\n")]
    [Ours("@40000000586846a400000000 leap\n", Tokyo, "2017-01-01 08:59:60.000000000 leap\n")]
    [Ours("@40000000586846a500000000 x\n", "UTC0", "2017-01-01 00:00:00.000000000 x\n")]
    [Ours("@400000100000000000000000 x\n", "UTC0", "4147-08-20 07:31:39.000000000 x\n")]
    [Ours("@400000006a5f0d2a12345678 no newline", "UTC0", "2026-07-21 06:09:09.305419896 no newline")]
    [Ours("@400000006a5f0d2a12345678 \0 \n@400000006a5f0d2b00000000\n", "UTC0", TwoSeconds)]
    [Reference("@400000006a5f0d2a12345678 x\n", "UTC0", "2026-07-21 06:09:09.305419896 x\n")]
    [Reference("@400000006A5F0D2A12345678 x\n", "UTC0", "2026-07-21 06:09:09.305419896 x\n")]
    [Reference("@400000006a5f0d2a12345678\n", Tokyo, "2026-07-21 15:09:09.305419896\n")]
    [Reference("@400000006a5f0d2a12345678tail\n", Paris, "2026-07-21 08:09:09.305419896tail\n")]
    [Reference("@400000000000000a00000000 x\n", "UTC0", "1970-01-01 00:00:00.000000000 x\n")]
    [Reference("@400000005868469a3b9ac9ff x\n", "UTC0", "2016-12-31 23:59:50.999999999 x\n")]
    [Reference("@40000000586846a400000000 leap\n", "UTC0", "2016-12-31 23:59:60.000000000 leap\n")]
    [Reference("@40000000586846a400000000 leap\n", Tokyo, "2017-01-01 08:59:60.000000000 leap\n")]
    [Reference("@40000000586846a500000000 x\n", "UTC0", "2017-01-01 00:00:00.000000000 x\n")]
    [Reference("@400000100000000000000000 x\n", "UTC0", "4147-08-20 07:31:39.000000000 x\n")]
    [Reference("@400000006a5f0d2a12345678 no newline", "UTC0", "2026-07-21 06:09:09.305419896 no newline")]
    [Reference("@400000006a5f0d2a12345678 \0 \n@400000006a5f0d2b00000000\n", "UTC0", TwoSeconds)]
    public void StampsBecomeReadable(Suite suite, string input, string zone, string expected) =>
        Assert.Equal(new CommandResult(0, expected, ""), Localize(suite, input, zone));

    [Theory]
    [Ours("plain\n")]
    [Ours("")]
    [Ours("no newline")]
    [Ours("@\n")]
    [Ours("@400000006a5f0d2a1234567\n")]
    [Ours("@400000006a5f0d2a1234567g x\n")]
    [Ours(" @400000006a5f0d2a12345678\n")]
    [Ours("@000000000000000000000000 too early\n")]
    [Ours("@400000000000000900000000 too early\n")]
    [Ours("@7fffffffffffffff00000000 too late\n")]
    [Ours("@ffffffffffffffff00000000 too late\n")]
    [Reference("plain\n")]
    [Reference("")]
    [Reference("no newline")]
    [Reference("@\n")]
    [Reference("@400000006a5f0d2a1234567\n")]
    [Reference("@400000006a5f0d2a1234567g x\n")]
    [Reference(" @400000006a5f0d2a12345678\n")]
    [Reference("@000000000000000000000000 too early\n")]
    [Reference("@400000000000000900000000 too early\n")]
    [Reference("@7fffffffffffffff00000000 too late\n")]
    [Reference("@ffffffffffffffff00000000 too late\n")]
    public void WhatIsNoStampStays(Suite suite, string input)
    {
        Assert.Equal(new CommandResult(0, input, ""), Localize(suite, input, Paris));
        Assert.Equal(new CommandResult(0, input, ""), RunWithInput(suite, input, "s6-tai64nlocal", "-g"));
    }

    [Theory, Ours, Reference]
    public void ALineThatIsOnlyAStampAndEndsThere(Suite suite)
    {
        // The page says that an unfinished line is processed; the reference passes over this one.
        string stamp = "@400000006a5f0d2a12345678";
        Assert.Equal(suite.Diverges("2026-07-21 06:09:09.305419896", stamp), Localize(suite, stamp, "UTC0").Output);
        // 10^9 nanoseconds are no stamp; the reference prints their first nine digits.
        string wrong = "@400000006a5f0d2a3b9aca00 x\n";
        Assert.Equal(suite.Diverges(wrong, "2026-07-21 06:09:09.100000000 x\n"), Localize(suite, wrong, "UTC0").Output);
    }

    [Theory, Ours, Reference]
    public void GreenwichTimeIgnoresTheZone(Suite suite)
    {
        string shell = "echo @400000006a5f0d2a12345678 | TZ=JST-9 s6-tai64nlocal -g";
        Assert.Equal("2026-07-21 06:09:09.305419896\n", Shell(suite, shell).Output);
    }

    [Theory, Ours, Reference]
    public void TheZoneOfAnEnvironmentDirectoryCounts(Suite suite)
    {
        Directory.CreateDirectory(At("env"));
        File.WriteAllText(At("env/TZ"), Tokyo);
        string shell = "echo @400000006a5f0d2a12345678 | TZ=UTC0 s6-envdir env s6-tai64nlocal";
        Assert.Equal("2026-07-21 15:09:09.305419896\n", Shell(suite, shell).Output);
    }

    [Theory, Ours, Reference]
    public void LinesComeOutWithoutWaitingForMore(Suite suite)
    {
        // Each cat ends only when the line has come back through the filter.
        string script = """
            mkfifo in out
            s6-tai64n < in | s6-tai64nlocal -g > out &
            exec 3> in 4< out
            for word in one two three
            do
              echo $word >&3
              read -r day time line <&4
              echo $line
            done
            printf 'part ' >&3
            echo four >&3
            read -r day time line <&4
            echo $line
            """;
        Assert.Equal(new CommandResult(0, "one\ntwo\nthree\npart four\n", ""), Shell(suite, script));
    }

    [Theory, Ours, Reference]
    public void LongLinesPass(Suite suite)
    {
        StringBuilder text = new();
        foreach (int length in new[] { 8165, 8166, 32767, 32768, 65535, 65536, 65537, 1_000_000, 0, 1 })
        {
            text.Append('x', length).Append('\n');
            text.Append("@400000006a5f0d2a12345678").Append('y', length).Append('\n');
        }
        File.WriteAllText(At("long"), text.ToString());
        CommandResult stamped = Shell(suite, "s6-tai64n < long > stamped && cut -c 27- stamped | cmp - long");
        Assert.Equal(new CommandResult(0, "", ""), stamped);
        const string back = "sed 's/^2026-07-21 06:09:09.305419896/@400000006a5f0d2a12345678/'";
        CommandResult local = Shell(suite, $"s6-tai64nlocal -g < long | {back} | cmp - long");
        Assert.Equal(new CommandResult(0, "", ""), local);
    }

    [Theory, Ours, Reference]
    public void InputAndOutputThatFail(Suite suite)
    {
        foreach (string command in new[] { "s6-tai64n", "s6-tai64nlocal" })
        {
            Assert.Equal(
                new CommandResult(111, "", $"{command}: fatal: unable to read from stdin: Is a directory\n"),
                Shell(suite, $"{command} < ."));
            CommandResult full = Shell(suite, $"echo x | {command} > /dev/full");
            // The reference blames the reading that comes next.
            string what = suite.Diverges("write to stdout", "read from stdin");
            Assert.Equal(new CommandResult(111, "", $"{command}: fatal: unable to {what}: No space left on device\n"), full);
        }
    }

    [Theory, Ours, Reference]
    public void WrongUsage(Suite suite)
    {
        Assert.Equal(
            new CommandResult(100, "", "s6-tai64nlocal: usage: s6-tai64nlocal [ -g ]\n"), Run(suite, "s6-tai64nlocal", "-x"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-tai64n", "-x"));
    }

    private CommandResult Localize(Suite suite, string input, string zone) =>
        Shell(suite, Encoding.Latin1.GetBytes(input), $"TZ={zone} s6-tai64nlocal < input");

    private CommandResult Shell(Suite suite, byte[] input, string script)
    {
        File.WriteAllBytes(At("input"), input);
        return Shell(suite, script);
    }

    [GeneratedRegex("(?<=^|\n)@[0-9a-f]{24} ")]
    private static partial Regex Stamp();
}
