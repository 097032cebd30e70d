using System;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Sestet.Linux;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class LogPatternTests
{
    private static readonly Gen<string> s_patterns = Gen.OneOf(
        Gen.String[Gen.Char["aab."], 0, 4], Gen.String[Gen.Char["ab^$\\.*"], 0, 6]);

    private struct NoExpressions : ILineExpressions
    {
        public readonly bool Matches(int expression, Span<byte> lineAndOne, bool whole) => throw new InvalidOperationException();

        public readonly bool CanFind(int expression) => false;

        public readonly int Find(int expression, ReadOnlySpan<byte> lines) => throw new InvalidOperationException();
    }

    [Theory]
    [InlineData("", "Everything", "")]
    [InlineData("^", "Everything", "")]
    [InlineData("$", "Everything", "")]
    [InlineData("^$", "Equals", "")]
    [InlineData("abc", "Contains", "abc")]
    [InlineData("^abc", "Starts", "abc")]
    [InlineData("abc$", "Ends", "abc")]
    [InlineData("^abc$", "Equals", "abc")]
    [InlineData("a\\.b\\$", "Contains", "a.b$")]
    [InlineData("a}b]c", "Contains", "a}b]c")]
    [InlineData("a.c", "Expression", null)]
    [InlineData("a|b", "Expression", null)]
    [InlineData("(a)", "Expression", null)]
    [InlineData("a{2}", "Expression", null)]
    [InlineData("a^b", "Expression", null)]
    [InlineData("a$b", "Expression", null)]
    [InlineData("a\\", "Expression", null)]
    [InlineData("\\<a", "Expression", null)]
    public void PlainTextIsKnown(string pattern, string kind, string? text)
    {
        byte[] buffer = new byte[pattern.Length];
        Assert.Equal(kind, $"{LogPattern.Classify(Encoding.ASCII.GetBytes(pattern), buffer, out int length)}");
        if (text != null)
        {
            Assert.Equal(text, Encoding.ASCII.GetString(buffer, 0, length));
        }
    }

    /// <summary>What is taken for plain text matches what the expression does.</summary>
    [Fact, Trait("Category", "Property")]
    public void PlainTextMatchesAsTheExpressionDoes() => Gen.Select(s_patterns, Gen.String[Gen.Char["ab.^$\\*"], 0, 8]).Sample(
        (pattern, line) =>
        {
            // A pinned array, because a TextReference keeps its address.
            byte[] buffer = GC.AllocateArray<byte>(pattern.Length + 1, pinned: true);
            LogPattern compiled = new() { Kind = LogPattern.Classify(Encoding.ASCII.GetBytes(pattern), buffer, out int length) };
            if (compiled.Kind == LogPatternKind.Expression)
            {
                return true;
            }
            compiled.Text = new TextReference(buffer.AsSpan(0, length));
            NoExpressions expressions = default;
            bool matches = compiled.Matches(Encoding.ASCII.GetBytes(line + "\n"), whole: true, ref expressions);
            GC.KeepAlive(buffer);
            return matches == Regex.IsMatch(line, pattern);
        });
}
