using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Execline;
using Sestet.Simulation;
using Xunit;

namespace Sestet.Tests;

public class GetoptParserTests
{
    private static readonly Gen<string[]> s_lines = Gen.OneOf(
        Gen.String[Gen.Char["-ab:x"], 0, 5], Gen.OneOf("-a", "-b", "-ab", "--", "-", "-bx", "", "x", "--a")).Array[0, 6];

    [Fact, Trait("Category", "Property")]
    public void ReadsAsTheModel() => Gen.Select(s_lines, Gen.OneOf("ab:", "a:b", ":ab:", "", "x", "a", "ax:b:")).Sample(
        (words, letters) => Read(words, letters).SequenceEqual(Model(words, letters)));

    [Theory]
    [InlineData("-=", "=")]
    [InlineData("-=x", "=:")]
    [InlineData("-?", "?=:")]
    [InlineData("-:", "::")]
    public void LettersThatNameNoVariableAreNoOptions(string word, string letters) => Assert.Equal(["?"], Read([word], letters));

    private static List<string> Read(string[] words, string letters)
    {
        using Sandbox sandbox = new();
        GetoptParser parser = new(sandbox.Invoke(0, words).Arguments, Encoding.ASCII.GetBytes(letters));
        List<string> read = [];
        for (byte letter = parser.Next(); letter != GetoptParser.End; letter = parser.Next())
        {
            string value = parser.ValueZ.IsEmpty ? "" : "=" + Encoding.ASCII.GetString(parser.ValueZ[..^1]);
            read.Add((char)letter + value);
            if (letter is GetoptParser.Unknown or GetoptParser.Missing)
            {
                return read;
            }
        }
        read.Add($"{words.Length - parser.Rest.Count}");
        return read;
    }

    private static List<string> Model(string[] words, string letters)
    {
        letters = letters.TrimStart(':');
        List<string> read = [];
        int at = 0;
        while (at < words.Length && words[at].StartsWith('-') && words[at].Length > 1)
        {
            string word = words[at++];
            if (word == "--")
            {
                break;
            }
            for (int i = 1; i < word.Length; i++)
            {
                int place = word[i] == ':' ? -1 : letters.IndexOf(word[i], System.StringComparison.Ordinal);
                if (place < 0)
                {
                    return [.. read, "?"];
                }
                if (place + 1 == letters.Length || letters[place + 1] != ':')
                {
                    read.Add(word[i].ToString());
                    continue;
                }
                if (i == word.Length - 1 && at == words.Length)
                {
                    return [.. read, ":"];
                }
                read.Add(word[i] + "=" + (i < word.Length - 1 ? word[(i + 1)..] : words[at++]));
                break;
            }
        }
        read.Add($"{at}");
        return read;
    }
}
