using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;

namespace Sestet.Tests;

/// <summary>A source file of the project, as text and as code without comments and literals.</summary>
internal sealed class SourceFile
{
    private static readonly string[] s_skipped = ["bin", "obj", ".git", "out", "TestResults"];

    private SourceFile(string root, string path)
    {
        Path = System.IO.Path.GetRelativePath(root, path).Replace('\\', '/');
        Text = File.ReadAllText(path);
        Lines = Text.Split('\n');
        Code = StripLiterals(Text);
    }

    /// <summary>Relative to the project's directory.</summary>
    public string Path { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public string Text { get; }

    public string[] Lines { get; }

    /// <summary>The text with comments and the insides of literals blanked out; lines stay where they are.</summary>
    public string Code { get; }

    public override string ToString() => Path;

    /// <summary>The project's directory: where global.json is.</summary>
    public static string Root
    {
        get
        {
            string? directory = AppContext.BaseDirectory;
            while (directory != null && !File.Exists(System.IO.Path.Combine(directory, "global.json")))
            {
                directory = System.IO.Path.GetDirectoryName(directory);
            }
            return directory ?? throw new InvalidOperationException("the tests run outside of the project's directory");
        }
    }

    /// <summary>All C# files below a directory of the project, without what the build writes.</summary>
    public static IReadOnlyList<SourceFile> Below(string directory) =>
        [.. Files(System.IO.Path.Combine(Root, directory)).Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(path => new SourceFile(Root, path))];

    /// <summary>The paths of all files below a directory, without what the build writes.</summary>
    public static IEnumerable<string> Files(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal))
        {
            yield return path;
        }
        foreach (string below in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
        {
            if (!s_skipped.Contains(System.IO.Path.GetFileName(below)))
            {
                foreach (string path in Files(below))
                {
                    yield return path;
                }
            }
        }
    }

    private static string StripLiterals(string text)
    {
        StringBuilder code = new(text.Length);
        int at = 0;
        while (at < text.Length)
        {
            int end = EndOfLiteral(text, at);
            for (int i = at; i < end; i++)
            {
                code.Append(text[i] == '\n' ? '\n' : ' ');
            }
            if (end == at)
            {
                code.Append(text[at]);
                end++;
            }
            at = end;
        }
        return code.ToString();
    }

    /// <summary>Where the comment or literal that begins here ends; here itself if none does.</summary>
    private static int EndOfLiteral(string text, int at)
    {
        string rest = text[at..Math.Min(text.Length, at + 3)];
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            return Find(text, "\n", at);
        }
        if (rest.StartsWith("/*", StringComparison.Ordinal))
        {
            return Math.Min(Find(text, "*/", at + 2) + 2, text.Length);
        }
        if (rest == "\"\"\"")
        {
            return Math.Min(Find(text, "\"\"\"", at + 3) + 3, text.Length);
        }
        if (text[at] is not ('"' or '\''))
        {
            return at;
        }
        int end = at + 1;
        while (end < text.Length && text[end] != text[at] && text[end] != '\n')
        {
            end += text[end] == '\\' ? 2 : 1;
        }
        return Math.Min(end + 1, text.Length);
    }

    private static int Find(string text, string what, int from)
    {
        int found = text.IndexOf(what, from, StringComparison.Ordinal);
        return found < 0 ? text.Length : found;
    }
}
