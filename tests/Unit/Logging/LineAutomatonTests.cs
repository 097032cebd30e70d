using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using CsCheck;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

/// <summary>Automata beside the regcomp(3) and regexec(3) of the C library that the tests run on.</summary>
public partial class LineAutomatonTests
{
    private const int REG_EXTENDED = 1;
    private const int REG_NEWLINE = 4;

    private static readonly Gen<string> s_brackets = OneOf(
        "[ab]", "[^ab]", "[a-c]", "[]a]", "[^]b]", "[a-]", "[-c]", "[.*]", "[[:digit:]x]", "[^[:alpha:]]", "[[:punct:]]", "[[:space:]]",
        "[[:xdigit:]]", "[[:upper:][:lower:]]", "[[:alnum:]]", "[[:graph:]]", "[[:print:]]", "[[:cntrl:]]", "[[:blank:]_]");

    private static readonly Gen<string> s_atoms = Gen.Frequency(
        (12, OneOf("a", "b", "c", "x", "0", " ")),
        (2, OneOf(".", "\\.", "\\$", "\\\\", "\\(", "\\{")),
        (3, s_brackets),
        (2, OneOf("^", "$")));

    private static readonly Gen<string> s_repeats = Gen.Frequency(
        (8, Gen.Const("")), (4, OneOf("*", "+", "?")), (2, OneOf("{2}", "{1,3}", "{0,2}", "{2,}", "{1}")));

    private static readonly Gen<string> s_expressions = Sequences(Gen.OneOf(
        Gen.Select(s_atoms, s_repeats, (atom, repeat) => atom + (atom is "^" or "$" ? "" : repeat)),
        Gen.Select(Sequences(Gen.Select(s_atoms, s_repeats, (a, r) => a + (a is "^" or "$" ? "" : r))), s_repeats, (e, r) => $"({e}){r}")));

    private static readonly Gen<string> s_lines = Gen.String[Gen.Char["aaabbbccx0 .$\\({_Z\t-]*"], 0, 10];

    private static Gen<string> Sequences(Gen<string> parts) =>
        parts.Array[1, 4].Select(string.Concat).Array[1, 3].Select(all => string.Join('|', all));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int regcomp(Span<byte> compiled, string pattern, int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int regexec(Span<byte> compiled, string text, nint matchesMax, nint matches, int flags);

    [LibraryImport("libc")]
    private static partial void regfree(Span<byte> compiled);

    [Theory]
    [InlineData("a.c", "xabcx", "ac")]
    [InlineData("^(ab|cd)+$", "abcd", "abc")]
    [InlineData("[0-9]{1,3}(\\.[0-9]{1,3}){3}", "at 10.0.200.1:", "10.0.1")]
    [InlineData("(timeout|refused) [0-9]+$", "x: refused 12", "refused 12 ")]
    [InlineData("^$|x$", "", "xa")]
    [InlineData("[^[:alnum:]]\\$", "a.$", "aa$")]
    public void KnowsWhatMatches(string pattern, string yes, string no)
    {
        Automaton automaton = Automaton.Compile(pattern, 4096)!;
        Assert.True(automaton.Matches(yes, whole: true));
        Assert.False(automaton.Matches(no, whole: true));
        Assert.Equal(no.Length + 1, automaton.Find($"{no}\n{yes}\n{no}\n", out int end) ? end : -1);
    }

    [Theory]
    [InlineData("a\\<")]
    [InlineData("(a")]
    [InlineData("a*")]
    [InlineData("^")]
    [InlineData("(^a)*b")]
    [InlineData("a{0}b")]
    [InlineData("[[.a.]]")]
    [InlineData("[[=a=]]")]
    [InlineData("(((((((((a)))))))))")]
    [InlineData("(a{100}){2}")]
    public void OthersAreLeftToLibc(string pattern) => Assert.Null(Automaton.Compile(pattern, 4096));

    [Fact]
    public void TheEndOfAPartIsNoEnd()
    {
        Automaton automaton = Automaton.Compile("a.$|b.", 4096)!;
        Assert.True(automaton.Matches("xab", whole: true));
        Assert.False(automaton.Matches("xab", whole: false));
        Assert.True(automaton.Matches("xbb", whole: false));
    }

    [Fact, Trait("Category", "Property")]
    public void MatchesAsLibcDoes() => Gen.Select(s_expressions, s_lines.Array[1, 20]).Sample((pattern, lines) =>
    {
        byte[] compiled = new byte[512];
        if (Automaton.Compile(pattern, 8192) is Automaton automaton && regcomp(compiled, pattern, REG_EXTENDED | REG_NEWLINE) == 0)
        {
            Compare(automaton, compiled, lines);
            regfree(compiled);
        }
    });

    /// <summary>An expression that would need 256 states, where there is room for ten.</summary>
    [Fact, Trait("Category", "Property")]
    public void StatesAreForgottenWhereMemoryIsShort() => Gen.String[Gen.Char["aabbx"], 0, 60].Array[1, 20].Sample(lines =>
    {
        const string pattern = "a[ab]{7}x";
        byte[] compiled = new byte[512];
        Automaton automaton = Automaton.Compile(pattern, 750)!;
        Assert.Equal(0, regcomp(compiled, pattern, REG_EXTENDED | REG_NEWLINE));
        Compare(automaton, compiled, lines);
        regfree(compiled);
    });

    private static void Compare(Automaton automaton, byte[] compiled, string[] lines)
    {
        bool[] expected = [.. lines.Select(line => regexec(compiled, line, 0, 0, 0) == 0)];
        Assert.Equal(expected, lines.Select(line => automaton.Matches(line, whole: true)));
        // The first of them all, among lines.
        bool found = automaton.Find(string.Concat(lines.Select(line => line + "\n")), out int start);
        int first = Array.IndexOf(expected, true);
        Assert.Equal(first >= 0, found);
        Assert.True(!found || start == lines.Take(first).Sum(line => line.Length + 1));
    }

    private sealed class Automaton(LineAutomaton automaton, byte[] memory)
    {
        private LineAutomaton _automaton = automaton;

        public static Automaton? Compile(string pattern, int length)
        {
            byte[] memory = new byte[length];
            byte[] scratch = new byte[LineAutomaton.ScratchLength];
            return LineAutomaton.TryCompile(Encoding.Latin1.GetBytes(pattern), memory, scratch, out LineAutomaton compiled)
                ? new Automaton(compiled, memory)
                : null;
        }

        public bool Matches(string line, bool whole) => _automaton.Matches(memory, Encoding.Latin1.GetBytes(line), whole);

        /// <summary>The start of the first line that matches.</summary>
        public bool Find(string lines, out int start)
        {
            int found = _automaton.Find(memory, Encoding.Latin1.GetBytes(lines));
            start = found <= 0 ? 0 : lines.LastIndexOf('\n', found - 1) + 1;
            return found >= 0;
        }
    }
}
