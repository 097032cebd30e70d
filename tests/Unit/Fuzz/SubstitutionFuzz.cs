using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using CsCheck;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>multisubstitute with define and importas, and each alone, as whole commands against a model on strings.</summary>
public class SubstitutionFuzz(ITestOutputHelper output)
{
    private sealed record Directive(string Command, string[] Options, string Name, string Value);

    private static readonly Dictionary<string, string> s_given = new()
    {
        ["V"] = " a  b ", ["W"] = "1:a,2:bb,0:,", ["X"] = "", ["N"] = "x:y\n", ["$"] = "never",
    };

    private static readonly Gen<string> s_value = Gen.OneOf(
        Gen.OneOf("", "a b", "a  b ", "1:a,", "0:,2:b ,", "1:a", "01:x,", "$A", "${B}x", ":a::b:", "a:b c", "5:a,", "4294967296:a,"),
        Gen.String[Gen.Char["ab :$\\,01"], 0, 9],
        Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 5]);

    private static readonly Gen<string[]> s_options = Gen.Frequency(
        (4, Gen.OneOf("-C", "-c", "-n", "-N", "-s", "-sCn", "-Cs").Select(letter => new[] { letter })),
        (1, Gen.OneOf(":", " ", "", ": ", "a").Select(letters => new[] { "-d", letters })),
        (1, Gen.OneOf(":", "b ").Select(letters => new[] { "-sd" + letters })))
        .Array[0, 4].Select(all => all.SelectMany(words => words).ToArray());

    private static readonly Gen<Directive> s_directive = Gen.Select(
        Gen.OneOf("define", "importas", "importas", "define"),
        s_options,
        Gen.OneOf("A", "B", "AB", "#", "A", "B", "C", "", "a}"),
        s_value,
        Gen.OneOf("V", "W", "X", "N", "none", "$", "a=b"),
        Gen.OneOf("", "", "", "-i", "-u", "-D", "-S"),
        (command, options, name, value, variable, more) => command == "define"
            ? new Directive(command, options, name, value)
            : new Directive(command, more == "-D" ? [.. options, more, value] : more.Length > 0 ? [.. options, more] : options, name, variable));

    private static readonly Gen<string> s_word = Gen.OneOf(
        Gen.String[Gen.Char["$$${}\\AB#x"], 0, 14],
        Gen.OneOf("$A", "${B}", "\\$A", "\\\\${AB}", "x$A", "$#", "}", "$", "${V}").Array[0, 4].Select(string.Concat),
        Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 5]);

    private static readonly Gen<(Directive[] Directives, string[] Words)> s_case =
        Gen.Select(s_directive.Array[1, 4], s_word.Array[0, 5]);

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "substitution")]
    public void WordsAreTheModels() => s_case.Fuzz(
        output,
        item => Run(item.Directives, item.Words).SequenceEqual(new Model(item.Directives).Run(item.Words)),
        item => string.Join(' ', item.Directives.SelectMany(Words).Concat(item.Words).Select(word => $"'{Regex.Escape(word)}'")));

    private static string[] Words(Directive item) => item.Options.Contains("-S")
        ? [item.Command, .. item.Options, "--", item.Value]
        : [item.Command, .. item.Options, "--", item.Name, item.Value];

    private static IEnumerable<string> Run(Directive[] directives, string[] words)
    {
        string[] command = directives.Length == 1
            ? Words(directives[0])
            : ["multisubstitute", .. directives.SelectMany(Words).Select(word => " " + word), ""];
        OneCommandResult result = OneCommand.Run(
            [.. command, "prog", .. words], [.. s_given.Select(pair => $"{pair.Key}={pair.Value}")]);
        return result.Words == null
            ? [$"{result.Code}"]
            : result.Words.Append("environment").Concat(result.Environment.Order(StringComparer.Ordinal));
    }

    private sealed class Model(Directive[] directives)
    {
        private readonly Dictionary<string, string[]> _keys = [];
        private readonly Dictionary<string, string> _environment = new(s_given);

        /// <summary>The words and the environment, or the exit code.</summary>
        public IEnumerable<string> Run(string[] words)
        {
            foreach (Directive directive in directives)
            {
                int code = Add(directive);
                if (code != 0)
                {
                    return [$"{code}"];
                }
            }
            return words.SelectMany(Substitute).Prepend("prog").Append("environment")
                .Concat(_environment.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
        }

        private int Add(Directive directive)
        {
            string[] options = directive.Options;
            string name = options.Contains("-S") ? directive.Value : directive.Name;
            if (name.Length == 0 || _keys.ContainsKey(name))
            {
                return 100;
            }
            int otherwise = Array.IndexOf(options, "-D");
            bool imports = directive.Command == "importas";
            bool isSet = s_given.TryGetValue(directive.Value, out string? value) && imports;
            if (imports && !isSet && otherwise < 0)
            {
                _keys[name] = [];
                return options.Contains("-i") ? 100 : 0;
            }
            value = !imports ? directive.Value : isSet ? value : options[otherwise + 1];
            string[]? words = Transform(value!, otherwise < 0 ? options : options[..otherwise]);
            if (words == null)
            {
                return 111;
            }
            _keys[name] = words;
            if (isSet && options.Contains("-u"))
            {
                _environment.Remove(directive.Value);
            }
            return 0;
        }

        /// <summary>The words of a value (el_transform.html); null where it is to be netstrings and is not.</summary>
        private static string[]? Transform(string value, string[] options)
        {
            string delimiters = " \n\r\t";
            bool crunches = false, chomps = false, splits = false;
            for (int i = 0; i < options.Length; i++)
            {
                foreach (char letter in options[i].Skip(1).TakeWhile(letter => letter != 'd'))
                {
                    crunches = letter == 'C' || (crunches && letter != 'c');
                    chomps = letter == 'n' || (chomps && letter != 'N');
                    splits |= letter == 's';
                }
                int d = options[i].IndexOf('d', StringComparison.Ordinal);
                delimiters = d < 0 ? delimiters : d + 1 < options[i].Length ? options[i][(d + 1)..] : options[++i];
            }
            string set = delimiters.Length == 0 ? "(?!)" : $"[{Regex.Escape(delimiters)}]";
            value = crunches ? Regex.Replace(value, $"({set}){set}+", "$1") : value;
            bool ended = Regex.IsMatch(value, set + @"\z");
            value = chomps && ended ? value[..^1] : value;
            if (!splits)
            {
                return [value];
            }
            if (delimiters.Length == 0)
            {
                return Netstrings(value);
            }
            string[] words = Regex.Split(value, set);
            return words[^1].Length > 0 && (!chomps || ended) ? words : words[..^1];
        }

        private static string[]? Netstrings(string value)
        {
            List<string> words = [];
            while (value.Length > 0)
            {
                int colon = value.IndexOf(':', StringComparison.Ordinal);
                if (colon <= 0
                    || !uint.TryParse(value.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out uint length)
                    || length >= value.Length - colon - 1
                    || value[colon + 1 + (int)length] != ',')
                {
                    return null;
                }
                words.Add(value.Substring(colon + 1, (int)length));
                value = value[(colon + (int)length + 2)..];
            }
            return [.. words];
        }

        /// <summary>The words that come of one: its rest is the same question again.</summary>
        private IEnumerable<string> Substitute(string word)
        {
            foreach (Match match in Regex.Matches(word, @"(?<escapes>\\*)\$(?:\{(?<name>[^${}\\]*)\}|(?<name>[^${}\\]*))"))
            {
                if (!_keys.TryGetValue(match.Groups["name"].Value, out string[]? values))
                {
                    continue;
                }
                Group escapes = match.Groups["escapes"];
                string before = word[..match.Index] + new string('\\', escapes.Length / 2);
                string literal = word[(escapes.Index + escapes.Length)..(match.Index + match.Length)];
                string rest = word[(match.Index + match.Length)..];
                string[] heads = escapes.Length % 2 != 0 ? [literal] : values;
                return heads.SelectMany(head => Substitute(rest).Select(tail => before + head + tail));
            }
            return [word];
        }
    }
}
