using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Sestet.Execline;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>Scripts' words, braces, and faults with their places, against a model of regular expressions.</summary>
public partial class LexerFuzz(ITestOutputHelper output)
{
    private static readonly Gen<string> s_piece = Gen.OneOf(
        Gen.OneOf("{", "}", "{ ", " } ", "\"", "\\", "\\\n", "#", "\n", " ", "\\\"", "\\\\", "\0", "\\0x", "\\0", "\\2", "\""),
        Gen.OneOf("\\n", "\\x", "0x41", "\\255", "\\256", "\\0777", "\\09", "\\0xg", "$a", "a#b", "\r", "\v", "\u007f", "\u0080"),
        Gen.String[Gen.Char['\u0001', '\u00ff'], 1, 6],
        Gen.String[Gen.Char['0', 'f'], 1, 4],
        Gen.String[Gen.Char["ab \"\\"], 1, 300].Select(text => text + "\""));

    private static readonly Gen<string> s_script = Gen.OneOf(
        s_piece.Array[0, 24].Select(string.Concat),
        s_piece.Array[0, 200].Select(string.Concat),
        Gen.String[Gen.Char['\0', '\u00ff'], 0, 80]);

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "lexer")]
    public void ScriptsAreReadAsTheModelReadsThem() =>
        s_script.Fuzz(output, script => Read(script).SequenceEqual(new Model(script).Read()), script => $"\"{Regex.Escape(script)}\"");

    /// <summary>The words with a letter in front, and the end or the fault.</summary>
    private static List<string> Read(string script)
    {
        byte[] text = Encoding.Latin1.GetBytes(script);
        ScriptLexer lexer = new(text, new byte[text.Length]);
        List<string> tokens = [];
        while (true)
        {
            ScriptToken token = lexer.Next();
            tokens.Add(token switch
            {
                ScriptToken.Open => $"{lexer.Start} {{",
                ScriptToken.Close => $"{lexer.Start} }}",
                ScriptToken.Word => $"{lexer.Start} word {Encoding.Latin1.GetString(lexer.Word)}",
                ScriptToken.Wrong => $"{lexer.Start} {lexer.Error}",
                _ => "end",
            });
            if (token is ScriptToken.End or ScriptToken.Wrong)
            {
                return tokens;
            }
        }
    }

    private sealed partial class Model(string script)
    {
        private readonly List<string> _tokens = [];
        private int _at;
        private string? _fault;

        public List<string> Read()
        {
            while (true)
            {
                _at += Blanks().Match(script, _at).Length;
                if (_at == script.Length)
                {
                    return [.. _tokens, "end"];
                }
                if (Brace().Match(script, _at) is { Success: true } brace)
                {
                    _tokens.Add($"{_at} {brace.Value}");
                    _at++;
                    continue;
                }
                string start = $"{_at} word ";
                string word = Word();
                if (_fault != null)
                {
                    return [.. _tokens, _fault];
                }
                _tokens.Add(start + word);
            }
        }

        [GeneratedRegex(@"\G(?>[\x01-\x20]|#[^\n\0]*|\\(?=\n|\z))*", RegexOptions.CultureInvariant)]
        private static partial Regex Blanks();

        [GeneratedRegex(@"\G[{}](?=[\x01-\x20]|\z)", RegexOptions.CultureInvariant)]
        private static partial Regex Brace();

        [GeneratedRegex(@"\G(?:\\(?<letter>.)|\\\z|(?<letter>[^\x01-\x20\\""]))", RegexOptions.Singleline)]
        private static partial Regex Plain();

        [GeneratedRegex(
            @"\G(?:\\\n|\\0x(?<hex>[0-9a-fA-F]{0,2})|\\0(?<octal>[0-7]{0,3})|\\(?<decimal>[1-9][0-9]{0,2})"
            + @"|\\(?<letter>.)|(?<letter>[^\\""]))",
            RegexOptions.Singleline)]
        private static partial Regex Quoted();

        private string Word()
        {
            StringBuilder word = new();
            while (_fault == null && _at < script.Length)
            {
                if (script[_at] == '"')
                {
                    Quotation(word);
                    continue;
                }
                Match piece = Plain().Match(script, _at);
                if (!piece.Success)
                {
                    break;
                }
                Group letter = piece.Groups["letter"];
                _fault = letter.Value == "\0" ? $"{letter.Index} {ScriptError.NulCharacter}" : null;
                word.Append(letter.Value);
                _at += piece.Length;
            }
            return word.ToString();
        }

        private void Quotation(StringBuilder word)
        {
            int start = _at++;
            while (true)
            {
                if (_at < script.Length && script[_at] == '"')
                {
                    _at++;
                    return;
                }
                Match piece = Quoted().Match(script, _at);
                if (!piece.Success)
                {
                    _fault = $"{start} {ScriptError.UnterminatedQuote}";
                    return;
                }
                bool isNumber = piece.Groups["hex"].Success || piece.Groups["octal"].Success || piece.Groups["decimal"].Success;
                string letter = isNumber ? Letter(piece) : Named(piece);
                bool isBad = letter.Length > 0 && letter[0] is '\0' or > '\u00ff';
                if (isBad)
                {
                    _fault = $"{_at} {(isNumber ? ScriptError.BadNumber : ScriptError.NulCharacter)}";
                    return;
                }
                word.Append(letter);
                _at += piece.Length;
            }
        }

        private static string Named(Match piece)
        {
            string letter = piece.Groups["letter"].Value;
            int named = piece.Length == 2 && letter.Length == 1 ? "abtnvfr".IndexOf(letter[0], System.StringComparison.Ordinal) : -1;
            return named < 0 ? letter : "\a\b\t\n\v\f\r"[named].ToString();
        }

        private static string Letter(Match piece)
        {
            string hex = piece.Groups["hex"].Value;
            string octal = piece.Groups["octal"].Value;
            int number = piece.Groups["decimal"].Success
                ? int.Parse(piece.Groups["decimal"].Value, CultureInfo.InvariantCulture)
                : hex.Length > 0 ? System.Convert.ToInt32(hex, 16) : octal.Length > 0 ? System.Convert.ToInt32(octal, 8) : 0;
            return ((char)number).ToString();
        }
    }
}
