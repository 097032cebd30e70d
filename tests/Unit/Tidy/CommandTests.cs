using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Sestet.Tests;

/// <summary>A command is one file, whose name is the command's.</summary>
public class CommandTests
{
    private static readonly IReadOnlyList<SourceFile> s_files = SourceFile.Below("src/Commands");

    [Fact]
    public void TheTableHoldsEveryFile() =>
        Assert.Equal(s_files.Select(file => file.Name).Order(StringComparer.Ordinal), Names());

    [Fact]
    public void NamesAreFoundInTheTable()
    {
        for (int i = 0; i < CommandTable.Count; i++)
        {
            Assert.Equal(i, CommandTable.IndexOf(CommandTable.Name(i)));
        }
        Assert.Equal(-1, CommandTable.IndexOf("s6-nothing"u8));
        Assert.Equal(-1, CommandTable.IndexOf(default));
    }

    [Fact]
    public void TheStructIsNamedAfterTheFile() => Assert.All(s_files, file =>
    {
        string[] parts = file.Name.Split('-', '_', '.');
        string expected = string.Concat(parts.Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
        Match match = Regex.Match(file.Code, @"\bstruct (\w+)(?:\([^)]*\))? : ICommand\b");
        Assert.True(match.Success && match.Groups[1].Value == expected, $"{file} holds no struct {expected} : ICommand");
        Assert.Contains($"\"{file.Name}\"u8", file.Text, StringComparison.Ordinal);
    });

    [Fact]
    public void UsageBeginsWithTheName()
    {
        foreach ((string name, string usage) in Names().Zip(Texts(CommandTable.Usage)))
        {
            Assert.True(usage == name || usage.StartsWith(name + " ", StringComparison.Ordinal), $"{name}: {usage}");
            Assert.DoesNotContain('\n', usage);
        }
    }

    [Fact]
    public void EveryCommandHasHelp()
    {
        foreach ((string name, string help) in Names().Zip(Texts(CommandTable.Help)))
        {
            Assert.True(help.Length > 40, $"{name} has no help");
            Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 118, $"{name}: {line}"));
            Assert.Equal(help.Trim(), help);
        }
    }

    /// <summary>Letters and digits, each once; a control character stands for a long name without a letter.</summary>
    [Fact]
    public void OptionsAreLetters()
    {
        for (int i = 0; i < CommandTable.Count; i++)
        {
            string options = Encoding.ASCII.GetString(CommandTable.Options(i));
            Assert.True(Regex.IsMatch(options, @"^([A-Za-z0-9/\x01-\x1f]:?)*$"), options);
            string letters = options.Replace(":", "", StringComparison.Ordinal);
            Assert.Equal(letters.Length, letters.Distinct().Count());
        }
    }

    /// <summary>docs/commands/ is what `eng/docs` writes from each command's own help.</summary>
    [Fact]
    public void EveryCommandHasAFreshPage()
    {
        string pages = Path.Combine(SourceFile.Root, "docs", "commands");
        for (int i = 0; i < CommandTable.Count; i++)
        {
            string name = Encoding.UTF8.GetString(CommandTable.Name(i));
            string help = Encoding.UTF8.GetString(CommandTable.Help(i));
            string body = $"usage: {Encoding.UTF8.GetString(CommandTable.Usage(i))}\n\n{help}\n";
            string expected = $"# {name}\n\n{Regex.Replace(body, "^(?=.)", "    ", RegexOptions.Multiline)}";
            string path = Path.Combine(pages, name + ".md");
            bool fresh = File.Exists(path) && File.ReadAllText(path) == expected;
            Assert.True(fresh, $"docs/commands/{name}.md is not fresh: run eng/docs");
        }
        string?[] files = [.. Directory.EnumerateFiles(pages).Select(Path.GetFileNameWithoutExtension)];
        Assert.Equal(Names(), files.Order(StringComparer.Ordinal));
    }

    /// <summary>docs/COMMANDS.md has a row for each folder of src/Commands, and in it each command of that folder.</summary>
    [Fact]
    public void EveryCommandIsInTheIndex()
    {
        string index = File.ReadAllText(Path.Combine(SourceFile.Root, "docs", "COMMANDS.md"));
        foreach (string package in Directory.EnumerateDirectories(Path.Combine(SourceFile.Root, "src", "Commands")))
        {
            // By file names, as a shell has them.
            string[] files = [.. Directory.EnumerateFiles(package, "*.cs").Order(StringComparer.Ordinal)];
            string links = string.Concat(
                files.Select(file => Path.GetFileNameWithoutExtension(file)).Select(name => $" [{name}](commands/{name}.md)"));
            Assert.Contains($"| {Path.GetFileName(package)} |{links} |\n", index);
        }
    }

    private static string[] Names() => Texts(CommandTable.Name);

    private delegate ReadOnlySpan<byte> Text(int index);

    private static string[] Texts(Text text) =>
        [.. Enumerable.Range(0, CommandTable.Count).Select(index => Encoding.UTF8.GetString(text(index)))];
}
