using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.Tasks;

namespace Sestet.Scripts;

/// <summary>
/// Runs scripts with both suites, each in a directory of its own with the same names in it. Output and exit code are
/// compared; what goes to stderr is not.
/// </summary>
internal sealed class Comparison
{
    private const string Mark = "\u0001end ";
    private const int KilledTimeoutMs = 10_000;

    /// <summary>Runs of a script that differs, to see whether it does each time.</summary>
    private const int RunsMore = 20;

    /// <summary>
    /// A shell runs them all: a process of .NET for each would take ten times as long. The programs have the same path in both
    /// directories, and so the same environment. Scripts change no files but the one that is called new.
    /// </summary>
    private const string Driver = """
        cd w
        exec 2> /dev/null
        i=0
        while read -r options <&3; do
          : > new
          (A=a B='b c' exec ../bin/execlineb $options ../../scripts/$i -x 'y z' '' ' a' ' b' '' end < one 3<&-)
          printf '\001end %s\n' $?
          i=$((i + 1))
        done 3< ../../scripts/options
        """;

    /// <summary>The number of a child that went on by itself, as env shows it.</summary>
    private static readonly Regex s_children = new("!=[0-9]+", RegexOptions.Compiled);

    private readonly string _root;
    private readonly int _timeoutMs;
    private readonly string[] _names = ["ours", "refs"];

    /// <param name="root">A directory that is not there yet: two comparisons at a time have two.</param>
    /// <param name="ours">The directory of our commands.</param>
    /// <param name="reference">The directory of the other suite's.</param>
    /// <param name="timeoutMs">What one suite may take for the scripts of one run.</param>
    public Comparison(string root, string ours, string reference, int timeoutMs)
    {
        _root = root;
        _timeoutMs = timeoutMs;
        Directory.CreateDirectory(Path.Combine(root, "scripts"));
        Prepare(_names[0], ours);
        Prepare(_names[1], reference);
    }

    /// <summary>Scripts that exited 0 with both.</summary>
    public int Succeeded { get; private set; }

    /// <summary>Scripts that both refused with the same code for wrong usage or syntax, before they had written anything.</summary>
    public int Refused { get; private set; }

    /// <summary>
    /// Scripts that both refused, ours with 100 for wrong usage and the reference with 111 (docs/DIVERGENCES.md).
    /// </summary>
    public int OtherRefusals { get; private set; }

    /// <summary>
    /// Scripts that differed, and did not when they were run again: a process that nobody waits for, as pipeline's block, may
    /// write sooner or later under either suite.
    /// </summary>
    public int Races { get; private set; }

    /// <exception cref="UnfinishedException">A suite has not come to the end of the scripts.</exception>
    public IReadOnlyList<Difference> Run(string[] scripts)
    {
        (string[] ours, string[] references) = RunBoth(scripts);
        List<Difference> differences = [];
        for (int i = 0; i < scripts.Length; i++)
        {
            string reference = references[i];
            if (ours[i] == reference)
            {
                Succeeded += reference.EndsWith(Mark + "0", StringComparison.Ordinal) ? 1 : 0;
                Refused += reference == Mark + "100" ? 1 : 0;
            }
            else if (WithOurCodes(ours[i]) == WithOurCodes(reference))
            {
                OtherRefusals++;
            }
            else if (IsRace(scripts[i], ours[i], reference))
            {
                Races++;
            }
            else
            {
                differences.Add(new Difference(i, scripts[i], ours[i], reference));
            }
        }
        return differences;
    }

    /// <summary>Whether the two suites, each run a few times more, come to one result that both have had.</summary>
    private bool IsRace(string script, string ours, string reference)
    {
        HashSet<string> oursSeen = [ours];
        HashSet<string> referencesSeen = [reference];
        for (int i = 0; i < RunsMore && !oursSeen.Overlaps(referencesSeen); i++)
        {
            (string[] again, string[] referenceAgain) = RunBoth([script]);
            oursSeen.Add(again[0]);
            referencesSeen.Add(referenceAgain[0]);
        }
        return oursSeen.Overlaps(referencesSeen);
    }

