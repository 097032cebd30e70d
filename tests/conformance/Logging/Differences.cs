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
/// The same random scripts and inputs for both suites, which must make the same files with the same bytes of it, times aside.
/// LOG_CASES and LOG_SEED say how many, and from which number on: make logdiff.
/// </summary>
public sealed class Differences(ITestOutputHelper output) : Scenario(output)
{
    private const string Extraneous = "s6-log: warning: ignoring extraneous non-action directives\n";
    private const int CasesDefault = 120;

    /// <summary>TAI64N labels of this century, and local times, which have one length; status files may hold a part of one.</summary>
    private static readonly Regex Times = new(
        @"@400000006[0-9a-f]{15}|20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}|(@4[0-9a-f]*|20\d\d[-:. \d]*)\n*$", RegexOptions.Compiled);

    [Theory, Reference]
    public void TheFilesAreTheSame(Suite reference)
    {
        int count = Setting("LOG_CASES", CasesDefault);
        int first = Setting("LOG_SEED", 1);
        List<string> failures = [];
        // Each rotation waits for the disk, where there is one.
        string scratch = Directory.CreateDirectory(
            Directory.Exists("/dev/shm") ? $"/dev/shm/{Path.GetFileName(Scratch)}" : At("cases")).FullName;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            LogCase one = new(first + i);
            string? difference = Compare(one, reference, Path.Combine(scratch, $"{one.Seed}"));
            if (difference != null)
            {
                lock (failures)
                {
                    failures.Add($"{difference}\n  of s6-log {one}\n  again with: make logdiff CASES=1 SEED={one.Seed}");
                }
            }
        });
        Directory.Delete(scratch, recursive: true);
        Output.WriteLine($"{count} cases from {first} on");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} cases differ:\n{string.Join('\n', failures.Take(5))}");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
            ? value
            : otherwise;

    /// <summary>What differs, or null.</summary>
    private string? Compare(LogCase one, Suite reference, string directory)
    {
        SortedDictionary<string, string> ours = RunAll(one, Suite.Ours, Path.Combine(directory, "ours"));
        SortedDictionary<string, string> theirs = RunAll(one, reference, Path.Combine(directory, "theirs"));
        Directory.Delete(directory, recursive: true);
        string[] names = [.. ours.Keys.Union(theirs.Keys).Order(StringComparer.Ordinal)];
        string? name = names.FirstOrDefault(n => ours.GetValueOrDefault(n) != theirs.GetValueOrDefault(n));
        return name == null ? null : $"{one.Seed}: {name}: {Around(ours.GetValueOrDefault(name), theirs.GetValueOrDefault(name))}";
    }

    private static string Around(string? ours, string? theirs)
    {
        if (ours == null || theirs == null)
        {
            return ours == null ? "only the reference has it" : "only ours has it";
        }
        int at = Enumerable.Range(0, Math.Min(ours.Length, theirs.Length)).FirstOrDefault(i => ours[i] != theirs[i], -1);
        at = at < 0 ? Math.Min(ours.Length, theirs.Length) : at;
        string Part(string text) => Regex.Escape(text[Math.Max(0, at - 30)..Math.Min(text.Length, at + 60)]);
        return $"{ours.Length} and {theirs.Length} bytes, from {at} on\n  ours   {Part(ours)}\n  theirs {Part(theirs)}";
    }

    /// <summary>All its lives in a directory of its own; the files, and what it said and returned.</summary>
    private SortedDictionary<string, string> RunAll(LogCase one, Suite suite, string directory)
    {
        Directory.CreateDirectory(directory);
        one.LeaveFiles(directory);
        StringBuilder codes = new();
        foreach (string input in one.Inputs)
        {
            int code = RunOnce(one, suite, directory, input);
            codes.Append(code).Append(' ');
            string lost = one.Lost(input);
            if (!suite.IsOurs && code == 0 && lost.Length > 0)
            {
                // docs/DIVERGENCES.md: it loses a last line without a newline. Ours is as if the newline had come later.
                _ = RunOnce(one, suite, directory, lost + "\n");
            }
        }
        SortedDictionary<string, string> files = Collect(directory);
        if (codes.ToString().StartsWith("100 ", StringComparison.Ordinal))
        {
            // docs/DIVERGENCES.md: the reference sets up the logdirs in front of what is wrong.
            files = new(files.Where(f => !f.Key.Contains('/', StringComparison.Ordinal)).ToDictionary(), StringComparer.Ordinal);
        }
        files["exit codes"] = codes.ToString();
        // docs/DIVERGENCES.md: the reference says so behind a selection only; and here it may have run once more.
        files["err"] = files["err"].Replace(Extraneous, "", StringComparison.Ordinal);
        return files;
    }

    private int RunOnce(LogCase one, Suite suite, string directory, string input)
    {
        File.WriteAllText(Path.Combine(directory, "in"), input, Encoding.Latin1);
        string[] words = ["-c", "exec \"$@\" < in >> out 2>> err", "sh", suite.Find("s6-log"), .. one.Options, "--", .. one.Script];
        using Child child = Child.Start("/bin/sh", ["sh", .. words], EnvironmentOf(suite), directory);
        return child.WaitForExit().ExitCode;
    }

    /// <summary>Each file's mode and bytes; archives by their order.</summary>
    private static SortedDictionary<string, string> Collect(string directory)
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        int archive = 0;
        foreach (string path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(directory, path);
            if (name == "in")
            {
                continue;
            }
            if (Path.GetFileName(path)[0] == '@')
            {
                name = $"{Path.GetDirectoryName(name)}/@{archive++}{Path.GetExtension(name)}";
            }
            files[name] = $"{Convert.ToString(Native.Mode(path), 8)} {Times.Replace(Logger.Read(path), m => new string('0', m.Length))}";
        }
        return files;
    }
}
