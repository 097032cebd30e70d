using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>
/// s6-log is killed at each of its system calls, from the first to the last of a life with several rotations, and started
/// again on the rest of its input.
/// </summary>
public sealed class Kills(ITestOutputHelper output) : Scenario(output)
{
    private const int LineCount = 800;
    private const int FileSizeMax = 4096 + 8192;

    private static readonly string Input = string.Concat(Enumerable.Range(0, LineCount).Select(i => $"{i:d49}\n"));

    /// <summary>
    /// Without --keep exactly what was read and not written is missing, which is at most one buffer. What was written is
    /// there, once.
    /// </summary>
    [TraceTheory]
    [Ours("n1000", "s4096", "l0", "./dir")]
    [Ours("n1000", "s4096", "l0", "?cat", "./dir")]
    [Ours("n1000", "s4096", "l0", "?cat; cat <&4 > state.seen; echo new >&5", "./dir")]
    public void NothingWrittenIsLostOrDoubled(Suite suite, params string[] arguments) => KillEverywhere(suite, arguments, (_, trace) =>
    {
        int read = Sum(trace, @"^read\(0, .* = (\d+)$");
        int written = Sum(trace, @"^write\([3-9], .* = (\d+)$");
        Assert.InRange(written, 0, read);
        Assert.InRange(read - written, 0, 9 * 8191);
        return Input[..written] + Input[read..];
    });

    [TraceTheory]
    [Ours("--keep", "n1000", "s4096", "l0", "./dir")]
    [Ours("--keep", "n1000", "s4096", "l0", "?cat", "./dir")]
    [Ours("--keep", "n1000", "s4096", "l0", "./dir", "s10000", "ptwo", "./dir-two", "-", "+5$", "pfive", "./dir-five")]
    public void WithKeepNothingIsLostOrDoubled(Suite suite, params string[] arguments) =>
        KillEverywhere(suite, arguments, (logdir, _) => logdir switch
        {
            "dir-two" => Regex.Replace(Input, "^", "two ", RegexOptions.Multiline)[..^4],
            "dir-five" => string.Concat(Enumerable.Range(0, LineCount).Where(i => i % 10 == 5).Select(i => $"five {i:d49}\n")),
            _ => Input,
        });

    private static int Sum(string trace, string pattern) => Regex.Matches(trace, pattern, RegexOptions.Multiline)
        .Sum(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    private void KillEverywhere(Suite suite, string[] arguments, Func<string, string, string> expected)
    {
        string scratch = Directory.CreateDirectory(
            Directory.Exists("/dev/shm") ? $"/dev/shm/{Path.GetFileName(Scratch)}" : At("cases")).FullName;
        try
        {
            // As often as each call is made in a life that nothing happens to.
            string whole = Live(suite, arguments, Path.Combine(scratch, "whole"), "");
            Check(Path.Combine(scratch, "whole"), whole, expected);
            (string Call, int Count)[] calls = [.. Regex.Matches(whole, @"^(\w+)\(", RegexOptions.Multiline)
                .GroupBy(m => m.Groups[1].Value).Select(g => (g.Key, g.Count()))];
            string[] moments = [.. calls.SelectMany(c => Enumerable.Range(1, c.Count).Select(n => $"{c.Call}:signal=KILL:when={n}"))];
            Assert.InRange(moments.Length, 60, 2000);
            Parallel.For(0, moments.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                string directory = Path.Combine(scratch, $"{i}");
                string trace = Live(suite, arguments, directory, $"-e inject={moments[i]}");
                try
                {
                    Check(directory, trace, expected);
                }
                catch (Exception e)
                {
                    throw new InvalidOperationException($"killed at {moments[i]}: {e.Message}\n{trace[^Math.Min(1500, trace.Length)..]}", e);
                }
                Directory.Delete(directory, recursive: true);
            });
            Output.WriteLine($"killed at {moments.Length} calls");
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>A life that is killed, and one after it that takes the rest of the pipe; the trace of the first.</summary>
    private string Live(Suite suite, string[] arguments, string directory, string inject)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "in"), Input);
        string logger = suite.Find("s6-log");
        // The second cat ends when nobody is left who could write: the processors of the killed one may outlive it.
        string script = $"{{ cat in | {{ strace -qq -s 0 -o trace {inject} {logger} \"$@\"; {logger} \"$@\"; echo $? > code; }} }} 2>&1"
            + " | cat > error";
        CommandResult result = Child.Run("/bin/sh", ["sh", "-c", script, "sh", .. arguments], EnvironmentOf(suite), directory);
        Assert.Equal((0, "0\n"), (result.ExitCode, Logger.Read(Path.Combine(directory, "code"))));
        return Logger.Read(Path.Combine(directory, "trace"));
    }

    private static void Check(string directory, string trace, Func<string, string, string> expected)
    {
        foreach (string logdir in Directory.EnumerateDirectories(directory))
        {
            StringBuilder text = new();
            foreach (string file in Logger.Archives(logdir).Append(Path.Combine(logdir, "current")))
            {
                string content = Logger.Read(file);
                Assert.InRange(content.Length, 0, Path.GetFileName(logdir) == "dir" ? FileSizeMax : 10_000 + FileSizeMax);
                text.Append(content);
            }
            Assert.Equal(expected(Path.GetFileName(logdir), trace), text.ToString());
            string[] left = [.. Directory.EnumerateFiles(logdir).Select(f => Path.GetFileName(f)).Where(f => f[0] != '@')];
            Assert.Subset(new HashSet<string> { "current", "lock", "state", "state.seen" }, new HashSet<string>(left));
            Assert.Equal(0x1e4, Native.Mode(Path.Combine(logdir, "current")));
        }
    }
}
