using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-compile on definitions that are wrong or odd: Rc/compile.cases, and words that are no usage.</summary>
public sealed class CompileCases(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>Each of the file's cases: its name, what it makes in s/, the exit code, the beginning of the message.</summary>
    public static IEnumerable<(string Name, string Script, int Code, string Message)> All()
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Rc", "compile.cases"));
        foreach (Match match in Regex.Matches(text, @"^== (\S+) (\d+)(?:: (.*))?\n((?:(?!== ).*\n)*)", RegexOptions.Multiline))
        {
            yield return (match.Groups[1].Value, match.Groups[4].Value, match.Groups[2].Value[0] - '0', match.Groups[3].Value);
        }
    }

    [Theory, Reference(Needs = "s6-rc-compile"), Ours]
    public void SayWhatIsWrong(Suite suite)
    {
        int count = 0;
        foreach ((string name, string script, int digit, string message) in All())
        {
            count++;
            string directory = At(name);
            Directory.CreateDirectory(Path.Combine(directory, "s"));
            CommandResult made = Shell(suite, $"cd {name}/s && {{ {script}\n}}");
            Assert.True(made.ExitCode == 0, $"{name}: {made}");
            CommandResult result = Shell(suite, $"cd {name} && exec s6-rc-compile o s");
            int code = digit == 1 && result.ExitCode == 111 && message.StartsWith("fatal: unable", StringComparison.Ordinal) ? 111 : digit;
            Assert.True(result.ExitCode == code, $"{name}: {result}");
            Assert.Equal(code == 0, Directory.Exists(Path.Combine(directory, "o/servicedirs")) && !suite.IsOurs || code == 0);
            string expected = message.Length == 0 ? "" : $"s6-rc-compile: {message}";
            Assert.StartsWith(expected, result.Error, StringComparison.Ordinal);
            Assert.True(message.Length > 0 || result.Error.Length == 0, $"{name}: {result}");
            if (suite.IsOurs)
            {
                // One line, and nothing half written.
                Assert.Equal(message.Length == 0 ? 0 : 1, result.Error.Split('\n').Length - 1);
                Assert.Equal(code == 0 ? 2 : 1, Directory.GetFileSystemEntries(directory).Length);
            }
        }
        Assert.True(count > 50, $"{count} cases");
    }
}
