using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>
/// The same random source directories for both suites' s6-rc-compile: the same exit code, and databases that say the same;
/// those of some cases are read with both suites' s6-rc-db, too. RC_CASES and RC_SEED say how many, and from which number on:
/// make rcdiff.
/// </summary>
public sealed class CompileDifferences(ITestOutputHelper output) : Scenario(output)
{
    private const int CasesDefault = 60;

    /// <summary>Of so many cases one is read with s6-rc-db.</summary>
    private const int QueriedOneIn = 10;

    private const string Pipelines = "== pipelines\n";

    private const string Queries = """
        ask() { echo "-- $*"; s6-rc-db -c o "$@" 2> /dev/null; echo "= $?"; }
        names=$(s6-rc-db -c o list all | sort)
        ask check
        for what in all services longruns oneshots bundles; do echo "$what"; s6-rc-db -c o list $what | sort; done
        IFS='
        '
        set -f
        for name in $names nobody; do
          for what in type contents flags; do ask $what "$name"; done
          for way in -u -d; do
            for what in timeout script dependencies all-dependencies; do ask $way $what "$name"; done
          done
          ask atomics "$name"
        done
        ask atomics $names
        echo == pipelines
        for name in $names; do ask pipeline "$name"; done
        """;

    [Theory, Reference(Needs = "s6-rc-compile")]
    public void TheDatabasesSayTheSame(Suite reference)
    {
        int count = Setting("RC_CASES", CasesDefault);
        int first = Setting("RC_SEED", 1);
        int made = 0;
        int done = 0;
        List<string> failures = [];
        string scratch = Directory.CreateDirectory(
            Directory.Exists("/dev/shm") ? $"/dev/shm/{Path.GetFileName(Scratch)}" : At("cases")).FullName;
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            SourceCase one = new(first + i);
            string directory = Path.Combine(scratch, $"{one.Seed}");
            one.Write(directory);
            string? difference = Compare(one, reference, directory, out bool isMade);
            Interlocked.Add(ref made, isMade ? 1 : 0);
            if (difference != null)
            {
                lock (failures)
                {
                    failures.Add($"{one.Seed}: {difference}\n{one}  again with: make rcdiff CASES=1 SEED={one.Seed}");
                }
            }
            Directory.Delete(directory, recursive: true);
            Tell(Interlocked.Increment(ref done), made);
        });
        Directory.Delete(scratch, recursive: true);
        Output.WriteLine($"{count} cases from {first} on, {made} of them with a database");
        Assert.True(failures.Count == 0, $"{failures.Count} of {count} cases differ:\n{string.Join('\n', failures.Take(9))}");
        Assert.True(count < CasesDefault || made > count / 4, $"only {made} databases of {count}");
    }

    /// <summary>Long runs say how far they are.</summary>
    private static void Tell(int done, int made)
    {
        if (done % 1000 == 0)
        {
            Console.WriteLine($"{done} cases, {made} with a database");
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
            ? value
            : otherwise;

    /// <summary>What differs, or null.</summary>
    private string? Compare(SourceCase one, Suite reference, string directory, out bool isMade)
    {
        string ours = Directory.CreateDirectory(Path.Combine(directory, "ours")).FullName;
        string theirs = Directory.CreateDirectory(Path.Combine(directory, "theirs")).FullName;
        CommandResult our = Compile(one, Suite.Ours, ours);
        CommandResult their = Compile(one, reference, theirs);
        isMade = our.ExitCode == 0 && their.ExitCode == 0;
        if (our.ExitCode != their.ExitCode)
        {
            return $"ours {our}\n  theirs {their}";
        }
        string[] left = Directory.GetFileSystemEntries(ours);
        if (left.Length != (isMade ? 1 : 0))
        {
            return $"left there: {string.Join(' ', left)}";
        }
        if (!isMade)
        {
            return null;
        }
        ours = Path.Combine(ours, "o");
        theirs = Path.Combine(theirs, "o");
        return Difference(DatabaseText.Read(ours), DatabaseText.Read(theirs))
            ?? (one.Seed % QueriedOneIn == 0 ? CompareAnswers(reference, directory) : null);
    }

    private CommandResult Compile(SourceCase one, Suite suite, string directory) => Child.Run(
        suite.Find("s6-rc-compile"),
        ["s6-rc-compile", .. one.Options, "o", .. one.Sources.Select(source => $"../{source}")],
        EnvironmentOf(suite),
        directory);

    /// <summary>Each suite reads its database and the other's; of pipelines docs/DIVERGENCES.md has an entry.</summary>
    private string? CompareAnswers(Suite reference, string directory)
    {
        string Ask(Suite suite, string database) => Child.Run(
            "/bin/sh", ["sh", "-c", Queries], EnvironmentOf(suite), Path.Combine(directory, database)).Output;
        string ours = Ask(Suite.Ours, "ours");
        string theirs = Ask(reference, "theirs");
        return Difference(ours, Ask(Suite.Ours, "theirs"))
            ?? Difference(Ask(reference, "ours"), theirs)
            ?? Difference(ours.Split(Pipelines)[0], theirs.Split(Pipelines)[0]);
    }

    private static string? Difference(string ours, string theirs)
    {
        if (ours == theirs)
        {
            return null;
        }
        (string Our, string Their)[] lines = [.. ours.Split('\n').Zip(theirs.Split('\n'))];
        int at = Array.FindIndex(lines, pair => pair.Our != pair.Their);
        return at < 0
            ? $"{ours.Length} and {theirs.Length} characters"
            : $"behind {lines[Math.Max(0, at - 1)].Our}:\n  ours   {lines[at].Our}\n  theirs {lines[at].Their}";
    }
}
