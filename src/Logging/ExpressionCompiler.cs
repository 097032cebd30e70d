using System;
using System.Runtime.CompilerServices;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// Takes a POSIX extended regular expression apart into positions, each with the bytes that may stand there and the
/// positions that may follow it (Glushkov's construction). It knows most of the syntax, as musl reads it in the C locale;
/// what it does not know, or is too large, it refuses. The expression must be one that regcomp(3) has taken.
/// </summary>
internal ref struct ExpressionCompiler
{
    private const int DepthMax = 8;
    private const int CountMax = 255;

    private readonly ReadOnlySpan<byte> _pattern;
    private readonly Span<ByteSet> _bytes;
    private readonly Span<PositionSet> _follow;
    private int _at;
    private int _positions;
    private int _depth;
    private Groups _groups;

    /// <summary>The spans are for as many positions as there can be.</summary>
    public ExpressionCompiler(ReadOnlySpan<byte> pattern, Span<ByteSet> bytes, Span<PositionSet> follow)
    {
        Assert.That(bytes.Length == PositionSet.Capacity && follow.Length == PositionSet.Capacity);
        this = default;
        _pattern = pattern;
        _bytes = bytes;
        _follow = follow;
    }

    /// <summary>A group that is being read: the alternatives before the last |, and what comes behind it.</summary>
    private struct Group
    {
        public ExpressionPart Alternatives;
        public ExpressionPart Sequence;
        public bool HasAlternatives;
    }

    [InlineArray(DepthMax)]
    private struct Groups
    {
        private Group _first;
    }

    /// <summary>The whole expression; false where it is refused.</summary>
    public bool TryCompile(out ExpressionPart whole)
    {
        whole = default;
        _groups[0].Sequence = ExpressionPart.Nothing(0);
        while (_at < _pattern.Length)
        {
            byte letter = _pattern[_at];
            bool done = letter switch
            {
                (byte)'(' => TryOpen(),
                (byte)'|' => TryAlternate(),
                (byte)')' => TryClose(),
                _ => TryAtom(out ExpressionPart part) && TryRepeat(ref part) && Append(part),
            };
            if (!done)
            {
                return false;
            }
        }
        whole = Finish(_groups[_depth]);
        return _depth == 0;
    }

    private bool TryOpen()
    {
        _at++;
        if (_depth == DepthMax - 1)
        {
            return false;
        }
        _groups[++_depth] = new Group { Sequence = ExpressionPart.Nothing(_positions) };
        return true;
    }

    private bool TryAlternate()
    {
        _at++;
        ref Group group = ref _groups[_depth];
        group.Alternatives = Finish(group);
        group.HasAlternatives = true;
        group.Sequence = ExpressionPart.Nothing(_positions);
        return true;
    }

    private bool TryClose()
    {
        _at++;
        if (_depth == 0)
        {
            return false;
        }
        ExpressionPart part = Finish(_groups[_depth--]);
        return TryRepeat(ref part) && Append(part);
    }

    private static ExpressionPart Finish(in Group group) =>
        group.HasAlternatives ? group.Alternatives.Or(group.Sequence) : group.Sequence;

    private bool Append(in ExpressionPart part)
    {
        ref Group group = ref _groups[_depth];
        group.Sequence = Join(group.Sequence, part);
        return true;
    }

    private readonly ExpressionPart Join(in ExpressionPart part, in ExpressionPart next)
    {
        LetFollow(part.Last, next.First);
        return part.Then(next);
    }

    private readonly void LetFollow(PositionSet last, PositionSet first)
    {
        for (; !last.IsEmpty; last = last.Rest())
        {
            _follow[last.First()] |= first;
        }
    }

    /// <summary>One byte of some kind, or an anchor.</summary>
    private bool TryAtom(out ExpressionPart part)
    {
        byte letter = _pattern[_at++];
        if (letter is (byte)'^' or (byte)'$')
        {
            part = ExpressionPart.Anchor(letter, _positions);
            return true;
        }
        part = default;
        ByteSet set = default;
        switch (letter)
        {
            case (byte)'[':
                if (!BracketExpression.TryParse(_pattern, ref _at, out set))
                {
                    return false;
                }
                break;
            case (byte)'.':
                set.AddRange(1, 255);
                break;
            case (byte)'\\':
                // Letters, digits and some others behind a backslash mean something in some implementations.
                if (_at == _pattern.Length || !".[]\\()*+?{}|^$/-_\":;,#&=!@%~ "u8.Contains(_pattern[_at]))
                {
                    return false;
                }
                set.Add(_pattern[_at++]);
                break;
            case (byte)'*':
            case (byte)'+':
            case (byte)'?':
            case (byte)'{':
                return false;
            default:
                set.Add(letter);
                break;
        }
        if (_positions == PositionSet.Capacity)
        {
            return false;
        }
        _bytes[_positions] = set;
        _follow[_positions] = default;
        part = ExpressionPart.One(_positions++);
        return true;
    }

    /// <summary>All the repetition signs behind a part.</summary>
    private bool TryRepeat(ref ExpressionPart part)
    {
        while (_at < _pattern.Length && "*+?{"u8.Contains(_pattern[_at]))
        {
            byte sign = _pattern[_at++];
            int least = sign == '+' ? 1 : 0;
            int most = sign == '?' ? 1 : -1;
            if (sign == '{' && !TryCounts(out least, out most))
            {
                return false;
            }
            // What an anchor, or nothing, repeated is, implementations may think differently.
            if (part.HasAnchor || part.Low == part.High || !TryRepeat(ref part, least, most))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Makes a part stand that often; most is -1 where there is no limit.</summary>
    private bool TryRepeat(ref ExpressionPart part, int least, int most)
    {
        // Copies come before anything is joined, for by that they would follow on themselves.
        int copies = Math.Max(1, most < 0 ? least : most);
        int length = part.High - part.Low;
        if (part.High != _positions || _positions + (copies - 1) * length > PositionSet.Capacity)
        {
            return false;
        }
        for (int i = 1; i < copies; i++)
        {
            Copy(part, i * length);
        }
        ExpressionPart all = ExpressionPart.Nothing(part.Low);
        for (int i = 0; i < copies; i++)
        {
            ExpressionPart one = part.Moved(i * length);
            if (most < 0 && i == copies - 1)
            {
                LetFollow(one.Last, one.First);
            }
            all = Join(all, i < least ? one : one.OrNothing());
        }
        part = all;
        return true;
    }

    private void Copy(in ExpressionPart part, int by)
    {
        for (int i = part.Low; i < part.High; i++)
        {
            Assert.That(i + by == _positions);
            _bytes[i + by] = _bytes[i];
            _follow[i + by] = _follow[i].Moved(by);
            _positions++;
        }
    }

    /// <summary>m}, m,} or m,n}</summary>
    private bool TryCounts(out int least, out int most)
    {
        bool ok = TryNumber(out least);
        most = least;
        if (ok && _at < _pattern.Length && _pattern[_at] == ',')
        {
            _at++;
            most = -1;
            if (_at < _pattern.Length && _pattern[_at] != '}')
            {
                ok = TryNumber(out most);
            }
        }
        ok = ok && _at < _pattern.Length && _pattern[_at] == '}' && most != 0 && (most < 0 || least <= most);
        _at++;
        return ok;
    }

    private bool TryNumber(out int number)
    {
        int start = _at;
        for (number = 0; _at < _pattern.Length && _pattern[_at] is >= (byte)'0' and <= (byte)'9' && number <= CountMax; _at++)
        {
            number = number * 10 + (_pattern[_at] - '0');
        }
        return _at > start && number <= CountMax;
    }
}
