using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CsCheck;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>elgetopt as a whole: random option strings, parameters and environments against a model.</summary>
public class ElgetoptFuzz(ITestOutputHelper output)
{
    private sealed record Case(string Letters, string[] Words, string[] Others, string? Default, int Missing);

    private static readonly Gen<string> s_letters = Gen.OneOf(
        Gen.OneOf("ab:", "a:b", ":ab:", "", "x", ":", "::", "a:a", "?=:", "-a", "a=b:"),
        Gen.String[Gen.Char["abx:::-?=#1"], 0, 6]);

    private static readonly Gen<string> s_word = Gen.OneOf(
        Gen.String[Gen.Char["-ab:x=?1"], 0, 5],
        Gen.OneOf("-a", "-b", "-ab", "--", "-", "-bx", "", "x", "--a", "-a=b", "-?", "-=", "-:"),
        Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 6]);

    private static readonly Gen<string[]> s_words = Gen.Frequency((20, s_word.Array[0, 8]), (1, s_word.Array[0, 300]), (1, Gen.Const("-a").Array[0, 300]));

    private static readonly Gen<string[]> s_others = Gen.OneOf(
        "ELGETOPT_a=old", "ELGETOPT_a:1=older", "ELGETOPT_a:7=x", "ELGETOPT_a:x=kept", "ELGETOPT_=", "ELGETOPT_b:4294967295=kept",
        "ELGETOPT_a:=kept", "ELGETOPT=kept", "A=1", "300=beyond", "#:1=2", "1:1=caller's", "01=kept", "10=ten").Array[0, 5]
        .Select(all => all.DistinctBy(Name).ToArray());

    private static readonly Gen<Case> s_case = Gen.Select(
        s_letters,
        s_words,
        s_others,
        Gen.OneOf<string?>(Gen.Const((string?)null), Gen.OneOf<string?>("", "d", "-D")),
        Gen.Frequency((30, Gen.Const(-1)), (1, Gen.Int[0, 9])),
        (letters, words, others, otherwise, missing) => new Case(letters, words, others, otherwise, missing));

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "elgetopt")]
    public void ParametersAreReadAsTheModelReadsThem() => s_case.Fuzz(
        output,
        item => Run(item).SequenceEqual(Expected(item)),
        item => $"{item.Default} '{item.Letters}' {string.Join(' ', item.Words.Select(word => $"'{word}'"))}, "
            + $"{string.Join(' ', item.Others)}, without {item.Missing}");

    private static string Name(string variable) => variable.Split('=')[0];

    /// <summary>The environment, the parameters last, so that the first of a name that is there twice is not one of them.</summary>
    private static string[] Environment(Case item)
    {
        IEnumerable<string> parameters = item.Words.Select((word, i) => $"{i + 1}={word}").Prepend("0=script");
        Dictionary<string, string> all = item.Others.ToDictionary(Name);
        foreach (string parameter in parameters.Append($"#={item.Words.Length}"))
        {
            all[Name(parameter)] = parameter;
        }
        // Ten is the count itself.
        all.Remove(item.Missing == 9 ? "#" : item.Missing.ToString(CultureInfo.InvariantCulture));
        return [.. all.Values];
    }

    private static IEnumerable<string> Run(Case item)
    {
        string[] options = item.Default == null ? ["--", item.Letters] : ["-D", item.Default, "--", item.Letters];
        OneCommandResult result = OneCommand.Run(["elgetopt", .. options, "prog", "-x"], Environment(item));
        return result.Words?.SequenceEqual(["prog", "-x"]) == true
            ? result.Environment.Order(StringComparer.Ordinal)
            : [$"{result.Code} {result.Errors}"];
    }

    private static IEnumerable<string> Expected(Case item)
    {
        string[] environment = Environment(item);
        Dictionary<string, string> given = environment.ToDictionary(Name, variable => variable[(Name(variable).Length + 1)..]);
        string? missing = Enumerable.Range(0, item.Words.Length + 1).Select(i => $"{i}").Prepend("#")
            .FirstOrDefault(name => !given.ContainsKey(name));
        if (missing != null)
        {
            return [$"100 elgetopt: fatal: {missing} not set\n"];
        }
        Dictionary<string, string> expected = [];
        foreach ((string name, string value) in given)
        {
            expected[Pushed(name)] = value;
        }
        int at = 0;
        if (Parse(item, expected, ref at) is { } fault)
        {
            return [fault];
        }
        for (int i = 0; i < item.Words.Length; i++)
        {
            expected.Remove($"{i + 1}");
        }
        string[] rest = item.Words[at..];
        for (int i = 0; i < rest.Length; i++)
        {
            expected[$"{i + 1}"] = rest[i];
        }
        expected["#"] = $"{rest.Length}";
        return expected.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal);
    }

    /// <summary>What a variable is called behind a push: one level deeper, where it is of the stack.</summary>
    private static string Pushed(string name)
    {
        if (!name.StartsWith("ELGETOPT_", StringComparison.Ordinal))
        {
            return name;
        }
        string[] parts = name.Split(':', 2);
        return parts.Length == 1
            ? name + ":1"
            : uint.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out uint level) && level < uint.MaxValue
                ? $"{parts[0]}:{level + 1}"
                : name;
    }

    /// <summary>Sets the options' variables and goes behind them, or tells what is wrong.</summary>
    private static string? Parse(Case item, Dictionary<string, string> variables, ref int at)
    {
        string letters = item.Letters.StartsWith(':') ? item.Letters[1..] : item.Letters;
        while (at < item.Words.Length && item.Words[at].StartsWith('-') && item.Words[at].Length > 1)
        {
            string word = item.Words[at++];
            if (word == "--")
            {
                return null;
            }
            for (int i = 1; i < word.Length; i++)
            {
                int place = word[i] is ':' or '?' or '=' ? -1 : letters.IndexOf(word[i], StringComparison.Ordinal);
                if (place < 0)
                {
                    return $"1 script: fatal: illegal option -- {word[i]}\n";
                }
                bool takesValue = letters.AsSpan(place + 1).StartsWith(":");
                if (takesValue && i == word.Length - 1 && at == item.Words.Length)
                {
                    return $"1 script: fatal: option requires an argument -- {word[i]}\n";
                }
                variables[$"ELGETOPT_{word[i]}"] = !takesValue ? item.Default ?? "1"
                    : i < word.Length - 1 ? word[(i + 1)..] : item.Words[at++];
                if (takesValue)
                {
                    break;
                }
            }
        }
        return null;
    }
}
