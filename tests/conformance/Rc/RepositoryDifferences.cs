using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>
/// Random commands on random repositories, by both suites: the same exit codes, prescriptions and files. Pipelines have nothing
/// to do with other services there, for the reference does not follow what they bring in.
/// </summary>
public sealed class RepositoryDifferences(ITestOutputHelper output) : RepositoryScenario(output)
{
    private const int CommandCount = 25;

    [Theory]
    [RepositoryReference(1)]
    [RepositoryReference(2)]
    [RepositoryReference(3)]
    [RepositoryReference(4)]
    public void RandomCommands(int seed)
    {
        // REPOSITORY_CASES=100: so many more, with new seeds.
        Check(seed);
        _ = int.TryParse(Environment.GetEnvironmentVariable("REPOSITORY_CASES"), out int cases);
        for (int i = 0; i < cases; i++)
        {
            Check(Random.Shared.Next(1000, int.MaxValue));
        }
    }

    private void Check(int seed)
    {
        foreach (string left in Directory.GetDirectories(Scratch))
        {
            Directory.Delete(left, recursive: true);
        }
        Random random = new(seed);
        DefineRandomly(random);
        List<string> script = ["repo-init -v0 -r repo ../store", "set-new -r repo a"];
        script.AddRange(Enumerable.Range(0, CommandCount).Select(_ => RandomCommand(random)));
        List<string> ours = Play(Suite.Ours, script);
        List<string> theirs = Play(Suite.Reference, script);
        for (int i = 0; i < script.Count; i++)
        {
            Assert.True(ours[i] == theirs[i], $"seed {seed}: s6-rc-{script[i]}\nours:\n{ours[i]}\nreference:\n{theirs[i]}");
        }
    }

    private void DefineRandomly(Random random)
    {
        int count = random.Next(3, 9);
        for (int i = 0; i < count; i++)
        {
            string needs = string.Concat(Enumerable.Range(0, i).Where(_ => random.Next(4) == 0).Select(k => $" s{k}"));
            string flag = random.Next(5) switch { 0 => " +flag-recommended", _ => "" };
            Define($"s{i}", $"{(random.Next(2) == 0 ? "longrun" : "oneshot")}{needs}{flag}");
        }
        Define("essential", "oneshot +flag-essential");
        Define("p", "longrun");
        Define("c", "longrun");
        Pipe("p", "c");
        Define("both", "bundle s0 s1");
    }

    private static string RandomCommand(Random random)
    {
        string set = Pick(random, "a", "a", "b", "c");
        string pull = Pick(random, "-p", "-p", "-P", "-i", "-n");
        string service = Pick(random, "s0", "s1", "s2", "s2", "both", "p", "c", "p c", "s0 s2", "none");
        return random.Next(9) switch
        {
            0 => $"set-copy -r repo {Pick(random, "-f ", "")}a {Pick(random, "b", "c")}",
            1 => $"set-fix -v1 -r repo {Pick(random, "-u", "-d", "-n")} a",
            2 => $"set-commit -v0 -r repo {set}",
            3 => "repo-sync -v0 -r repo",
            _ => $"set-change -v1 -r repo {pull} {set} {Pick(random, "masked", "usable", "active", "active")} {service}",
        };
    }

    private static string Pick(Random random, params string[] words) => words[random.Next(words.Length)];

    /// <summary>What each command has told, its exit code, and the repository after it.</summary>
    private List<string> Play(Suite suite, List<string> script)
    {
        string path = $"PATH=$PATH:{string.Join(':', Suite.Reference.Directories)}";
        Directory.CreateDirectory(At(suite.Name));
        List<string> results = [];
        foreach (string line in script)
        {
            string command = line.Replace("../store", At("store"), StringComparison.Ordinal);
            CommandResult result = Shell(suite, $"{path}; cd {suite.Name}; s6-rc-{command}");
            // A name that is none is told by s6-rc-db there, and sets that are missing or not consistent in other words.
            bool isTold = result.ExitCode == 0;
            int code = result.ExitCode is 3 or 102 or 111 ? 3 : result.ExitCode;
            IEnumerable<string> tree = Tree($"{suite.Name}/repo/sources").Select(l => l[suite.Name.Length..]);
            IEnumerable<string> compiled = Tree($"{suite.Name}/repo/compiled").Select(l => l[suite.Name.Length..]);
            results.Add($"{code}\n{result.Output}{(isTold ? result.Error : "")}{string.Join('\n', tree.Concat(compiled))}");
        }
        return results;
    }
}
