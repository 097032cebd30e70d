using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// Instructions of the short commands outside the kernel, as callgrind counts them. Libc looks at every byte of the name
/// that a program is called by, so they are called by the bare name, as from a shell.
/// </summary>
internal static class InstructionRows
{
    private const int Counts = 3;
    private const int TimeoutMs = 60_000;

    public static void Run(Turn turn)
    {
        string valgrind = Tools.Find("valgrind");
        using Tree tree = new(turn.Suite, turn.Settings, services: 1, readiness: true);
        _ = tree.Start();
        tree.Settle();
        foreach ((string name, IReadOnlyList<string> words) in ControlRows.Commands(turn, tree.ServiceDirectory(0)))
        {
            IEnumerable<double> counts = Enumerable.Range(0, Counts).Select(_ => Count(turn, valgrind, words));
            turn.Add($"{name}: instructions", "", Row.MedianOf(counts));
        }
        tree.Stop();
    }

    /// <summary>Instructions of the words as a command line, which exits with that code.</summary>
    public static double Count(Turn turn, string valgrind, IReadOnlyList<string> words, int expected = 0)
    {
        using Scratch scratch = new();
        words = [Path.GetFileName(words[0]), .. words.Skip(1)];
        string[] tool = [valgrind, "-q", "--tool=callgrind", "--trace-children=yes", $"--callgrind-out-file={scratch["out"]}.%p"];
        int code = Processes.Run([.. tool, .. words], turn.Suite.Environment, TimeoutMs, scratch["messages"]);
        if (code != expected)
        {
            throw new InvalidOperationException($"valgrind: exit code {code}: {File.ReadAllText(scratch["messages"])}");
        }
        IEnumerable<string> totals = Directory.EnumerateFiles(scratch.Root, "out.*")
            .SelectMany(File.ReadLines)
            .Where(line => line.StartsWith("totals: ", StringComparison.Ordinal));
        return totals.Sum(line => long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }
}
