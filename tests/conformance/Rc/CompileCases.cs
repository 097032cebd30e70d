using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-compile on definitions that are wrong or odd: Rc/compile.cases.</summary>
public sealed class CompileCases(ITestOutputHelper output) : Scenario(output)
{
    private const int CasesMin = 50;

    [Theory, Ours, Reference(Needs = "s6-rc-compile")]
    public void SayWhatIsWrong(Suite suite)
    {
        int count = 0;
        foreach ((string name, string script, int code, string message) in All())
        {
            count++;
            string directory = Directory.CreateDirectory(At(name)).FullName;
            CommandResult made = Shell(suite, $"mkdir {name}/s && cd {name}/s && {{ {script}\n}}");
            Assert.True(made.ExitCode == 0, $"{name}: {made}");
            CommandResult result = Shell(suite, $"cd {name} && exec s6-rc-compile o s");
            Assert.True(result.ExitCode == code && result.Output.Length == 0, $"{name}: {result}");
            bool isExpected = message.Length == 0
                ? result.Error.Length == 0
                : result.Error.StartsWith($"s6-rc-compile: {message}", StringComparison.Ordinal);
            Assert.True(isExpected, $"{name}: {result}");
            if (suite.IsOurs)
            {
                // One line, and nothing is left beside the sources.
                Assert.Equal(message.Length == 0 ? 0 : 1, result.Error.Split('\n').Length - 1);
                Assert.Equal(code == 0 ? "o s" : "s", Names(directory));
            }
        }
        Assert.True(count >= CasesMin, $"{count} cases");
    }

    private static string Names(string directory) =>
        string.Join(' ', Directory.GetFileSystemEntries(directory).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    /// <summary>Each of the file's cases: its name, what makes s/, the exit code, the beginning of the message.</summary>
    private static IEnumerable<(string Name, string Script, int Code, string Message)> All()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rc", "compile.cases"));
        foreach (Match match in Regex.Matches(text, @"^== (\S+) (\d+)(?:: (.*))?\n((?:(?!== ).*\n)*)", RegexOptions.Multiline))
        {
            int code = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
            yield return (match.Groups[1].Value, match.Groups[4].Value, code, match.Groups[3].Value);
        }
    }
}
