using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>
/// Commands for words, variables and descriptors: every option and error. words.cases has shell lines ("$ "), what each
/// prints ("> "), and its exit code ("= ").
/// </summary>
public sealed class Words(ITestOutputHelper output) : Scenario(output)
{
    private const string Setting = """
        mkdir -p d/x d/y
        touch d/f d/g
        ln -s nowhere d/l
        echo a=b > in
        exec env -i PATH="$PATH" HOME=/root P=x /bin/sh -c "$1" < in
        """;

    [Theory, Ours, Reference(Since = "2.15.1")]
    public void EachLineDoesWhatItSays(Suite suite)
    {
        List<string> faults = [];
        int number = 0;
        foreach ((string line, string expected, int code) in Cases())
        {
            string place = Directory.CreateDirectory(At($"case-{number++}")).FullName;
            CommandResult result = Child.Run("/bin/sh", ["sh", "-c", Setting, "sh", line], EnvironmentOf(suite), place);
            string printed = result.Output
                .Replace(suite.Path, "@PATH@", StringComparison.Ordinal)
                .Replace(place, "@HERE@", StringComparison.Ordinal);
            if (printed != expected || result.ExitCode != code)
            {
                faults.Add($"{line}: {result.ExitCode} {printed} in place of {code} {expected}");
            }
        }
        Assert.True(number > 200);
        Assert.Empty(faults);
    }

    /// <summary>Where the page says otherwise than the reference's program does (docs/DIVERGENCES.md).</summary>
    [Theory]
    [Ours("importas '' PATH true", 100, "")]
    [Ours("multidefine 'a b' ' x' ' x' '' true", 100, "")]
    [Ours("elgetpositionals true", 100, "")]
    [Ours("env '#=2' 0=a 1=b elgetpositionals true", 100, "")]
    [Ours("multidefine -r 'a b c' ' x' ' ' '' echo '$x'", 0, "a\n")]
    [Ours("env '#=4294967295' 4294967295=last 3=c 1=a shift -n 2 env -u PATH -u PWD -u P -u HOME", 0, "#=4294967293\n4294967293=last\n1=c\n")]
    [Ours("env '#=4294967295' 1=' a' runblock 1", 100, "")]
    [Ours("elglob -0nd : A 'nope*' printf '<%s>' '$A'", 0, "<>")]
    [Ours("env '#=1' 0=x 1=-= elgetopt = true", 1, "")]
    [Ours("export-array A '' printenv A", 0, "\n")]
    [Ours("EXECLINE_x=1 emptyenv -P printenv EXECLINE_x", 1, "")]
    [Ours("redirfd -f -r A=b in true", 100, "")]
    [Ours("eltest d -ef nope", 1, "")]
    [Ours("eltest 2147483648 -eq -2147483648", 1, "")]
    [Ours("posix-umask u=rwx,go= posix-umask", 0, "0077\n")]
    [Ours("posix-umask =u posix-umask", 0, "0000\n")]
    [Ours("cd d; env -u PWD posix-cd x printenv PWD", 0, "@HERE@/d/x\n")]
    [Ours("PATH=:; $S/export A b nope", 127, "")]
    public void ThePageWins(Suite suite, string line, int code, string expected)
    {
        line = line.Replace("$S", suite.Directories[0], StringComparison.Ordinal);
        CommandResult result = Child.Run("/bin/sh", ["sh", "-c", Setting, "sh", line], EnvironmentOf(suite), Scratch);
        Assert.Equal((code, expected), (result.ExitCode, result.Output.Replace(Scratch, "@HERE@", StringComparison.Ordinal)));
    }

    private static IEnumerable<(string Line, string Expected, int Code)> Cases()
    {
        string line = "";
        List<string> printed = [];
        foreach (string row in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Execline", "words.cases")))
        {
            switch (row[0])
            {
                case '$':
                    line = row[2..];
                    printed.Clear();
                    break;
                case '>':
                    printed.Add(row[2..]);
                    break;
                default:
                    yield return (line, string.Join('\n', printed), int.Parse(row[2..]));
                    break;
            }
        }
    }
}
