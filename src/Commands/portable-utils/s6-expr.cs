using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Commands;

/// <summary>Evaluates an expression (s6-expr.html).</summary>
internal struct S6Expr : ICommand
{
    public static ReadOnlySpan<byte> Name => "s6-expr"u8;

    public static ReadOnlySpan<byte> Usage => "s6-expr expression..."u8;

    public static ReadOnlySpan<byte> Options => ""u8;

    public static ReadOnlySpan<byte> Help => """
        Prints the value of an expression. Each operator is a word of its own; those above bind tighter than those below:

          ( )                 parentheses
          * / %               of integers
          + -                 of integers
          = > >= < <= !=      1 or 0; of integers, else of strings
          &                   the left value where none is empty or 0, else 0
          |                   the left value where it is not empty or 0, else the right one

        Exits 0; 1 where the value is empty or 0; 2 where it is no expression, an operand no integer of 64 bits, or the
        result none, or something is divided by 0; 111 where the output cannot be written.
        """u8;

    public static CommandKind Kind => CommandKind.Quick;

    private const int InvalidExpression = 2;

    private const int PrecedenceMax = 5;

    public static Outcome Run(in Invocation invocation)
    {
        Arguments words = invocation.Arguments;
        if (words.Count > 0 && words[0].SequenceEqual("--"u8))
        {
            words = words.From(1);
        }
        if (words.Count == 0)
        {
            return Outcome.Exit(InvalidExpression);
        }
        // Operators and values that wait for what is behind them: at most one of either for each word.
        Errno error = ChainMemory.TryAllocateArray(words.Count, out Span<ExpressionValue> values);
        Span<byte> operators = default;
        error = error.Failed ? error : ChainMemory.TryAllocateArray(words.Count, out operators);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "evaluate"u8));
        }
        return Outcome.Exit(TryEvaluate(words, values, operators, out ExpressionValue value)
            ? Print(words, value)
            : Diagnostics.Fatal(InvalidExpression, "invalid expression"u8));
    }

    private static int Print(Arguments words, ExpressionValue value)
    {
        Output output = new(Fd.StandardOutput, stackalloc byte[Limits.CopyLength]);
        if (value.Word >= 0)
        {
            output.Write(words[value.Word]);
        }
        else
        {
            output.Write(value.Number < 0 ? "-"u8 : default);
            // The least number has no positive one; it wraps around to itself, which is right here.
            output.Write(unchecked(value.Number < 0 ? (ulong)-value.Number : (ulong)value.Number));
        }
        output.Write("\n"u8);
        int code = Filter.Finish(ref output);
        return code != ExitCode.Success ? code : IsTrue(words, value) ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>
    /// Takes the words one by one; an operator is carried out when one that does not bind tighter comes behind it.
    /// </summary>
    private static bool TryEvaluate(
        Arguments words, Span<ExpressionValue> values, Span<byte> operators, out ExpressionValue value)
    {
        value = default;
        int valueCount = 0;
        int operatorCount = 0;
        bool wantsValue = true;
        for (int i = 0; i < words.Count; i++)
        {
            byte letter = OperatorOf(words[i]);
            if (wantsValue && letter == '(')
            {
                operators[operatorCount++] = letter;
                continue;
            }
            if (wantsValue)
            {
                if (letter == ')')
                {
                    return false;
                }
                values[valueCount++] = ExpressionValue.OfWord(i);
                wantsValue = false;
                continue;
            }
            if (letter is 0 or (byte)'(')
            {
                return false;
            }
            while (operatorCount > 0 && operators[operatorCount - 1] != '('
                && Precedence(operators[operatorCount - 1]) >= Precedence(letter))
            {
                if (!TryApply(words, operators[--operatorCount], values, ref valueCount))
                {
                    return false;
                }
            }
            if (letter != ')')
            {
                operators[operatorCount++] = letter;
                wantsValue = true;
            }
            else if (operatorCount == 0 || operators[--operatorCount] != '(')
            {
                return false;
            }
        }
        while (!wantsValue && operatorCount > 0 && operators[operatorCount - 1] != '(')
        {
            if (!TryApply(words, operators[--operatorCount], values, ref valueCount))
            {
                return false;
            }
        }
        bool complete = !wantsValue && operatorCount == 0;
        Assert.That(!complete || valueCount == 1);
        value = complete ? values[0] : default;
        return complete;
    }

    /// <summary>
    /// One letter for each operator, 0 for what is none: the first of it, but "l", "g" and "n" for "<=", ">=" and "!=".
    /// </summary>
    private static byte OperatorOf(ReadOnlySpan<byte> word)
    {
        if (word.Length == 1)
        {
            return word[0] is (byte)'(' or (byte)')' or (byte)'*' or (byte)'/' or (byte)'%' or (byte)'+' or (byte)'-'
                or (byte)'=' or (byte)'<' or (byte)'>' or (byte)'&' or (byte)'|' ? word[0] : (byte)0;
        }
        return word.SequenceEqual("<="u8) ? (byte)'l'
            : word.SequenceEqual(">="u8) ? (byte)'g'
            : word.SequenceEqual("!="u8) ? (byte)'n'
            : (byte)0;
    }

    private static int Precedence(byte letter)
    {
        switch (letter)
        {
            case (byte)'*':
            case (byte)'/':
            case (byte)'%':
                return PrecedenceMax;
            case (byte)'+':
            case (byte)'-':
                return PrecedenceMax - 1;
            case (byte)'&':
                return 2;
            case (byte)'|':
                return 1;
            case (byte)')':
                return 0;
            default:
                return PrecedenceMax - 2;
        }
    }

    private static bool TryApply(Arguments words, byte letter, Span<ExpressionValue> values, ref int count)
    {
        Assert.That(count >= 2);
        ExpressionValue right = values[--count];
        ExpressionValue left = values[count - 1];
        bool valid = true;
        long number = 0;
        switch (letter)
        {
            case (byte)'|':
                values[count - 1] = IsTrue(words, left) ? left : right;
                return true;
            case (byte)'&':
                values[count - 1] = IsTrue(words, left) && IsTrue(words, right) ? left : ExpressionValue.OfNumber(0);
                return true;
            case (byte)'*':
            case (byte)'/':
            case (byte)'%':
            case (byte)'+':
            case (byte)'-':
                valid = TryCalculate(words, letter, left, right, out number);
                break;
            default:
                number = IsSo(letter, Compare(words, left, right)) ? 1 : 0;
                break;
        }
        values[count - 1] = ExpressionValue.OfNumber(number);
        return valid;
    }

    private static bool TryCalculate(
        Arguments words, byte letter, ExpressionValue left, ExpressionValue right, out long result)
    {
        result = 0;
        if (!TryNumber(words, left, out long a) || !TryNumber(words, right, out long b))
        {
            return false;
        }
        return letter switch
        {
            (byte)'+' => CheckedNumber.TryAdd(a, b, out result),
            (byte)'-' => CheckedNumber.TrySubtract(a, b, out result),
            (byte)'*' => CheckedNumber.TryMultiply(a, b, out result),
            (byte)'/' => CheckedNumber.TryDivide(a, b, out result),
            _ => CheckedNumber.TryRemainder(a, b, out result),
        };
    }

    private static bool TryNumber(Arguments words, ExpressionValue value, out long number)
    {
        number = value.Number;
        return value.Word < 0 || ExpressionValue.TryParse(words[value.Word], out number);
    }

    private static int Compare(Arguments words, ExpressionValue left, ExpressionValue right)
    {
        if (TryNumber(words, left, out long a) && TryNumber(words, right, out long b))
        {
            return a < b ? -1 : a > b ? 1 : 0;
        }
        Span<byte> leftDigits = stackalloc byte[Limits.DecimalLengthMax];
        Span<byte> rightDigits = stackalloc byte[Limits.DecimalLengthMax];
        ReadOnlySpan<byte> first = TextOf(words, left, leftDigits);
        ReadOnlySpan<byte> second = TextOf(words, right, rightDigits);
        int compared = 0;
        for (int i = 0; i < first.Length && i < second.Length && compared == 0; i++)
        {
            compared = first[i] - second[i];
        }
        return compared != 0 ? compared : first.Length - second.Length;
    }

    private static ReadOnlySpan<byte> TextOf(Arguments words, ExpressionValue value, Span<byte> digits)
    {
        if (value.Word >= 0)
        {
            return words[value.Word];
        }
        bool negative = value.Number < 0;
        digits[0] = (byte)'-';
        int start = negative ? 1 : 0;
        // The least number wraps around to itself, which is right as a ulong.
        ulong size = unchecked(negative ? (ulong)-value.Number : (ulong)value.Number);
        return digits[..(start + Text.Format(size, digits[start..]))];
    }

    private static bool IsSo(byte letter, int compared)
    {
        switch (letter)
        {
            case (byte)'=':
                return compared == 0;
            case (byte)'n':
                return compared != 0;
            case (byte)'<':
                return compared < 0;
            case (byte)'l':
                return compared <= 0;
            case (byte)'>':
                return compared > 0;
            default:
                Assert.That(letter == 'g');
                return compared >= 0;
        }
    }

    /// <summary>Not empty, and not 0.</summary>
    private static bool IsTrue(Arguments words, ExpressionValue value) =>
        TryNumber(words, value, out long number) ? number != 0 : !words[value.Word].IsEmpty;
}
