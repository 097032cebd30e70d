using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Sestet.Simulation;
using Xunit;

namespace Sestet.Tests;

/// <summary>
/// Chains of s6-envdir in one process against a list that is edited as the page and the order of the reference say.
/// </summary>
public class EnvironmentEditorTests
{
    private static readonly Gen<(int Name, string? Value)> s_file = Gen.Select(
        Gen.Int[0, 80], Gen.Bool, Gen.String[Gen.Char['a', 'z'], 0, 30], (name, empty, value) => (name, empty ? null : value));

    private static readonly Gen<(int Name, string? Value)[][]> s_directories = s_file.Array[0, 90].Array[1, 4];

    [Fact, Trait("Category", "Property")]
    public void AChainEditsLikeAList() => s_directories.Sample(
        directories =>
        {
            using ChainBench bench = new();
            List<string> expected = ["PATH=/bin"];
            List<string> words = [];
            for (int i = 0; i < directories.Length; i++)
            {
                bench.Put($"{i}", ".hidden", "x");
                words.AddRange(["s6-envdir", $"/tmp/{i}"]);
                Dictionary<string, string?> files = [];
                foreach ((int name, string? value) in directories[i])
                {
                    files[$"V{name}"] = value;
                }
                foreach ((string name, string? value) in files)
                {
                    bench.Put($"{i}", name, value == null ? "" : value + " \n");
                }
                // The order in which the simulated directory gives its names.
                foreach (string name in bench.Machine.Tree.Find($"/tmp/{i}")!.Entries.Keys.Where(n => n[0] != '.'))
                {
                    Edit(expected, name, files[name]);
                }
            }
            words.Add("end");
            Assert.Equal(0, bench.Run([.. words]).ExitCode);
            return expected.SequenceEqual(bench.Environment);
        },
        iter: 60);

    [Fact]
    public void LargeValuesOutliveTheCommandThatReadThem()
    {
        using ChainBench bench = new();
        string[] values = [.. Enumerable.Range(0, 12).Select(i => new string((char)('a' + i), 50_000 * (i + 1)))];
        for (int i = 0; i < values.Length; i++)
        {
            bench.Put($"{i % 3}", $"V{i}", values[i] + "\n");
        }
        CommandResult result = bench.Run(
            "s6-envdir", "-L", "/tmp/0", "s6-envdir", "-L", "/tmp/1", "s6-envdir", "-L", "/tmp/2", "end");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            values.Select((value, i) => $"V{i}={value}").Append("PATH=/bin").Order(StringComparer.Ordinal),
            bench.Environment.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AValueBeyondTheLimitIsRefused()
    {
        using ChainBench bench = new();
        bench.Put("env", "V", new string('x', Base.Limits.VariableLengthMax));
        Assert.Equal(111, bench.Run("s6-envdir", "-L", "/tmp/env", "end").ExitCode);
        Assert.Equal(0, bench.Runs);
        Assert.Equal(0, bench.Run("s6-envdir", "/tmp/env", "end").ExitCode);
        Assert.Equal(Base.Limits.VariableReadLength + 2, bench.Environment[^1].Length);
    }

    private static void Edit(List<string> environment, string name, string? value)
    {
        int index = environment.FindIndex(v => v.StartsWith(name + "=", StringComparison.Ordinal));
        if (index >= 0)
        {
            environment[index] = environment[^1];
            environment.RemoveAt(environment.Count - 1);
        }
        if (value != null)
        {
            environment.Add($"{name}={value}");
        }
    }
}
