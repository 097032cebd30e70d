using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.PortableUtils;

/// <summary>
/// The commands of s6-portable-utils in short scripts, run by root: exit code, standard output and error, and the directory
/// that is left, with modes, sizes and links.
/// </summary>
public sealed class Scripts(ITestOutputHelper output) : Scenario(output)
{
    [RootTheory, OurCases("names"), ReferenceCases("names")]
    public void PathsNumbersAndTimes(Suite suite, string script, string expected) => Check(suite, script, expected);

    [RootTheory, OurCases("files"), ReferenceCases("files")]
    public void FilesDirectoriesAndLinks(Suite suite, string script, string expected) => Check(suite, script, expected);

    [RootTheory, OurCases("environment"), ReferenceCases("environment")]
    public void TextAndEnvironment(Suite suite, string script, string expected) => Check(suite, script, expected);

    [RootTheory, OurCases("text"), ReferenceCases("text")]
    public void Filters(Suite suite, string script, string expected) => Check(suite, script, expected);

    [RootTheory, OurCases("programs"), ReferenceCases("programs")]
    public void ProgramsAndTime(Suite suite, string script, string expected) => Check(suite, script, expected);

    private void Check(Suite suite, string script, string expected)
    {
        string observe = string.Join('\n', CasesAttribute.ReadLines("observe.sh"));
        var environment = new Dictionary<string, string> { ["PATH"] = suite.Path, ["HOME"] = "/", ["LC_ALL"] = "C" };
        CommandResult result = Child.Run("/bin/sh", ["sh", "-c", observe, "observe", script], environment, Scratch);
        string seen = result.Output + result.Error;
        seen = seen.Replace(Scratch, "D", StringComparison.Ordinal);
        foreach (string directory in suite.Directories)
        {
            seen = seen.Replace(directory, "BIN", StringComparison.Ordinal);
        }
        Assert.Equal(SizelessLinks(expected), SizelessLinks(seen.TrimEnd('\n')));
    }

    /// <summary>A link to something in the scratch directory is as long as that directory's name.</summary>
    private static string SizelessLinks(string text) => Regex.Replace(text, "(lrwxrwxrwx) [0-9]+ ", "$1 ");
}
