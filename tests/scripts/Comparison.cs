using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;

namespace Sestet.Scripts;

/// <summary>
/// Runs scripts with both suites, each in a directory of its own with the same names in it. Output and exit code are
/// compared; what goes to stderr is not.
/// </summary>
internal sealed class Comparison
{
    private const string Mark = "\u0001end ";

    /// <summary>
    /// A shell runs them all: a process of .NET for each would take ten times as long. The programs have the same path in both
    /// directories, and so the same environment. Scripts change no files but the one that is called new.
    /// </summary>
    private const string Driver = """
        cd w
        i=0
        while [ $i -lt COUNT ]; do
          read -r options < ../scripts/$i.options
          (A=a B='b c' exec ../bin/execlineb $options ../scripts/$i x 'y z' '' 2>/dev/null < one)
          printf '\001end %s\n' $?
          i=$((i + 1))
        done
        """;

    private readonly string _root;
    private readonly string[] _names = ["ours", "refs"];

    public Comparison(string root, string ours, string reference)
    {
        _root = root;
        Prepare(_names[0], ours);
        Prepare(_names[1], reference);
    }

    /// <summary>Scripts that exited 0 with both.</summary>
    public int Succeeded { get; private set; }

    /// <summary>
    /// Scripts that both refused, ours with 100 for wrong usage and the reference with 111 (docs/DIVERGENCES.md).
    /// </summary>
    public int OtherRefusals { get; private set; }

    public IReadOnlyList<Difference> Run(string[] scripts)
    {
        string[][] results = [.. _names.AsParallel().AsOrdered().Select(name => RunOne(name, scripts))];
        List<Difference> differences = [];
        for (int i = 0; i < scripts.Length; i++)
        {
            string ours = results[0][i];
            string reference = results[1][i].Replace(_root + "/refs", _root + "/ours", StringComparison.Ordinal);
            if (ours == reference)
            {
                Succeeded += ours.EndsWith(Mark + "0", StringComparison.Ordinal) ? 1 : 0;
            }
            else if (WithOurCodes(ours) == WithOurCodes(reference))
            {
                OtherRefusals++;
            }
            else
            {
                differences.Add(new Difference(i, scripts[i], ours, reference));
            }
        }
        return differences;
    }

    private static string WithOurCodes(string result) => result
        .Replace(Mark + "111", Mark + "100", StringComparison.Ordinal)
        .Replace("?=111", "?=100", StringComparison.Ordinal);

    private void Prepare(string name, string programs)
    {
        string directory = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.Combine(directory, "scripts"));
        File.CreateSymbolicLink(Path.Combine(directory, "bin"), Path.GetFullPath(programs));
        string work = Path.Combine(directory, "w");
        Directory.CreateDirectory(Path.Combine(work, "sub"));
        foreach (string file in new[] { "one", "two", "new" })
        {
            File.WriteAllText(Path.Combine(work, file), file + "\n");
            File.SetLastWriteTimeUtc(Path.Combine(work, file), DateTime.UnixEpoch);
        }
    }

    private string[] RunOne(string name, string[] scripts)
    {
        string directory = Path.Combine(_root, name);
        for (int i = 0; i < scripts.Length; i++)
        {
            string file = Path.Combine(directory, "scripts", i.ToString());
            // The first line is for the driver: options of execlineb.
            int newline = scripts[i].IndexOf('\n', StringComparison.Ordinal);
            File.WriteAllText(file + ".options", scripts[i][..newline] + "\n");
            File.WriteAllText(file, scripts[i][(newline + 1)..], Encoding.Latin1);
        }
        ProcessStartInfo start = new("/bin/sh")
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.Latin1,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Driver.Replace("COUNT", scripts.Length.ToString(), StringComparison.Ordinal));
        start.Environment.Clear();
        start.Environment["PATH"] = Path.Combine(directory, "bin") + ":/usr/bin:/bin";
        using Process shell = Process.Start(start)!;
        string output = shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        return Split(output, scripts.Length);
    }

    /// <summary>The output of each script with its exit code.</summary>
    private static string[] Split(string output, int count)
    {
        string[] results = new string[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            int mark = output.IndexOf(Mark, at, StringComparison.Ordinal);
            int end = mark < 0 ? -1 : output.IndexOf('\n', mark);
            if (end < 0)
            {
                throw new InvalidDataException("the driver ended early: " + output[at..]);
            }
            results[i] = output[at..end];
            at = end + 1;
        }
        return results;
    }
}
