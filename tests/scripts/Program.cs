using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;

namespace Sestet.Scripts;

/// <summary>
/// Scripts CASES SEED OURS REFERENCE: runs random scripts with the programs of two directories. Exit code 0 where they did the
/// same; 1 where not, and then the first scripts that differ are printed; 100 for words that make no sense.
/// </summary>
internal static class Program
{
    private const int BatchLength = 500;
    private const int PrintedMax = 10;

    private static int Main(string[] words)
    {
        if (words.Length != 4
            || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int cases)
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int seed))
        {
            Console.Error.WriteLine("usage: Scripts CASES SEED OURS REFERENCE");
            return 100;
        }
        if (!File.Exists(Path.Combine(words[3], "execlineb")))
        {
            Console.Out.WriteLine($"no execlineb in {words[3]}: nothing to compare with");
            return 0;
        }
        Stopwatch watch = Stopwatch.StartNew();
        string root = Directory.CreateTempSubdirectory("sestet-scripts-").FullName;
        Comparison comparison = new(root, words[2], words[3]);
        int differing = 0;
        for (int first = 0; first < cases; first += BatchLength)
        {
            int count = Math.Min(BatchLength, cases - first);
            string[] scripts = new string[count];
            for (int i = 0; i < count; i++)
            {
                // Each script by its own number: it can be written again by itself.
                scripts[i] = new ScriptWriter(seed, first + i).Write();
            }
            foreach (Difference difference in comparison.Run(scripts))
            {
                differing++;
                if (differing <= PrintedMax)
                {
                    Print(difference, first, seed);
                }
            }
        }
        Directory.Delete(root, recursive: true);
        Console.Out.WriteLine($"seed {seed}, {watch.Elapsed.TotalSeconds:f0} s: {cases} scripts, {differing} differ; "
            + $"{comparison.Succeeded} exited 0, {comparison.OtherRefusals} were refused with another code");
        return differing == 0 ? 0 : 1;
    }

    private static void Print(Difference difference, int first, int seed)
    {
        Console.Out.WriteLine($"--- script {first + difference.Index} of seed {seed}");
        Console.Out.WriteLine(difference.Script);
        Console.Out.WriteLine($"--- ours\n{difference.Ours}\n--- reference\n{difference.Reference}");
    }
}
