using System;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;

namespace Sestet.Chaos;

/// <summary>
/// Exit code 0 without a violation; 1 with one, and then the directory with all that was done and said stays; 100 for words
/// that make no sense.
/// </summary>
internal static class Program
{
    private const int MessageLines = 15;
    private const int ExitSignal = 128 + 15;

    private static volatile bool s_isGivenUp;

    /// <summary>Throws where a signal wants this program to end.</summary>
    public static void ThrowIfGivenUp()
    {
        if (s_isGivenUp)
        {
            throw new OperationCanceledException();
        }
    }

    private static int Main(string[] words)
    {
        Settings settings;
        try
        {
            settings = Settings.Read(words);
        }
        catch (FormatException e)
        {
            Console.Error.WriteLine(e.Message);
            return 100;
        }
        Kernel.AdoptOrphans();
        using Tree tree = new(settings);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, GiveUp);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, GiveUp);
        Stopwatch watch = Stopwatch.StartNew();
        using ChaosRun run = new(settings, tree);
        try
        {
            run.Run();
            Console.Out.WriteLine($"seed {settings.Seed}, {watch.Elapsed.TotalSeconds:f0} s, no violation: {run.Counts}; "
                + $"{run.Lines} lines of log");
            tree.Finish(keep: false);
            return 0;
        }
        catch (OperationCanceledException)
        {
            tree.Finish(keep: false);
            return ExitSignal;
        }
        catch (Exception e) when (e is ViolationException or TimeoutException or IOException)
        {
            Console.Out.WriteLine($"seed {settings.Seed}: VIOLATION after {watch.Elapsed.TotalSeconds:f1} s: {e.Message}");
            Console.Out.WriteLine($"{run.Counts}");
            Console.Out.WriteLine(string.Join('\n', tree.Trace.Last));
            Console.Out.WriteLine(tree.LastMessages(MessageLines));
            Console.Out.WriteLine($"the whole trace and the logs: {tree.Scratch}");
            Console.Out.WriteLine($"again: make chaos SECONDS={settings.Seconds} SEED={settings.Seed}");
            tree.Finish(keep: true);
            return 1;
        }
    }

    /// <summary>The main thread ends what runs, and then itself.</summary>
    private static void GiveUp(PosixSignalContext context)
    {
        context.Cancel = true;
        s_isGivenUp = true;
    }
}
