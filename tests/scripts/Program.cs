using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;

namespace Sestet.Scripts;

/// <summary>
/// Scripts MODE CASES SEED OURS REFERENCE [FIRST [SECONDS]]: runs random scripts with the programs of two directories, from
/// number FIRST on, and gives each of them that many seconds for a batch. MODE is "scripts", or "letters" for words of random
/// letters only. Exit code 0 where they did the same; 1 where not, and then the first scripts that differ are printed, or the
/// one that did not end; 100 for words that make no sense.
/// </summary>
internal static class Program
{
    private const int BatchLength = 250;
    private const int PrintedMax = 10;
    private const int PrintedAround = 200;
    private const int ProgressEach = 10_000;
    private const int SecondsDefault = 300;

    private static int Main(string[] words)
    {
        int first = 0;
        int seconds = SecondsDefault;
        if (words.Length is < 5 or > 7
            || words[0] is not ("scripts" or "letters")
            || !TryParse(words[1], out int cases)
            || !TryParse(words[2], out int seed)
            || (words.Length > 5 && !TryParse(words[5], out first))
            || (words.Length > 6 && !TryParse(words[6], out seconds)))
        {
            Console.Error.WriteLine("usage: Scripts scripts|letters CASES SEED OURS REFERENCE [FIRST [SECONDS]]");
            return 100;
        }
        if (!File.Exists(Path.Combine(words[4], "execlineb")))
        {
            Console.Out.WriteLine($"no execlineb in {words[4]}: nothing to compare with");
            return 0;
        }
        ScriptSource source = new(seed, words[0] == "letters");
        return Run(source, first, cases, root => new Comparison(root, words[3], words[4], seconds * 1000)) == 0 ? 0 : 1;
    }

    private static bool TryParse(string word, out int value) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>How many differed, or did not end.</summary>
    private static int Run(ScriptSource source, int first, int cases, Func<string, Comparison> compare)
    {
        Stopwatch watch = Stopwatch.StartNew();
        string scratch = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        string root = Path.Combine(scratch, $"sestet-scripts-{Environment.ProcessId}");
        ConcurrentBag<Comparison> comparisons = [];
        int differing = 0;
        int done = 0;
        Parallel.For(
            0,
            (cases + BatchLength - 1) / BatchLength,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (batch, loop) =>
            {
                // A comparison has directories that only one batch at a time can use.
                Comparison comparison = comparisons.TryTake(out Comparison? idle)
                    ? idle
                    : compare(Path.Combine(root, batch.ToString(CultureInfo.InvariantCulture)));
                int start = batch * BatchLength;
                int count = Math.Min(BatchLength, cases - start);
                try
                {
                    foreach (Difference difference in comparison.Run(source.Write(first + start, count)))
                    {
                        if (Interlocked.Increment(ref differing) <= PrintedMax)
                        {
                            Print(difference, first + start, source.Seed);
                        }
                    }
                }
                catch (UnfinishedException unfinished)
                {
                    Interlocked.Increment(ref differing);
                    Print(unfinished, batch, first + start, source);
                    loop.Stop();
                    return;
                }
                comparisons.Add(comparison);
                int sum = Interlocked.Add(ref done, count);
                if (sum / ProgressEach != (sum - count) / ProgressEach)
                {
                    Console.Error.WriteLine($"{watch.Elapsed.TotalSeconds:f0} s: {sum} scripts, {differing} differ");
                }
            });
        Directory.Delete(root, recursive: true);
        Console.Out.WriteLine($"seed {source.Seed}, {watch.Elapsed.TotalSeconds:f0} s: {cases} scripts, {differing} differ; "
            + $"{comparisons.Sum(c => c.Succeeded)} exited 0, {comparisons.Sum(c => c.Refused)} were refused with 100 by both, "
            + $"{comparisons.Sum(c => c.OtherRefusals)} with 100 here and 111 there, {comparisons.Sum(c => c.Races)} differed at first only");
        return differing;
    }

    private static void Print(UnfinishedException unfinished, int batch, int first, ScriptSource source)
    {
        int number = first + unfinished.Index;
        Console.Out.WriteLine($"--- batch {batch} of seed {source.Seed}, script {number}: {unfinished.Message}\n"
            + $"{source.Write(number, 1)[0]}\n"
            + $"--- this one again: make scripts CASES=1 SEED={source.Seed} FIRST={number}{source.ModeWord}\n"
            + $"--- and all before it in the batch: make scripts CASES={unfinished.Index + 1} SEED={source.Seed} "
            + $"FIRST={first}{source.ModeWord}");
    }

    private static void Print(Difference difference, int first, int seed)
    {
        string ours = difference.Ours;
        string reference = difference.Reference;
        int same = ours.AsSpan().CommonPrefixLength(reference);
        Console.Out.WriteLine($"--- script {first + difference.Index} of seed {seed}\n{difference.Script}\n"
            + $"--- ours, from byte {same} on\n{Around(ours, same)}\n--- reference\n{Around(reference, same)}");
    }

    private static string Around(string text, int at) =>
        text[Math.Max(0, at - PrintedAround)..Math.Min(text.Length, at + PrintedAround)];
}
