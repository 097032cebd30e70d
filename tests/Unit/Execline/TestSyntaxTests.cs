using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Execline;
using Xunit;

namespace Sestet.Tests;

/// <summary>Test expressions, syntax and value, against a model with recursion.</summary>
public class TestSyntaxTests
{
    private static readonly string[] s_words = ["t", "", "-n", "-z", "=", "!=", "!", "(", ")", "-a", "-o"];

    [Fact, Trait("Category", "Property")]
    public void ValuesAreTheModels() => Gen.OneOf(s_words).Array[1, 12].Sample(words =>
    {
        Model model = new(words);
        bool? expected = model.Read();
        return Evaluate(words) == expected;
    });

    private static bool? Evaluate(string[] words)
    {
        byte[][] texts = [.. words.Select(Encoding.ASCII.GetBytes)];
        TestSyntax syntax = default;
        bool valid = true;
        foreach (byte[] text in texts)
        {
            valid = valid && syntax.TryTake(TestWords.KindOf(text));
        }
        if (!valid || !syntax.IsWhole || syntax.Depth != 0)
        {
            return null;
        }
        TestFrame[] frames = new TestFrame[syntax.DepthMax + 1];
        int depth = 0;
        frames[0] = TestFrame.Whole;
        for (int i = 0; i < words.Length; i++)
        {
            switch (TestWords.KindOf(texts[i]))
            {
                case TestToken.Not:
                    frames[depth].Negate();
                    break;
                case TestToken.And:
                    break;
                case TestToken.Or:
                    frames[depth].Or();
                    break;
                case TestToken.Open:
                    frames[depth + 1] = frames[depth].Inner();
                    depth++;
                    break;
                case TestToken.Close:
                    depth--;
                    frames[depth].Take(frames[depth + 1].Value);
                    break;
                case TestToken.Unary:
                    frames[depth].Take(words[++i].Length > 0 == (words[i - 1] == "-n"));
                    break;
                default:
                    bool binary = i + 1 < words.Length && TestWords.KindOf(texts[i + 1]) == TestToken.Binary;
                    frames[depth].Take(
                        binary ? words[i] == words[i + 2] == (words[i + 1] == "=") : words[i].Length > 0);
                    i += binary ? 2 : 0;
                    break;
            }
        }
        return frames[0].Value;
    }

    /// <summary>Recursive descent; null where the words are no expression.</summary>
    private sealed class Model(string[] words)
    {
        private int _at;

        private string? Next => _at < words.Length ? words[_at] : null;

        public bool? Read()
        {
            bool? value = Any();
            return _at == words.Length ? value : null;
        }

        private static bool IsData(string? word) => word is "t" or "";

        private bool? Any()
        {
            bool? value = All();
            while (value != null && Next == "-o")
            {
                _at++;
                bool? right = All();
                value = right == null ? null : value.Value | right.Value;
            }
            return value;
        }

        private bool? All()
        {
            bool? value = Single();
            while (value != null && Next == "-a")
            {
                _at++;
                bool? right = Single();
                value = right == null ? null : value.Value & right.Value;
            }
            return value;
        }

        private bool? Single()
        {
            string? word = Next;
            _at++;
            switch (word)
            {
                case "!":
                    return !Single();
                case "(":
                    bool? inner = Any();
                    return inner != null && Next == ")" && _at++ >= 0 ? inner : null;
                case "-n" or "-z":
                    return IsData(Next) ? words[_at++].Length > 0 == (word == "-n") : null;
                default:
                    if (!IsData(word))
                    {
                        return null;
                    }
                    if (Next is not ("=" or "!="))
                    {
                        return word!.Length > 0;
                    }
                    bool equal = words[_at++] == "=";
                    return IsData(Next) ? word == words[_at++] == equal : null;
            }
        }
    }
}
