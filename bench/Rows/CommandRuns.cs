using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>Commands run many times by the helper, which is small enough not to be measured with them.</summary>
internal static class CommandRuns
{
    private const int TimeoutMs = 60_000;

    /// <summary>
    /// The CPU microseconds of one run, on average, the command's own helper processes included. What stands before a
    /// ";" among the words is run before each, and not counted.
    /// </summary>
    public static double CpuOf(Turn turn, Tree tree, int count, IReadOnlyList<string> words) =>
        CpuOf(turn, tree["spawn-result"], count, words);

    /// <summary>The same; result: a file for what the helper tells.</summary>
    public static double CpuOf(Turn turn, string result, int count, IReadOnlyList<string> words)
    {
        string[] all = [turn.Settings.Helper, "spawn", count.ToString(CultureInfo.InvariantCulture), .. words];
        int code = Processes.Run(all, turn.Suite.Environment, TimeoutMs, result);
        string text = File.ReadAllText(result);
        string[] numbers = text.Trim().Split(' ');
        if (code != 0 || numbers.Length != 2 || numbers[1] != "0")
        {
            throw new InvalidOperationException(
                $"{string.Join(' ', words)}, {count} times: exit code {code} of the helper, (nanoseconds, failures): {text}");
        }
        return long.Parse(numbers[0], CultureInfo.InvariantCulture) / 1e3 / count;
    }
}
