using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Execline;
using Xunit;

namespace Sestet.Tests;

public class EnvironmentFileTests
{
    private static readonly Gen<(string Key, string Value)> s_pair = Gen.Select(
        Gen.String[Gen.Char["abcXYZ019_#.-"], 1, 8].Where(key => key[0] != '#'),
        Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 20]);

    /// <summary>Any value can be written in quotes.</summary>
    [Fact, Trait("Category", "Property")]
    public void QuotedValuesComeBack() => s_pair.Array[0, 10].Sample(pairs =>
    {
        string text = string.Concat(pairs.Select(pair => $" {pair.Key}\t= \"{Escape(pair.Value)}\" \n# {pair.Key}\n\n"));
        return Read(text, out _)?.SequenceEqual(pairs) == true;
    });

    /// <summary>Any bytes are variables or an error in some line of theirs, and no value is longer than its text.</summary>
    [Fact, Trait("Category", "Property")]
    public void AnyBytesEnd() => Gen.String[Gen.OneOf(Gen.Char["a= \n\"\\#x01\t'?"], Gen.Char['\0', '\u00ff']), 0, 80].Sample(text =>
    {
        List<(string, string)>? pairs = Read(text, out int line);
        return line >= 1 && line <= text.Count(c => c == '\n') + 1 && (pairs == null || pairs.Count <= text.Length);
    });

    [Theory]
    [InlineData("a = b c  ", "b c")]
    [InlineData("a=", "")]
    [InlineData("a=x\"y \" ", "xy ")]
    [InlineData("a=b \\\n  c", "b   c")]
    [InlineData("a=\\\n  c", "  c")]
    [InlineData("a=\"\\x41\\102\\7\\n\\q\"", "AB\u0007\nq")]
    [InlineData("a=b#c # d", "b#c # d")]
    [InlineData("a=\\=\\\\\\\"\\ ", "=\\\" ")]
    public void ValuesAre(string text, string value) => Assert.Equal([("a", value)], Read(text, out _));

    [Theory]
    [InlineData("a", 1)]
    [InlineData("a=1\nb c=1", 2)]
    [InlineData("=1", 1)]
    [InlineData("\n\na=\"b\n\"", 3)]
    [InlineData("a=\\x", 1)]
    [InlineData("a=\"\\x4\"", 1)]
    [InlineData("a=\"\\0\"", 1)]
    [InlineData("a'=1", 1)]
    [InlineData("a=b\\", 1)]
    public void FaultsAre(string text, int expected)
    {
        Assert.Null(Read(text, out int line));
        Assert.Equal(expected, line);
    }

    private static string Escape(string value) => string.Concat(value.Select(c => c switch
    {
        '"' or '\\' => "\\" + c,
        '\n' => "\\n",
        _ => c.ToString(),
    }));

    private static List<(string Key, string Value)>? Read(string text, out int line)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        EnvironmentFile file = new(bytes, new byte[bytes.Length]);
        List<(string, string)> pairs = [];
        while (file.Next(out System.ReadOnlySpan<byte> key, out System.ReadOnlySpan<byte> value))
        {
            pairs.Add((Encoding.Latin1.GetString(key), Encoding.Latin1.GetString(value)));
        }
        line = file.Line;
        return file.IsWrong ? null : pairs;
    }
}
