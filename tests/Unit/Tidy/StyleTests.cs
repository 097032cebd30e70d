using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Xunit;

namespace Sestet.Tests;

/// <summary>docs/STYLE.md, as far as text can tell.</summary>
public class StyleTests
{
    private const int LineLengthMax = 130;
    private const int TestLineLengthMax = 150;
    private const int FileLengthMax = 450;
    private const int FunctionLengthMax = 70;

    private static readonly string[] s_codeFolders =
        ["src", "corelib", "tests/Simulation", "tests/SimulationRun", "tests/Unit", "tests/conformance",
            "tests/integration", "tests/chaos", "tests/native", "eng", "bench", "tools"];

    private static readonly IReadOnlyList<SourceFile> s_sources = SourceFile.Below("src");

    private static readonly IReadOnlyList<SourceFile> s_all =
        [.. s_codeFolders.Where(folder => Directory.Exists(Path.Combine(SourceFile.Root, folder))).SelectMany(SourceFile.Below)];

    [Fact]
    public void LinesAreShort() => Assert.All(s_all, file =>
    {
        bool shipped = file.ToString().StartsWith("src/", StringComparison.Ordinal);
        int lengthMax = shipped ? LineLengthMax : TestLineLengthMax;
        for (int i = 0; i < file.Lines.Length; i++)
        {
            // A long text, such as a usage line, cannot be broken without being harder to find.
            bool fits = file.Lines[i].Length <= lengthMax || Regex.IsMatch(file.Lines[i], "\"[^\"]{80,}\"|\\S{80,}");
            Assert.True(fits, $"{file}:{i + 1} has {file.Lines[i].Length} columns");
        }
    });

    [Fact]
    public void FilesAreShort() =>
        Assert.All(s_all, file => Assert.InRange(file.Lines.Length - 1, 1, FileLengthMax));

    [Fact]
    public void FunctionsAreShort() => Assert.All(s_sources, file =>
    {
        foreach ((int line, int length) in Functions(file))
        {
            Assert.True(length <= FunctionLengthMax || IsOneSwitch(file, line, length), $"{file}:{line} has {length} lines");
        }
    });

