using System;

namespace Sestet.Execline;

/// <summary>Whether words are a test expression. But for parentheses that takes one look at the word before.</summary>
internal ref struct TestSyntax
{
    private State _state;

    private enum State : byte
    {
        /// <summary>An expression is to begin.</summary>
        Begin,

        /// <summary>Behind a word that may be the first operand of a binary operator.</summary>
        BehindData,

        /// <summary>Behind an operator, which takes one more word.</summary>
        BehindOperator,

        /// <summary>Behind a whole expression.</summary>
        BehindExpression,
    }

    /// <summary>How many parentheses are open.</summary>
    public int Depth { get; private set; }

    /// <summary>The most that were open at once.</summary>
    public int DepthMax { get; private set; }

    /// <summary>The expression may end here, as far as parentheses let it.</summary>
    public readonly bool IsWhole => _state is State.BehindData or State.BehindExpression;

    /// <summary>Takes the next word; false where it cannot stand here.</summary>
    public bool TryTake(TestToken token)
    {
        switch (token)
        {
            case TestToken.Data when _state == State.Begin:
                _state = State.BehindData;
                return true;
            case TestToken.Data when _state == State.BehindOperator:
                _state = State.BehindExpression;
                return true;
            case TestToken.Unary when _state == State.Begin:
            case TestToken.Binary when _state == State.BehindData:
                _state = State.BehindOperator;
                return true;
            case TestToken.Open when _state == State.Begin:
                Depth++;
                DepthMax = Math.Max(Depth, DepthMax);
                return true;
            case TestToken.Close when IsWhole && Depth > 0:
                Depth--;
                _state = State.BehindExpression;
                return true;
            case TestToken.And or TestToken.Or when IsWhole:
                _state = State.Begin;
                return true;
            default:
                return token == TestToken.Not && _state == State.Begin;
        }
    }
}
