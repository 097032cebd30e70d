using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Sestet.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>envfile as a whole: random files against a model of regular expressions.</summary>
public partial class EnvfileFuzz(ITestOutputHelper output)
{
    private static readonly Gen<string> s_key = Gen.OneOf(
        Gen.OneOf("a", "A", "PATH", "a#", "b c", "x'", "", "#a", "é", "\\"), Gen.String[Gen.Char['!', '\u00ff'], 1, 4]);

    private static readonly Gen<string> s_value = Gen.OneOf(
        Gen.OneOf("b", " ", "\t", "\"", "\\", "\\\n", "\\ ", "\\\"", "=", "#", "\0", "\r", "\f", "\v", "'", "?", "\\="),
        Gen.OneOf("\"b c\"", "\"\\n\"", "\"\\x41\"", "\"\\101\"", "\"\\1011\"", "\"\\x4\"", "\"\\0\"", "\"\\400\"", "\"\\q\"", "\"\\\n\""),
        Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 5]).Array[0, 8].Select(string.Concat);

    private static readonly Gen<string> s_blank = Gen.OneOf("", "", " ", "\t ", "\f\r");

    private static readonly Gen<string> s_line = Gen.OneOf(
        Gen.Select(s_blank, s_key, s_blank, s_blank, s_value, (a, key, b, c, value) => $"{a}{key}{b}={c}{value}\n"),
        Gen.Select(s_blank, s_value, (blank, text) => $"{blank}#{text}\n"),
        Gen.OneOf("\n", " \t\n", "a=1", "=", "\\\n", "a"));

    private static readonly Gen<string> s_file = Gen.OneOf(
        s_line.Array[0, 8].Select(string.Concat),
        s_line.Array[0, 80].Select(string.Concat),
        Gen.String[Gen.Char["a= \n\"\\#x01\t'"], 0, 40],
        Gen.String[Gen.Char['\0', '\u00ff'], 0, 40]);

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "envfile")]
    public void FilesAreReadAsTheModelReadsThem() => s_file.Fuzz(
        output, text => Read(text).SequenceEqual(Expected(text)), text => $"\"{Regex.Escape(text)}\"");

    /// <summary>The variables in order of their names, or the message.</summary>
    private static IEnumerable<string> Read(string text)
    {
        OneCommandResult result = OneCommand.Run(
            ["envfile", "/file", "prog"],
            ["A=before", "B=stays"],
            machine => machine.Tree.MakeFile(machine.Tree.Root, "file", Encoding.Latin1.GetBytes(text)));
        return result.Words?.SequenceEqual(["prog"]) == true
            ? result.Environment.Order(System.StringComparer.Ordinal)
            : [$"{result.Code} {result.Errors}"];
    }

    private static IEnumerable<string> Expected(string text)
    {
        Model model = new(text);
        return model.TryRead()
            ? model.Variables.Select(pair => $"{pair.Key}={pair.Value}").Order(System.StringComparer.Ordinal)
            : [$"1 envfile: fatal: in /file: syntax error line {model.Line}\n"];
    }

    private sealed partial class Model
    {
        private readonly string _text;
        private int _at;

        public Model(string text) => _text = text.Split('\0')[0];

        public Dictionary<string, string> Variables { get; } = new() { ["A"] = "before", ["B"] = "stays" };

        public int Line => _text[.._at].Count(letter => letter == '\n') + 1;

        public bool TryRead()
        {
            while (true)
            {
                Take(Nothing());
                if (_at == _text.Length)
                {
                    return true;
                }
                Match key = Take(Key());
                if (!key.Success || !TryReadValue(out string value))
                {
                    return false;
                }
                Variables[key.Groups["key"].Value] = value;
            }
        }

        [GeneratedRegex(@"\G(?>[ \t\f\r]*(?>#[^\n]*\z|(?>#[^\n]*)?\n))*[ \t\f\r]*", RegexOptions.CultureInvariant)]
        private static partial Regex Nothing();

        [GeneratedRegex(@"\G(?<key>(?>[^ \t\f\r=\n\\""'?]+))(?>[ \t\f\r]*)=[ \t\f\r]*", RegexOptions.CultureInvariant)]
        private static partial Regex Key();

        /// <summary>A part of a value as it stands, its blanks at the end apart, for the value may end there.</summary>
        [GeneratedRegex(@"\G(?<text>(?>(?:[ \t\f\r]*[^ \t\f\r\\""\n]+)+))", RegexOptions.CultureInvariant)]
        private static partial Regex Plain();

        [GeneratedRegex(@"\G(?:\\\n|\\(?<text>[ \t\f\r=\\""]))", RegexOptions.CultureInvariant)]
        private static partial Regex Escaped();

        [GeneratedRegex(
            @"\G(?:\\x(?<hex>[0-9a-fA-F]{2})|\\(?<octal>[0-7]{1,3})|\\\n|\\(?<letter>[^x\n])|(?<text>[^\\""\n]))",
            RegexOptions.CultureInvariant)]
        private static partial Regex Quoted();

        [GeneratedRegex(@"\G[ \t\f\r]*(?:\n|\z)", RegexOptions.CultureInvariant)]
        private static partial Regex End();

        [GeneratedRegex(@"\G[ \t\f\r]+", RegexOptions.CultureInvariant)]
        private static partial Regex Blanks();

        private Match Take(Regex expression)
        {
            Match match = expression.Match(_text, _at);
            _at += match.Length;
            return match;
        }

        private bool TryReadValue(out string value)
        {
            StringBuilder text = new();
            value = "";
            while (!Take(End()).Success)
            {
                if (Take(Plain()) is { Success: true } plain)
                {
                    text.Append(plain.Value);
                }
                else if (Take(Escaped()) is { Success: true } escaped)
                {
                    text.Append(escaped.Groups["text"].Value);
                }
                else if (Take(Blanks()) is { Success: true } blanks)
                {
                    text.Append(blanks.Value);
                }
                else if (_text[_at] != '"' || !TryReadQuoted(text))
                {
                    return false;
                }
            }
            value = text.ToString();
            return true;
        }

        private bool TryReadQuoted(StringBuilder text)
        {
            _at++;
            while (_at < _text.Length && _text[_at] != '"')
            {
                Match piece = Take(Quoted());
                if (!piece.Success)
                {
                    return false;
                }
                string hex = piece.Groups["hex"].Value;
                string octal = piece.Groups["octal"].Value;
                string letter = piece.Groups["letter"].Value;
                int named = letter.Length == 0 ? -1 : "abtnvfr".IndexOf(letter[0], System.StringComparison.Ordinal);
                if (hex.Length + octal.Length > 0)
                {
                    // As in the reference only the last 8 bits count.
                    int number = hex.Length > 0
                        ? int.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                        : System.Convert.ToInt32(octal, 8) & 0xff;
                    if (number == 0)
                    {
                        return false;
                    }
                    letter = ((char)number).ToString();
                }
                text.Append(named < 0 ? letter + piece.Groups["text"].Value : "\a\b\t\n\v\f\r"[named].ToString());
            }
            bool isEnded = _at < _text.Length;
            _at += isEnded ? 1 : 0;
            return isEnded;
        }
    }
}
