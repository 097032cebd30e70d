using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Numerics;
using System.Text.RegularExpressions;
using CsCheck;
using Sestet.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Tests;

/// <summary>eltest as a whole: random expressions, some with a word too many or too few, against recursive descent.</summary>
public class EltestFuzz(ITestOutputHelper output)
{
    private static readonly string[] s_data =
    [
        "", "a", "b", "ab", "\\", "\\-n", "\\\\", "\\(", "1", "-1", "+1", "01", "9223372036854775807", "9223372036854775808",
        "1x", "-", "--", "/full", "/empty", "/dir", "/link", "/none", "A", "B", "A=1", "0", "-y", "\u00e9",
    ];

    private static readonly string[] s_unary =
    [
        "-n", "-z", "-v", "-e", "-f", "-d", "-h", "-L", "-s", "-p", "-b", "-c", "-S", "-t", "-g", "-u", "-k", "-O", "-U",
    ];

    private static readonly string[] s_binary =
        ["=", "!=", "<", "<=", ">", ">=", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-ef", "=~"];

    private static readonly Gen<string> s_any = Gen.Frequency(
        (3, Gen.OneOf(s_data)), (3, Gen.OneOf(s_unary)), (3, Gen.OneOf(s_binary)), (3, Gen.OneOf("!", "(", ")", "-a", "-o")));

    private static readonly Gen<string[]> s_primary = Gen.Frequency(
        (2, Gen.OneOf(s_data).Select(word => new[] { word })),
        (3, Gen.Select(Gen.OneOf(s_unary), Gen.OneOf(s_data), (operation, word) => new[] { operation, word })),
        (3, Gen.Select(
            Gen.OneOf(s_data), Gen.OneOf(s_binary), Gen.OneOf(s_data), (one, operation, other) => new[] { one, operation, other })));

    private static readonly Gen<string[]> s_single = Gen.Frequency(
        (5, s_primary),
        (2, s_primary.Select(words => words.Prepend("!").ToArray())),
        (1, Gen.Select(s_primary, Gen.Int[0, 300], (words, depth) =>
            Enumerable.Repeat("(", depth).Concat(words).Concat(Enumerable.Repeat(")", depth)).ToArray())),
        (1, Gen.Select(s_primary, Gen.Int[0, 300], (words, depth) => Enumerable.Repeat("!", depth).Concat(words).ToArray())));

    private static readonly Gen<string[]> s_flat = Joined(s_single, 6);

    private static readonly Gen<string[]> s_nested = Joined(
        Gen.Frequency((1, s_single), (1, Grouped(s_flat)), (1, Grouped(Joined(Grouped(s_flat), 3)))), 5);

    /// <summary>Whole expressions, and such in which a word is replaced, put in or taken out.</summary>
    private static readonly Gen<string[]> s_expression = Gen.Frequency(
        (6, s_nested),
        (2, Gen.Select(s_nested, s_any, Gen.Int[0, 1000], Gen.Int[0, 2], Spoil)),
        (1, s_any.Array[0, 12]));

    [Fact, Trait("Category", "Property"), Trait("Fuzz", "eltest")]
    public void ExpressionsAreWhatTheModelSays() => s_expression.Fuzz(
        output,
        words => OneCommand.Run(["eltest", .. words], ["A=1", "B="], Prepare).Code == new Model(words).Code(),
        words => string.Join(' ', words.Select(word => $"'{word}'")));

    private static void Prepare(Machine machine)
    {
        machine.Tree.MakeFile(machine.Tree.Root, "full", "x"u8);
        machine.Tree.MakeFile(machine.Tree.Root, "empty", default);
        machine.Tree.MakeDirectory(machine.Tree.Root, "dir");
        machine.Tree.Add(machine.Tree.Root, "link", Node.Link(machine.Tree.NextNumber(), "full"));
    }

    private static Gen<string[]> Grouped(Gen<string[]> inner) => Gen.Select(
        inner, Gen.Bool, (words, negated) => (string[])(negated ? ["!", "(", .. words, ")"] : ["(", .. words, ")"]));

    private static Gen<string[]> Joined(Gen<string[]> parts, int most) => Gen.Select(
        parts.Array[1, most],
        Gen.OneOf("-a", "-o").Array[most],
        (all, operators) => all.SelectMany((part, i) => i == 0 ? part : part.Prepend(operators[i])).ToArray());

    private static string[] Spoil(string[] words, string word, int place, int how)
    {
        List<string> spoilt = [.. words];
        place %= words.Length;
        if (how != 0)
        {
            spoilt.RemoveAt(place);
        }
        if (how != 1)
        {
            spoilt.Insert(place, word);
        }
        return [.. spoilt];
    }

    /// <summary>
    /// eltest.html by recursion: what cannot change the value is not evaluated, but must be of the right form. A fault of the
    /// form is found before any of evaluation.
    /// </summary>
    private sealed class Model(string[] words)
    {
        private int _at;
        private bool _isWrong;
        private bool _isUsage;

        private string? Next => _at < words.Length ? words[_at] : null;

        public int Code()
        {
            if (words.Length == 0)
            {
                return 1;
            }
            bool value = Any(matters: true);
            return _isWrong || _at < words.Length || _isUsage ? 100 : value ? 0 : 1;
        }

        private static bool IsData(string? word) => word != null
            && !s_unary.Contains(word) && !s_binary.Contains(word) && word is not ("!" or "(" or ")" or "-a" or "-o");

        private static string Plain(string word) => word.StartsWith('\\') ? word[1..] : word;

        private bool Any(bool matters)
        {
            bool value = All(matters);
            while (!_isWrong && Next == "-o")
            {
                _at++;
                value |= All(matters && !value);
            }
            return value;
        }

        private bool All(bool matters)
        {
            bool value = Single(matters);
            while (!_isWrong && Next == "-a")
            {
                _at++;
                value &= Single(matters && value);
            }
            return value;
        }

        private bool Single(bool matters)
        {
            string? word = Next;
            _at++;
            switch (word)
            {
                case "!":
                    return !Single(matters);
                case "(":
                    bool inner = Any(matters);
                    _isWrong |= Next != ")";
                    _at++;
                    return inner;
                default:
                    return word != null && s_unary.Contains(word) ? Unary(word, matters) : Data(word, matters);
            }
        }

        private string Operand()
        {
            string? word = Next;
            _at++;
            _isWrong |= !IsData(word);
            return Plain(word ?? "");
        }

        private bool Unary(string operation, bool matters)
        {
            string word = Operand();
            switch (operation)
            {
                case "-n" or "-z":
                    return word.Length > 0 == (operation == "-n");
                case "-v":
                    return word is "A" or "B";
                case "-t":
                    bool isNumber = uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out uint fd) && fd <= int.MaxValue;
                    _isUsage |= matters && !isNumber;
                    return false;
                case "-f":
                    return FileOf(word) is "/full" or "/empty";
                case "-d":
                    return word == "/dir";
                case "-h" or "-L":
                    return word == "/link";
                case "-s":
                    return FileOf(word) == "/full";
                default:
                    return FileOf(word) != null && (operation is "-e" or "-O" or "-U");
            }
        }

        /// <summary>The file that a path leads to.</summary>
        private static string? FileOf(string path) => path switch
        {
            "/link" => "/full",
            "/full" or "/empty" or "/dir" => path,
            _ => null,
        };

        /// <summary>By .NET's expressions, for libc's are not there in this build either.</summary>
        private bool Matches(string text, string pattern, bool matters)
        {
            try
            {
                return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.Singleline);
            }
            catch (ArgumentException)
            {
                _isUsage |= matters;
                return false;
            }
        }

