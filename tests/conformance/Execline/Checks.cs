using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>What only ours has: execlineb -n; and limits, which are met by an error or not at all.</summary>
public sealed class Checks(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Ours("foreground { true } importas -S HOME case $HOME { a { true } } redirfd -w 1 x true", 0, "")]
    [Ours("", 0, "")]
    [Ours("$prog x", 0, "")]
    [Ours("foregroud { true } true", 1, "-c:1:1: foregroud: not found in PATH; did you mean foreground?")]
    [Ours("foreground { no-such-program } true", 1, "-c:1:14: no-such-program: not found in PATH")]
    [Ours("if -q { true } true", 1, "-c:1:4: unknown option -q")]
    [Ours("redirfd --appendd 1 x true", 1, "-c:1:9: unknown option --appendd")]
    [Ours("foreground true", 1, "-c:1:1: missing block of foreground")]
    [Ours("backtick x { getpid } true", 1, "-c:1:14: missing operand of getpid")]
    [Ours("export A b", 1, "-c:1:1: no program behind export")]
    [Ours("export A $B", 0, "")]
    [Ours("case x { a { nope-nope } }", 1, "-c:1:14: nope-nope: not found in PATH")]
    [Ours("foreground { true", 100, "-c:1:12: unmatched {")]
    public void AScriptIsCheckedWithoutRunningIt(Suite suite, string script, int code, string message)
    {
        CommandResult result = Run(suite, "execlineb", "-nc", script);
        Assert.Equal(code, result.ExitCode);
        string first = result.Error.Split('\n')[0];
        Assert.Equal(message, first.Replace("execlineb: fatal: ", "", StringComparison.Ordinal));
        if (message.Length > 0)
        {
            Assert.EndsWith("^\n", result.Error);
        }
    }

    [Theory, Ours]
    public void ManyWordsAndBlocks(Suite suite)
    {
        File.WriteAllText(At("words"), "importas -S PATH define X y eltest " + string.Join(" -o ", Words(100_000)));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "execlineb", "-P", "words"));
        string many = string.Join(" -o ", Words(300_000)).Replace("$X", "", StringComparison.Ordinal);
        File.WriteAllText(At("long"), "/bin/true " + many);
        CommandResult tooLong = Run(suite, "execlineb", "-P", "long");
        Assert.Equal((126, true), (tooLong.ExitCode, tooLong.Error.EndsWith("Argument list too long\n", StringComparison.Ordinal)));
        const int depth = 10_000;
        string nested = string.Concat(Enumerable.Repeat("foreground { ", depth)) + "true "
            + string.Concat(Enumerable.Repeat("} ", depth));
        File.WriteAllText(At("nested"), nested);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "execlineb", "-n", "nested"));
        const string error = "execlineb: fatal: unable to exec foreground: Argument list too long\n";
        Assert.Equal(new CommandResult(126, "", error), Run(suite, "execlineb", "-P", "nested"));
    }

    /// <summary>A name is looked for among all keys, which must not take the square of their number.</summary>
    [Theory]
    [Ours("multidefine", "multidefine -d , \"{0}\" {{ {1} }} eltest $k99999 = v99999 -a {2}")]
    [Ours("multisubstitute", "multisubstitute {{ {3} }} eltest $k99999 = v99999 -a {2}")]
    public void ManyKeys(Suite suite, string name, string script)
    {
        int[] numbers = [.. Enumerable.Range(0, 100_000)];
        string text = string.Format(
            CultureInfo.InvariantCulture,
            script,
            string.Join(',', numbers.Select(i => $"v{i}")),
            string.Join(' ', numbers.Select(i => $"k{i}")),
            string.Join(" -a ", numbers.Where(i => i % 10 == 0).Select(i => $"v{i} = $k{i}")),
            string.Join(' ', numbers.Select(i => $"define k{i} v{i}")));
        File.WriteAllText(At(name), text);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "execlineb", "-P", name));
        File.WriteAllText(At(name), text.Replace("k77777 ", "k0 ", StringComparison.Ordinal));
        CommandResult twice = Run(suite, "execlineb", "-P", name);
        Assert.Equal(new CommandResult(100, "", $"{name}: fatal: bad substitution key: k0\n"), twice);
    }

    [Theory, Ours]
    public void ManyParameters(Suite suite)
    {
        File.WriteAllText(At("script"), "elgetpositionals eltest $# -eq 100000 -a $100000 = 100000\n");
        string[] parameters = [.. Enumerable.Range(1, 100_000).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "execlineb", ["script", .. parameters]));
    }

    /// <summary>
    /// Each of them is taken off or named anew, which must not take the square of their number. One script does all of it: to
    /// start a program with so many words takes longer than what it does with them.
    /// </summary>
    [Theory, Ours]
    public void ManyParametersAreChanged(Suite suite)
    {
        File.WriteAllText(At("script"), """
            if { shift -n 99 elgetpositionals eltest $# -eq 99901 -a $1 = 100 -a $99901 = 100000 }
            if { shift elgetopt x elgetpositionals eltest $# -eq 99999 -a $1 = 2 -a $99999 = 100000 }
            shift -n 99999 emptyenv -P eltest ! -v 1
            """);
        string[] parameters = [.. Enumerable.Range(1, 100_000).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "execlineb", ["script", .. parameters]));
    }

    private static string[] Words(int count) => [.. Enumerable.Range(0, count).Select(i => $"w{i}$X")];
}
