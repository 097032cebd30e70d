using System;
using System.Diagnostics;
using System.Globalization;

namespace Sestet.Simulation;

/// <summary>
/// SimulationRun --seed N [--trace]     replays one seed
/// SimulationRun --from A --count N     a range of seeds
/// SimulationRun --seconds N            new seeds for that time
/// It stops at the first seed that fails, with exit code 1.
/// </summary>
internal static class Runner
{
    private static int Main(string[] words)
    {
        ulong? seed = null;
        ulong from = 1;
        long count = 1000;
        int seconds = 0;
        bool trace = false;
        for (int i = 0; i < words.Length; i++)
        {
            string Value() => words[++i];
            switch (words[i])
            {
                case "--seed":
                    seed = ulong.Parse(Value(), CultureInfo.InvariantCulture);
                    break;
                case "--from":
                    from = ulong.Parse(Value(), CultureInfo.InvariantCulture);
                    break;
                case "--count":
                    count = long.Parse(Value(), CultureInfo.InvariantCulture);
                    break;
                case "--seconds":
                    seconds = int.Parse(Value(), CultureInfo.InvariantCulture);
                    break;
                case "--trace":
                    trace = true;
                    break;
                default:
                    Console.Error.WriteLine("usage: SimulationRun [ --seed N [ --trace ] | --from N --count N | --seconds N ]");
                    return 100;
            }
        }
        if (seed is { } one)
        {
            return RunOne(one, trace, new Statistics()) ? 0 : 1;
        }
        return RunMany(seconds > 0 ? (ulong)DateTime.UtcNow.Ticks : from, seconds > 0 ? long.MaxValue : count, seconds);
    }

    private static int RunMany(ulong from, long count, int seconds)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Statistics total = new();
        long done = 0;
        while (done < count && (seconds == 0 || watch.Elapsed.TotalSeconds < seconds))
        {
            if (!RunOne(from + (ulong)done, trace: false, total))
            {
                return 1;
            }
            done++;
        }
        Console.WriteLine($"{done} seeds from {from}, {done / watch.Elapsed.TotalSeconds:F1} a second");
        Console.WriteLine(total.ToString());
        return 0;
    }

    private static bool RunOne(ulong seed, bool trace, Statistics total)
    {
        using Scenario scenario = Scenarios.Create(seed);
        scenario.Machine.Trace.Complete = trace;
        string? failure = scenario.Run();
        total.Add(scenario.Machine.Statistics);
        if (trace || failure != null)
        {
            scenario.Machine.Trace.Print(Console.Out);
        }
        if (trace)
        {
            Console.WriteLine($"trace hash {scenario.Machine.Trace.Hash:x16}");
        }
        if (failure == null)
        {
            return true;
        }
        Console.WriteLine($"seed {seed} failed {failure}");
        Console.WriteLine($"replay: make sim SEED={seed}");
        return false;
    }
}