    private (string[] Ours, string[] References) RunBoth(string[] scripts)
    {
        Write(scripts);
        string[] ours = RunOne(_names[0], scripts.Length);
        string[] references = RunOne(_names[1], scripts.Length);
        for (int i = 0; i < scripts.Length; i++)
        {
            // The reference takes a NUL for the end of the script, which must not have one (docs/DIVERGENCES.md).
            references[i] = scripts[i].Contains('\0', StringComparison.Ordinal)
                ? Mark + "100"
                : references[i].Replace(_root + "/refs", _root + "/ours", StringComparison.Ordinal);
        }
        return (ours, references);
    }

    private static string WithOurCodes(string result) => result
        .Replace(Mark + "111", Mark + "100", StringComparison.Ordinal)
        .Replace("?=111", "?=100", StringComparison.Ordinal);

    private void Prepare(string name, string programs)
    {
        string directory = Path.Combine(_root, name);
        string work = Path.Combine(directory, "w");
        Directory.CreateDirectory(Path.Combine(work, "sub"));
        File.CreateSymbolicLink(Path.Combine(directory, "bin"), Path.GetFullPath(programs));
        File.WriteAllText(Path.Combine(work, "settings"), "# a comment\nA = 1\n  B=\"two\\tx\" \nC = a \\\nb\n");
        File.WriteAllText(Path.Combine(work, "lines"), "1 a\n\n2 b c\n-n\n$A\nlast");
        foreach (string file in new[] { "one", "two", "new" })
        {
            File.WriteAllText(Path.Combine(work, file), file + "\n");
            File.SetLastWriteTimeUtc(Path.Combine(work, file), DateTime.UnixEpoch);
        }
    }

    /// <summary>The first line of each is for the driver: options of execlineb.</summary>
    private void Write(string[] scripts)
    {
        StringBuilder options = new();
        for (int i = 0; i < scripts.Length; i++)
        {
            int newline = scripts[i].IndexOf('\n', StringComparison.Ordinal);
            options.Append(scripts[i], 0, newline + 1);
            File.WriteAllText(Path.Combine(_root, "scripts", i.ToString()), scripts[i][(newline + 1)..], Encoding.Latin1);
        }
        File.WriteAllText(Path.Combine(_root, "scripts", "options"), options.ToString());
    }

    private string[] RunOne(string name, int count)
    {
        string directory = Path.Combine(_root, name);
        ProcessStartInfo start = new("/bin/sh")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Driver);
        start.Environment.Clear();
        start.Environment["PATH"] = Path.Combine(directory, "bin") + ":/usr/bin:/bin";
        using Process shell = Process.Start(start)!;
        StringBuilder output = new();
        Task reading = Task.Run(() => Read(shell.StandardOutput, output));
        bool ended = reading.Wait(_timeoutMs);
        if (!ended)
        {
            shell.Kill(entireProcessTree: true);
            // What has got away from its parents may hold the pipe still.
            _ = reading.Wait(KilledTimeoutMs);
        }
        string text;
        lock (output)
        {
            text = s_children.Replace(output.ToString(), "!=N");
        }
        string[] results = Split(text, out string rest);
        return results.Length == count && ended ? results : throw new UnfinishedException(name, results.Length, !ended, rest);
    }

    private static void Read(StreamReader from, StringBuilder output)
    {
        char[] buffer = new char[4096];
        for (int length = from.Read(buffer); length > 0; length = from.Read(buffer))
        {
            lock (output)
            {
                output.Append(buffer, 0, length);
            }
        }
    }

    /// <summary>The output of each script that has ended, with its exit code, and what the next one has written.</summary>
    private static string[] Split(string output, out string rest)
    {
        List<string> results = [];
        int at = 0;
        while (true)
        {
            int mark = output.IndexOf(Mark, at, StringComparison.Ordinal);
            int end = mark < 0 ? -1 : output.IndexOf('\n', mark);
            if (end < 0)
            {
                rest = output[at..];
                return [.. results];
            }
            results.Add(output[at..end]);
            at = end + 1;
        }
    }
}