    [Fact]
    public void NothingIsLeftToDo() => Assert.All(s_all, file =>
    {
        string marks = string.Join('|', "TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "NotImplemented" + "Exception");
        Match match = Regex.Match(file.Text, $@"\b({marks})\b");
        Assert.False(match.Success, $"{file}: {match.Value}");
    });

    [Fact]
    public void NoTabsAndNoBlanksAtTheEnd() => Assert.All(s_all, file =>
    {
        for (int i = 0; i < file.Lines.Length; i++)
        {
            string line = file.Lines[i];
            Assert.False(line.Contains('\t', StringComparison.Ordinal), $"{file}:{i + 1} has a tab");
            Assert.True(line.Length == 0 || line[^1] != ' ', $"{file}:{i + 1} ends in a blank");
        }
        Assert.EndsWith("\n", file.Text, StringComparison.Ordinal);
    });

    /// <summary>Every type of the program says what it is for.</summary>
    [Fact]
    public void TypesAreDocumented() => Assert.All(s_sources, file =>
    {
        for (int i = 0; i < file.Lines.Length; i++)
        {
            if (Regex.IsMatch(file.Lines[i], @"^(internal|public)\b.*\b(class|struct|enum|interface)\b"))
            {
                // The other parts of a partial type, which are named after it and one word more.
                bool part = Regex.IsMatch(file.Lines[i], @"\bpartial\b") && file.Name.Contains('.', StringComparison.Ordinal);
                Assert.True(part || HasDocumentation(file, i), $"{file}:{i + 1} has no documentation");
            }
        }
    });

    /// <summary>Classes would need a heap.</summary>
    [Fact]
    public void ClassesAreStatic() => Assert.All(s_sources, file =>
    {
        foreach (Match match in Regex.Matches(file.Code, @"^.*\bclass\b.*$", RegexOptions.Multiline))
        {
            bool constraint = Regex.IsMatch(match.Value, @"where \w+ : class");
            Assert.True(constraint || Regex.IsMatch(match.Value, @"\bstatic\b"), $"{file}: {match.Value.Trim()}");
        }
    });

    /// <summary>Text is bytes, nothing allocates, nothing throws.</summary>
    [Theory]
    [InlineData(@"\bstring\b", "src/Base/Assert.cs", "src/Base/Fatal.cs")]
    [InlineData(@"\bthrow\b", "src/Base/Fatal.cs")]
    [InlineData(@"\b(try|catch)\b")]
    [InlineData(@"\basync\b|\bawait\b|\byield\b")]
    [InlineData(@"\bSystem\.Linq\b")]
    [InlineData(@"\bnew \w+\[")]
    [InlineData(@"\b(dynamic|decimal)\b")]
    [InlineData(@"#region")]
    public void WordsThatTheLanguageOffersInVain(string pattern, params string[] allowed) => Assert.All(s_sources, file =>
    {
        Match match = Regex.Match(file.Code, pattern);
        Assert.True(!match.Success || allowed.Contains(file.Path), $"{file}: {match.Value}");
    });

    /// <summary>One concept a file, which is named after it; parts of a partial type add a word.</summary>
    [Fact]
    public void FilesAreNamedAfterAType() => Assert.All(s_sources, file =>
    {
        if (file.Path.Contains("/Commands/", StringComparison.Ordinal))
        {
            return;
        }
        string type = file.Name.Split('.')[0];
        bool collection = file.Name is "Module" or "Layouts";
        bool named = Regex.IsMatch(file.Code, $@"\b(class|struct|enum|interface)\s+{type}\b");
        Assert.True(named || collection, $"{file} has no type {type}");
    });

    /// <summary>Nothing says where it was written.</summary>
    [Fact]
    public void NoPathsOfAMachine()
    {
        string pattern = string.Join('|', "/wo" + "rk/", "/ho" + "me/[a-z]", "/tmp/r" + "ef", "/ro" + "ot/");
        foreach (string path in SourceFile.Files(SourceFile.Root).Where(path => Path.GetFileName(path) != ".git"))
        {
            string text = File.ReadAllText(path);
            Match match = Regex.Match(text, pattern);
            Assert.False(match.Success, $"{Path.GetRelativePath(SourceFile.Root, path)}: {match.Value}");
        }
    }

    /// <summary>An unsafe block, function or type says why it is sound.</summary>
    [Fact]
    public void UncheckedArithmeticHasAReason() => Assert.All(s_sources, file =>
    {
        for (int i = 0; i < file.Lines.Length; i++)
        {
            if (Regex.IsMatch(file.Lines[i], @"^\s*[^/]*\bunchecked\b"))
            {
                int from = Math.Max(0, i - 12);
                bool reason = file.Lines[from..(i + 1)].Any(line => line.Contains("//", StringComparison.Ordinal));
                Assert.True(reason, $"{file}:{i + 1}: unchecked without a reason");
            }
        }
    });

    private static bool HasDocumentation(SourceFile file, int line)
    {
        int above = line - 1;
        while (above >= 0 && file.Lines[above].TrimStart().StartsWith('['))
        {
            above--;
        }
        return above >= 0 && file.Lines[above].TrimStart().StartsWith("///", StringComparison.Ordinal);
    }

    /// <summary>The members of types, by the indentation that the formatter keeps: first line and length.</summary>
    private static IEnumerable<(int Line, int Length)> Functions(SourceFile file)
    {
        string[] lines = file.Code.Split('\n');
        int start = -1;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i] == "    {")
            {
                bool type = Regex.IsMatch(string.Join(' ', lines[Math.Max(0, i - 4)..i]), @"\b(struct|enum|class|interface)\b");
                start = type ? -1 : i;
            }
            else if (lines[i] == "    }" && start >= 0)
            {
                yield return (start, i - start - 1);
                start = -1;
            }
        }
    }

    /// <summary>A switch over all members of an enum is as long as the enum.</summary>
    private static bool IsOneSwitch(SourceFile file, int line, int length)
    {
        string[] body = file.Code.Split('\n')[(line + 1)..(line + 1 + length)];
        int cases = body.Count(text => Regex.IsMatch(text, @"^\s+(case|default)\b"));
        return cases * 6 >= length && body.Count(text => Regex.IsMatch(text, @"\bswitch\b")) == 1;
    }
}
