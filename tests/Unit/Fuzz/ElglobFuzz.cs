using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Sestet.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>
/// elglob as a whole, on trees of random names, against expressions over all paths. Which names match is libc's in the real
/// program and the simulated kernel's here; what is elglob's own is the options, the words and the memory for them.
/// </summary>
public class ElglobFuzz(ITestOutputHelper output)
{
    private sealed record Case(string[] Options, string[] Files, string Pattern, string[] Words);

    private static readonly Gen<string> s_name = Gen.OneOf(
        Gen.OneOf("a", "b", "ab", ".a", "a b", "*", "$A", "\\a", ",", ":"), Gen.String[Gen.Char["ab.*$:, "], 1, 4]
            .Where(name => name is not ("." or "..")));

    /// <summary>Paths of files; where one goes on through another the latter is a directory.</summary>
    private static readonly Gen<string[]> s_files = Gen.Frequency(
        (20, s_name.Array[1, 3].Select(names => string.Join('/', names)).Array[0, 12]),
        (1, Gen.Int[1, 400].Select(count => Enumerable.Range(0, count).Select(i => $"many/file{i}").ToArray())));

    private static readonly Gen<string> s_part = Gen.OneOf("*", "*", "a", "?", "[ab]", "[!a]", "[a-b]", "\\*", "\\a", "b", ".*", "many", "file*")
        .Array[1, 3].Select(string.Concat);

    private static readonly Gen<string[]> s_options = Gen.OneOf(
        Gen.Const(Array.Empty<string>()),
        Gen.OneOf("-m", "-e", "-0", "-n", "-v", "-w", "-d:", "-d,x", "-m0", "-ne").Array[0, 4],
        Gen.OneOf("-0", "-n").Select(option => new[] { option, "-d", "" }));

    private static readonly Gen<Case> s_case = Gen.Select(
        s_options,
        s_files,
        s_part.Array[1, 3].Select(parts => "/g/" + string.Join('/', parts)),
        Gen.OneOf("$A", "x${A}y", "$A$A", "\\$A", "z").Array[0, 3],
        (options, files, pattern, words) => new Case([.. options, "-s"], files, pattern, words));

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "elglob")]
    public void WordsAreTheModels() => s_case.Fuzz(
        output,
        item => Run(item).SequenceEqual(Expected(item)),
        item => $"{string.Join(' ', item.Options)} '{item.Pattern}' {string.Join(' ', item.Words)}: '{string.Join("' '", item.Files)}'");

    private static string[] Run(Case item)
    {
        OneCommandResult result = OneCommand.Run(
            ["elglob", .. item.Options, "A", item.Pattern, "prog", .. item.Words], [], machine => Plant(machine, item.Files));
        return result.Words ?? [$"{result.Code} {result.Errors}"];
    }

    /// <summary>All paths that begin with one of the files': those that others go on through are directories.</summary>
    private static SortedDictionary<string, bool> Paths(string[] files)
    {
        SortedDictionary<string, bool> paths = new(StringComparer.Ordinal);
        foreach (string file in files)
        {
            string[] names = file.Split('/');
            for (int i = 1; i <= names.Length; i++)
            {
                string path = string.Join('/', names[..i]);
                paths[path] = i < names.Length || (paths.TryGetValue(path, out bool isDirectory) && isDirectory);
            }
        }
        return paths;
    }

    private static void Plant(Machine machine, string[] files)
    {
        Node root = machine.Tree.MakeDirectory(machine.Tree.Root, "g");
        foreach ((string path, bool isDirectory) in Paths(files))
        {
            int slash = path.LastIndexOf('/');
            Node parent = slash < 0 ? root : machine.Tree.Find("/g/" + path[..slash])!;
            _ = isDirectory
                ? machine.Tree.MakeDirectory(parent, path[(slash + 1)..])
                : machine.Tree.MakeFile(parent, path[(slash + 1)..], default);
        }
    }

    private static IEnumerable<string> Expected(Case item)
    {
        bool Has(char letter) => item.Options.Any(option => option.TakeWhile(c => c != 'd').Contains(letter));
        Regex pattern = new(Translate(item.Pattern["/g/".Length..], escapes: !Has('e')), RegexOptions.Singleline);
        List<string> found = [.. Paths(item.Files).Where(pair => pattern.IsMatch(pair.Key))
            .Select(pair => $"/g/{pair.Key}{(pair.Value && Has('m') ? "/" : "")}").Order(StringComparer.Ordinal)];
        if (found.Count == 0 && !Has('0'))
        {
            found = [item.Pattern];
        }
        string? joins = item.Options.LastOrDefault(option => option.StartsWith("-d", StringComparison.Ordinal));
        if (joins == "-d")
        {
            found = [string.Concat(found.Select(path => $"{Encoding.Latin1.GetByteCount(path)}:{path},"))];
        }
        else if (joins != null)
        {
            string all = string.Concat(found.Select(path => path + joins[2]));
            found = [Has('n') && all.Length > 0 ? all[..^1] : all];
        }
        return item.Words.SelectMany(word => Substitute(word, found)).Prepend("prog");
    }

    private static IEnumerable<string> Substitute(string word, List<string> found) => word switch
    {
        "z" => ["z"],
        "\\$A" => ["$A"],
        "$A$A" => found.SelectMany(first => found.Select(second => first + second)),
        _ => found.Select(path => word[0] == 'x' ? $"x{path}y" : path),
    };

    /// <summary>A pattern for whole paths as an expression.</summary>
    private static string Translate(string pattern, bool escapes)
    {
        StringBuilder text = new("\\A");
        bool begins = true;
        for (int i = 0; i < pattern.Length; i++)
        {
            // A dot at the start of a name is matched by a dot only.
            text.Append(begins && pattern[i] is '*' or '?' or '[' && begins ? "(?!\\.)" : "");
            begins = pattern[i] == '/';
            switch (pattern[i])
            {
                case '*':
                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                case '[':
                    int end = pattern.IndexOf(']', i);
                    text.Append(pattern[i..(end + 1)].Replace("[!", "[^/", StringComparison.Ordinal));
                    i = end;
                    break;
                case '\\' when escapes:
                    text.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    text.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }
        return text + "\\z";
    }
}
