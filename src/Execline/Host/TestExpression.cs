using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Evaluates test expressions (eltest.html), in one pass and without recursion, however deep they are.</summary>
internal static class TestExpression
{
    /// <summary>0, or an exit code, printed.</summary>
    public static int TryEvaluate(Arguments words, EnvironmentBlock environment, out bool value)
    {
        value = false;
        int code = Check(words, out int depth);
        if (code != ExitCode.Success)
        {
            return code;
        }
        Errno error = ChainMemory.TryAllocateArray(depth + 1, out Span<TestFrame> frames);
        if (error.Failed)
        {
            return Diagnostics.Unable(ExitCode.System, error, "evaluate"u8);
        }
        return Evaluate(words, environment, frames, out value);
    }

    private static int Check(Arguments words, out int depth)
    {
        TestSyntax syntax = default;
        depth = 0;
        for (int i = 0; i <= words.Count; i++)
        {
            bool ok = i == words.Count ? syntax.IsWhole : syntax.TryTake(TestWords.KindOf(words[i]));
            if (!ok)
            {
                Span<byte> digits = stackalloc byte[Limits.DecimalLengthMax];
                return Diagnostics.Fatal(
                    ExitCode.Usage, "parse error at argument "u8, digits[..Text.Format((ulong)i, digits)]);
            }
        }
        depth = syntax.DepthMax;
        return syntax.Depth == 0
            ? ExitCode.Success
            : Diagnostics.Fatal(ExitCode.Usage, "parse error: too many left parentheses"u8);
    }

    private static int Evaluate(Arguments words, EnvironmentBlock environment, Span<TestFrame> frames, out bool value)
    {
        int depth = 0;
        value = false;
        frames[0] = TestFrame.Whole;
        for (int i = 0; i < words.Count; i++)
        {
            ref TestFrame frame = ref frames[depth];
            switch (TestWords.KindOf(words[i]))
            {
                case TestToken.Not:
                    frame.Negate();
                    break;
                case TestToken.Or:
                    frame.Or();
                    break;
                case TestToken.And:
                    break;
                case TestToken.Open:
                    frames[++depth] = frame.Inner();
                    break;
                case TestToken.Close:
                    frames[--depth].Take(frame.Value);
                    break;
                default:
                    int length = LengthOf(words, i);
                    bool operand = false;
                    int code = frame.IsOpen ? TestPrimary(words, i, length, environment, out operand) : ExitCode.Success;
                    if (code != ExitCode.Success)
                    {
                        return code;
                    }
                    frame.Take(operand);
                    i += length - 1;
                    break;
            }
        }
        Assert.That(depth == 0);
        value = frames[0].Value;
        return ExitCode.Success;
    }

    /// <summary>How many words a test has: a word alone, an operator and its word, or two with one between them.</summary>
    private static int LengthOf(Arguments words, int index)
    {
        if (TestWords.KindOf(words[index]) == TestToken.Unary)
        {
            return 2;
        }
        return index + 1 < words.Count && TestWords.KindOf(words[index + 1]) == TestToken.Binary ? 3 : 1;
    }

    private static int TestPrimary(Arguments words, int index, int length, EnvironmentBlock environment, out bool value)
    {
        ReadOnlySpan<byte> firstZ = TestWords.DataZ(words.AtZ(length == 2 ? index + 1 : index));
        value = firstZ.Length > 1;
        return length switch
        {
            1 => ExitCode.Success,
            2 => TestOperators.Unary(words[index], firstZ, environment, out value),
            _ => TestOperators.Binary(words[index + 1], firstZ, TestWords.DataZ(words.AtZ(index + 2)), out value),
        };
    }
}
