using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Execline;
using Xunit;

namespace Sestet.Tests;

public class ScriptLexerTests
{
    private static readonly Gen<string> s_scripts = Gen.String[
        Gen.OneOf(Gen.Char["\"\\{}# \n\tab01x\r\v\f$"], Gen.Char['\0', '\u00ff']), 0, 60];

    [Fact, Trait("Category", "Property")]
    public void QuotedWordsComeBack() => Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 20].Array[0, 8].Sample(words =>
        Read(string.Join(' ', words.Select(Quote)))?.SequenceEqual(words) == true);

    /// <summary>Any bytes are a script or an error at some place of it; words are no longer than they are written.</summary>
    [Fact, Trait("Category", "Property")]
    public void AnyBytesEnd() => s_scripts.Sample(script =>
    {
        byte[] text = Encoding.Latin1.GetBytes(script);
        ScriptLexer lexer = new(text, new byte[text.Length]);
        int tokens = 0;
        int place = 0;
        while (true)
        {
            ScriptToken token = lexer.Next();
            if (token is ScriptToken.End or ScriptToken.Wrong)
            {
                return lexer.Start <= text.Length && (token == ScriptToken.Wrong) == (lexer.Error != ScriptError.None);
            }
            if (lexer.Start < place || ++tokens > text.Length || lexer.Word.Contains((byte)0))
            {
                return false;
            }
            place = lexer.Start + 1;
        }
    });

    /// <summary>Blanks, and comments between lines, change nothing.</summary>
    [Fact, Trait("Category", "Property")]
    public void BlanksDoNotMatter() => Gen.Select(
        Gen.String[Gen.Char['a', 'z'], 1, 5].Array[0, 10],
        Gen.OneOf(" ", "\n", "\t \r", "\n# word { \" \\\n", " \\\n ").Array[11]).Sample((words, blanks) =>
    {
        string script = string.Concat(words.Select((word, i) => blanks[i] + word)) + blanks[10];
        return Read(script)?.SequenceEqual(words) == true;
    });

    [Theory]
    [InlineData("a\\ b \"c d\" {e} } f", "a b|c d|{e}|}|f")]
    [InlineData("\"\\x41\" \"\\0x41\\65\\0101\" x#y #z", "x41|AAA|x#y")]
    [InlineData("\"a\\\nb\" c\\\nd", "ab|c\nd")]
    [InlineData("a\\", "a")]
    [InlineData("\"\"\"a\"b\"\"", "ab")]
    public void WordsAre(string script, string words) => Assert.Equal(words.Split('|'), Read(script));

    [Theory]
    [InlineData("a \"b", ScriptError.UnterminatedQuote, 2)]
    [InlineData("\"\\0x\"", ScriptError.BadNumber, 1)]
    [InlineData("\"\\256\"", ScriptError.BadNumber, 1)]
    [InlineData("a \0", ScriptError.NulCharacter, 2)]
    [InlineData("a #b\0\nc", ScriptError.NulCharacter, 4)]
    internal void FaultsAre(string script, ScriptError error, int place)
    {
        byte[] text = Encoding.Latin1.GetBytes(script);
        ScriptLexer lexer = new(text, new byte[text.Length]);
        ScriptToken token;
        do
        {
            token = lexer.Next();
        }
        while (token is not (ScriptToken.End or ScriptToken.Wrong));
        Assert.Equal(error, lexer.Error);
        Assert.Equal(place, lexer.Start);
    }

    private static string Quote(string word) =>
        '"' + word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    /// <summary>The words and braces of a script, or null where it is wrong.</summary>
    private static List<string>? Read(string script)
    {
        byte[] text = Encoding.Latin1.GetBytes(script);
        ScriptLexer lexer = new(text, new byte[text.Length]);
        List<string> words = [];
        while (true)
        {
            switch (lexer.Next())
            {
                case ScriptToken.End:
                    return words;
                case ScriptToken.Wrong:
                    return null;
                case ScriptToken.Open:
                    words.Add("{");
                    break;
                case ScriptToken.Close:
                    words.Add("}");
                    break;
                default:
                    words.Add(Encoding.Latin1.GetString(lexer.Word));
                    break;
            }
        }
    }
}