        private bool Data(string? first, bool matters)
        {
            if (!IsData(first))
            {
                _isWrong = true;
                return false;
            }
            string one = Plain(first!);
            string? operation = Next;
            if (operation == null || !s_binary.Contains(operation))
            {
                return one.Length > 0;
            }
            _at++;
            string other = Operand();
            if (operation == "=~")
            {
                return Matches(one, other, matters);
            }
            if (operation == "-ef")
            {
                return FileOf(one) is { } file && file == FileOf(other);
            }
            int order = operation[0] == '-' ? Compare(one, other, matters) : string.CompareOrdinal(one, other);
            return operation switch
            {
                "=" or "-eq" => order == 0,
                "!=" or "-ne" => order != 0,
                "<" or "-lt" => order < 0,
                "<=" or "-le" => order <= 0,
                ">" or "-gt" => order > 0,
                _ => order >= 0,
            };
        }

        /// <summary>Of integers; what does not begin with one is a fault.</summary>
        private int Compare(string one, string other, bool matters)
        {
            BigInteger? left = Number(one);
            BigInteger? right = Number(other);
            _isUsage |= matters && (left == null || right == null);
            return left == null || right == null ? 0 : left.Value.CompareTo(right.Value);
        }

        private static BigInteger? Number(string text)
        {
            int sign = text.StartsWith('-') || text.StartsWith('+') ? 1 : 0;
            string digits = new([.. text.Skip(sign).TakeWhile(char.IsAsciiDigit)]);
            return digits.Length == 0 ? null : BigInteger.Min(
                BigInteger.Parse(digits, CultureInfo.InvariantCulture), long.MaxValue) * (text[0] == '-' ? -1 : 1);
        }
    }
}
