using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Sestet.Bench.Harness;
using Sestet.Bench.Rows;

[assembly: SupportedOSPlatform("linux")]

namespace Sestet.Bench;

/// <summary>
/// The benchmark. Each measurement goes in rounds; in a round each suite has one turn, and who comes first changes from
/// round to round. docs/BENCH.md describes the rows.
/// </summary>
internal static class Program
{
    private const int ExitBroken = 1;
    private const int ExitUsage = 100;
    private const int ExitSignal = 128;
    private const int MessageLengthMax = 400;

    private static readonly Measurement[] Measurements =
    [
        new("memory", Repetition.Long, MemoryRows.Run),
        new("boot", Repetition.Long, BootRows.Run),
        new("restart", Repetition.Short, RestartRows.Run),
        new("wait", Repetition.Brief, WaitRows.Run),
        new("control", Repetition.Brief, ControlRows.Run),
        new("instructions", Repetition.Once, InstructionRows.Run),
        new("calls", Repetition.Once, CallRows.Run),
        new("chains", Repetition.Short, ChainRows.Run),
        new("loaders", Repetition.Once, ChainRows.RunInstructions),
        new("connections", Repetition.Short, ConnectionRows.Run),
        new("log", Repetition.Long, LogRows.Run),
        new("fdholder", Repetition.Short, HolderRows.Run),
        new("rcboot", Repetition.Short, RcRows.Run),
        new("rccompile", Repetition.Short, CompileRows.Run),
        new("sizes", Repetition.Once, SizeRows.Run),
    ];

    private static int Main()
    {
        Native.AdoptOrphans();
        Native.KeepDescriptors();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
        try
        {
            Settings settings = Settings.Read(Measurements.Select(m => m.Name));
            return Run(settings);
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine($"bench: {e.Message}");
            return ExitUsage;
        }
        catch (OperationCanceledException)
        {
            return ExitSignal + Interruption.Signal;
        }
        finally
        {
            Processes.KillAll();
            Scratch.RemoveAll();
        }
    }

    private static int Run(Settings settings)
    {
        using Scratch own = new();
        List<Suite> suites = [new("Sestet", [own.Root])];
        int code = Processes.Run([settings.Binary, "install", own.Root], suites[0].Environment, 10_000, own["messages"]);
        if (code != 0)
        {
            Console.Error.WriteLine($"bench: {settings.Binary} install: exit code {code}: {File.ReadAllText(own["messages"])}");
            return ExitBroken;
        }
        if (settings.Reference.Count > 0)
        {
            suites.Add(new Suite("reference", settings.Reference));
        }
        Sheet sheet = new();
        Console.Out.WriteLine($"reference: {(suites.Count > 1 ? string.Join(':', settings.Reference) : "none is installed")}");
        Console.Out.WriteLine();
        foreach (Measurement measurement in Measurements.Where(m => settings.Only.Count == 0 || settings.Only.Contains(m.Name)))
        {
            Stopwatch watch = Stopwatch.StartNew();
            Measure(measurement, settings, suites, sheet);
            Console.Error.WriteLine($"{measurement.Name}: {watch.Elapsed.TotalSeconds:f1} s");
        }
        Report.Write(Console.Out, sheet);
        return sheet.IsBroken ? ExitBroken : 0;
    }

    private static void Measure(Measurement measurement, Settings settings, List<Suite> suites, Sheet sheet)
    {
        List<int> inTurn = [.. Enumerable.Range(0, suites.Count)];
        for (int round = 0; round < measurement.Rounds(settings); round++)
        {
            foreach (int index in round % 2 == 0 ? [.. inTurn] : Enumerable.Reverse(inTurn).ToArray())
            {
                Suite suite = suites[index];
                try
                {
                    measurement.Run(new Turn(sheet, settings, suite, index, round, suites[0].KnowsDensity));
                }
                catch (LeftOutException e)
                {
                    sheet.Note($"{measurement.Name}: left out: {e.Message}");
                    inTurn.Remove(index);
                }
                catch (Exception e) when (e is IOException or TimeoutException or InvalidOperationException)
                {
                    sheet.Break($"{measurement.Name}, {suite.Name}: BROKEN in round {round + 1}: {OneLine(e.Message)}");
                    inTurn.Remove(index);
                    Processes.KillAll();
                }
            }
        }
    }

    private static string OneLine(string message)
    {
        string line = string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= MessageLengthMax ? line : line[..MessageLengthMax] + " …";
    }

    /// <summary>The main thread ends what runs, and then itself.</summary>
    private static void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        Interruption.Request(context.Signal switch
        {
            PosixSignal.SIGHUP => 1,
            PosixSignal.SIGINT => 2,
            _ => 15,
        });
    }
}
