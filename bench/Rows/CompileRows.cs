using System;
using System.Globalization;
using System.IO;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// s6-rc-compile of many services: a third of them longruns, each with up to three dependencies. The reference has 5,000 of
/// them only: it crashes on 20,000.
/// </summary>
internal static class CompileRows
{
    private const int Few = 5_000;
    private const int Many = 20_000;
    private const int DependenciesEach = 3;
    private const int TimeoutMs = 120_000;

    public static void Run(Turn turn)
    {
        using Scratch scratch = new();
        turn.Add(RowNames.CompileFew, "ms", Measure(turn, scratch, Few));
        if (turn.IsOurs)
        {
            turn.Add(RowNames.CompileMany, "ms", Measure(turn, scratch, Many));
        }
    }

    /// <summary>Milliseconds of CPU.</summary>
    private static double Measure(Turn turn, Scratch scratch, int count)
    {
        string sources = scratch[$"{count}"];
        Make(sources, count);
        string[] words = [turn.Suite.Find("s6-rc-compile"), scratch[$"{count}-compiled"], sources];
        (int status, long cpu) = Processes.Wait(Processes.Start(words, turn.Suite.Environment), TimeoutMs, words[0]);
        return status == 0 ? cpu / 1e6 : throw new InvalidOperationException($"s6-rc-compile of {count}: wait status {status}");
    }

    /// <summary>The same for every suite.</summary>
    private static void Make(string sources, int count)
    {
        Random random = new(1);
        for (int i = 0; i < count; i++)
        {
            string directory = Path.Combine(sources, Name(i));
            string dependencies = Directory.CreateDirectory(Path.Combine(directory, "dependencies.d")).FullName;
            bool isLongrun = i % 3 == 0;
            File.WriteAllText(Path.Combine(directory, "type"), isLongrun ? "longrun\n" : "oneshot\n");
            if (isLongrun)
            {
                File.WriteAllText(Path.Combine(directory, "run"), "#!/bin/execlineb -P\ns6-pause\n");
                File.WriteAllText(Path.Combine(directory, "notification-fd"), "3\n");
            }
            else
            {
                File.WriteAllText(Path.Combine(directory, "up"), "if { s6-true } foreground { echo up } s6-echo done\n");
            }
            for (int d = 0; d < DependenciesEach && i > 0; d++)
            {
                File.WriteAllText(Path.Combine(dependencies, Name(random.Next(i))), "");
            }
        }
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"s{number:d5}");
}
