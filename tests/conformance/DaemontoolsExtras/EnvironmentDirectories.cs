using System;
using System.IO;
using System.Linq;
using System.Text;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.DaemontoolsExtras;

/// <summary>s6-envdir.html: variables from the files of a directory.</summary>
public sealed class EnvironmentDirectories(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Ours("", "value\n", "value")]
    [Ours("", "value", "value")]
    [Ours("", "value \t \nsecond\n", "value")]
    [Ours("", "  in  side  ", "  in  side")]
    [Ours("", "windows\r\n", "windows")]
    [Ours("", "\n", "")]
    [Ours("", "a\0b\0\n", "a\nb\n")]
    [Ours("-cX", "a\0b\0\n", "aXbX")]
    [Ours("-cXYZ", "\0", "X")]
    [Ours("-n", "value \t \nsecond\n", "value \t ")]
    [Ours("-f", "value \t \nsecond\n", "value \t \nsecond")]
    [Ours("-f", "\n\n", "\n")]
    [Ours("-fn", "value\nsecond\n", "value\nsecond\n")]
    [Ours("-L", "value \t \nsecond\n", "value")]
    [Ours("-Ln", "value \t \nsecond\n", "value \t ")]
    [Ours("-Lf", "value\nsecond\n", "value\nsecond")]
    [Ours("-Lfn", "value\nsecond\n", "value\nsecond\n")]
    [Reference("", "value\n", "value")]
    [Reference("", "value", "value")]
    [Reference("", "value \t \nsecond\n", "value")]
    [Reference("", "  in  side  ", "  in  side")]
    [Reference("", "windows\r\n", "windows")]
    [Reference("", "\n", "")]
    [Reference("", "a\0b\0\n", "a\nb\n")]
    [Reference("-cX", "a\0b\0\n", "aXbX")]
    [Reference("-cXYZ", "\0", "X")]
    [Reference("-n", "value \t \nsecond\n", "value \t ")]
    [Reference("-f", "value \t \nsecond\n", "value \t \nsecond")]
    [Reference("-f", "\n\n", "\n")]
    [Reference("-fn", "value\nsecond\n", "value\nsecond\n")]
    [Reference("-L", "value \t \nsecond\n", "value")]
    [Reference("-Ln", "value \t \nsecond\n", "value \t ")]
    [Reference("-Lf", "value\nsecond\n", "value\nsecond")]
    [Reference("-Lfn", "value\nsecond\n", "value\nsecond\n")]
    public void AFileIsAVariable(Suite suite, string options, string content, string value)
    {
        Put("env/NAME", content);
        string[] words = options.Length > 0 ? [options, "env"] : ["env"];
        CommandResult result = Run(suite, "s6-envdir", [.. words, "sh", "-c", "printf '<%s>' \"$NAME\""]);
        Assert.Equal(new CommandResult(0, $"<{value}>", ""), result);
    }

    [Theory]
    [Ours("")]
    [Ours("-f")]
    [Ours("-L")]
    [Ours("-Lf")]
    [Reference("")]
    [Reference("-f")]
    [Reference("-L")]
    [Reference("-Lf")]
    public void AnEmptyFileUnsets(Suite suite, string options)
    {
        Put("env/NAME", "");
        Put("env/ABSENT", "");
        CommandResult result = Shell(
            suite, $"NAME=1 exec s6-envdir {options} env sh -c 'echo ${{NAME-unset}} ${{ABSENT-unset}}'");
        Assert.Equal(new CommandResult(0, "unset unset\n", ""), result);
    }

    [Theory, Ours, Reference]
    public void NamesWithADotInFrontOrAnEqualsSignAreLeftOut(Suite suite)
    {
        Put("env/.hidden", "a");
        Put("env/A=B", "b");
        Put("env/with space", "c");
        string[] variables = Run(suite, "s6-envdir", "env", "env").Output.Split('\n');
        Assert.DoesNotContain(variables, v => v.Contains("hidden", StringComparison.Ordinal));
        Assert.DoesNotContain(variables, v => v.StartsWith("A=", StringComparison.Ordinal));
        Assert.Contains("with space=c", variables);
    }

    [Theory, Ours, Reference]
    public void ANewVariableComesLastAndTheLastOneFillsAGap(Suite suite)
    {
        Put("env/B", "new");
        Put("env/C", "");
        CommandResult result = Shell(suite, "exec env - A=1 B=2 C=3 D=4 E=5 PATH=\"$PATH\" s6-envdir env env");
        string order = string.Join(' ', result.Output.Split('\n').Where(v => !v.StartsWith("PATH", StringComparison.Ordinal)));
        // Which file is read first is the file system's choice.
        Assert.Matches("^A=1 (B=new D=4 E=5|E=5 D=4 B=new) $", order);
    }

    [Theory, Ours, Reference]
    public void OneAfterAnotherEachChangesWhatTheOneBeforeLeft(Suite suite)
    {
        for (int i = 0; i < 200; i++)
        {
            Put($"one/V{i}", $"one {i}");
        }
        for (int i = 0; i < 200; i += 2)
        {
            Put($"two/V{i}", i % 4 == 0 ? "" : $"two {i}");
        }
        CommandResult result = Run(suite, "s6-envdir", "one", "s6-envdir", "two", "s6-envdir", "-f", "empty-not", "env");
        Assert.Equal(111, result.ExitCode);
        Directory.CreateDirectory(At("empty"));
        result = Run(suite, "s6-envdir", "one", "s6-envdir", "two", "s6-envdir", "-f", "empty", "env");
        string[] expected =
            [.. Enumerable.Range(0, 200).Where(i => i % 4 != 0).Select(i => i % 2 == 0 ? $"V{i}=two {i}" : $"V{i}=one {i}")];
        string[] variables = [.. result.Output.Split('\n').Where(v => v.StartsWith('V')).Order(StringComparer.Ordinal)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), variables);
    }

    [Theory, Ours, Reference]
    public void OnlySoMuchIsReadUnlessToldOtherwise(Suite suite)
    {
        Put("env/NAME", new string('x', 100_000));
        // The page says 4096.
        Assert.Equal($"{suite.Diverges(4096, 4095)}\n", Run(suite, "s6-envdir", "env", "sh", "-c", "echo ${#NAME}").Output);
        Assert.Equal($"{suite.Diverges(4096, 4095)}\n", Run(suite, "s6-envdir", "-f", "env", "sh", "-c", "echo ${#NAME}").Output);
        Assert.Equal("100000\n", Run(suite, "s6-envdir", "-fL", "env", "sh", "-c", "echo ${#NAME}").Output);
        // The reference loses a line that has no newline.
        Assert.Equal($"{suite.Diverges(100_000, 0)}\n", Run(suite, "s6-envdir", "-L", "env", "sh", "-c", "echo ${#NAME}").Output);
    }

    [Theory, Ours, Reference]
    public void WhatNoProgramCanBeGivenIsSaidWhenItIsExecuted(Suite suite)
    {
        Put("env/NAME", new string('x', 3_000_000) + "\n");
        CommandResult result = Run(suite, "s6-envdir", "-L", "env", "true");
        Assert.Equal(126, result.ExitCode);
        Assert.StartsWith("s6-envdir: fatal: unable to exec true: Arg", result.Error, StringComparison.Ordinal);
    }

    [Theory, Ours]
    public void AValueBeyondTheLimitIsRefused(Suite suite)
    {
        Put("env/NAME", new string('x', 17_000_000) + "\n");
        Assert.Equal(
            new CommandResult(111, "", "s6-envdir: fatal: unable to envdir env: a value is longer than 16777216 bytes\n"),
            Run(suite, "s6-envdir", "-L", "env", "true"));
    }

    [Theory, Ours, Reference]
    public void ADirectoryThatIsMissing(Suite suite)
    {
        string error = "s6-envdir: fatal: unable to envdir no: No such file or directory\n";
        Assert.Equal(new CommandResult(111, "", error), Run(suite, "s6-envdir", "no", "echo", "x"));
        Assert.Equal(new CommandResult(111, "", error), Run(suite, "s6-envdir", "-I", "-i", "no", "echo", "x"));
        Assert.Equal(new CommandResult(0, "x\n", ""), Run(suite, "s6-envdir", "-I", "no", "echo", "x"));
    }

    [Theory, Ours, Reference]
    public void WhatIsNoVariableIsAnError(Suite suite)
    {
        Directory.CreateDirectory(At("one/sub"));
        Directory.CreateDirectory(At("two"));
        File.CreateSymbolicLink(At("two/dangling"), "nowhere");
        Put("three", "");
        Assert.Equal(Unable("one: Is a directory"), Run(suite, "s6-envdir", "one", "true"));
        Assert.Equal(Unable("two: Identifier removed"), Run(suite, "s6-envdir", "-I", "two", "true"));
        Assert.Equal(Unable("three: Not a directory"), Run(suite, "s6-envdir", "-I", "three", "true"));
        Assert.Equal(Unable("two: Invalid argument"), Run(suite, "s6-envdir", "-c", "", "two", "true"));
    }

    [Theory]
    [Ours("")]
    [Ours("env")]
    [Ours("-x env true")]
    [Ours("-c")]
    [Reference("")]
    [Reference("env")]
    [Reference("-x env true")]
    [Reference("-c")]
    public void WrongUsage(Suite suite, string words)
    {
        CommandResult result = Run(suite, "s6-envdir", words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        string usage = "s6-envdir: usage: s6-envdir [ -I | -i ] [ -n ] [ -f ] [ -L ] [ -c nullchar ] dir prog...\n";
        Assert.Equal(new CommandResult(100, "", usage), result);
    }

    private static CommandResult Unable(string what) => new(111, "", $"s6-envdir: fatal: unable to envdir {what}\n");

    private void Put(string name, string content)
    {
        string path = At(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content, Encoding.Latin1);
    }
}
