using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// What must be known of a part of a regular expression to put it together with others: the positions where a match of it
/// can begin and end, and whether it matches nothing at all. ^ and $ make these depend on where it stands.
/// </summary>
internal struct ExpressionPart
{
    /// <summary>Where a match can begin.</summary>
    public PositionSet First;

    /// <summary>The same where the line begins.</summary>
    public PositionSet FirstAtStart;

    /// <summary>Where a match can end.</summary>
    public PositionSet Last;

    /// <summary>The same where the line ends.</summary>
    public PositionSet LastAtEnd;

    /// <summary>It matches the empty text: inside a line, at its start, at its end, in an empty line.</summary>
    public bool Empty;
    public bool EmptyAtStart;
    public bool EmptyAtEnd;
    public bool EmptyAtBoth;

    /// <summary>There is ^ or $ in it.</summary>
    public bool HasAnchor;

    /// <summary>Its positions: from Low, to before High.</summary>
    public int Low;
    public int High;

    /// <summary>The empty text, for parts that begin at that position.</summary>
    public static ExpressionPart Nothing(int position) => new()
    {
        Empty = true,
        EmptyAtStart = true,
        EmptyAtEnd = true,
        EmptyAtBoth = true,
        Low = position,
        High = position,
    };

    /// <summary>One byte.</summary>
    public static ExpressionPart One(int position)
    {
        PositionSet set = PositionSet.Of(position);
        return new()
        {
            First = set,
            FirstAtStart = set,
            Last = set,
            LastAtEnd = set,
            Low = position,
            High = position + 1,
        };
    }

    /// <summary>^ or, where the letter is not that, $.</summary>
    public static ExpressionPart Anchor(byte letter, int position) => new()
    {
        EmptyAtStart = letter == '^',
        EmptyAtEnd = letter != '^',
        EmptyAtBoth = true,
        HasAnchor = true,
        Low = position,
        High = position,
    };

    /// <summary>This one or the other.</summary>
    public readonly ExpressionPart Or(in ExpressionPart other) => new()
    {
        First = First | other.First,
        FirstAtStart = FirstAtStart | other.FirstAtStart,
        Last = Last | other.Last,
        LastAtEnd = LastAtEnd | other.LastAtEnd,
        Empty = Empty || other.Empty,
        EmptyAtStart = EmptyAtStart || other.EmptyAtStart,
        EmptyAtEnd = EmptyAtEnd || other.EmptyAtEnd,
        EmptyAtBoth = EmptyAtBoth || other.EmptyAtBoth,
        HasAnchor = HasAnchor || other.HasAnchor,
        Low = Low,
        High = other.High,
    };

    /// <summary>This one and then the other. The caller lets the other's First follow on this one's Last.</summary>
    public readonly ExpressionPart Then(in ExpressionPart other) => new()
    {
        First = Empty ? First | other.First : First,
        FirstAtStart = EmptyAtStart ? FirstAtStart | other.FirstAtStart : FirstAtStart,
        Last = other.Empty ? Last | other.Last : other.Last,
        LastAtEnd = other.EmptyAtEnd ? LastAtEnd | other.LastAtEnd : other.LastAtEnd,
        Empty = Empty && other.Empty,
        EmptyAtStart = EmptyAtStart && other.EmptyAtStart,
        EmptyAtEnd = EmptyAtEnd && other.EmptyAtEnd,
        EmptyAtBoth = EmptyAtBoth && other.EmptyAtBoth,
        HasAnchor = HasAnchor || other.HasAnchor,
        Low = Low,
        High = other.High,
    };

    /// <summary>This one or nothing.</summary>
    public readonly ExpressionPart OrNothing()
    {
        ExpressionPart part = Or(Nothing(High));
        Assert.That(part.Low == Low && part.High == High);
        return part;
    }

    /// <summary>A copy of it that much further on.</summary>
    public readonly ExpressionPart Moved(int by)
    {
        ExpressionPart copy = this;
        copy.First = First.Moved(by);
        copy.FirstAtStart = FirstAtStart.Moved(by);
        copy.Last = Last.Moved(by);
        copy.LastAtEnd = LastAtEnd.Moved(by);
        copy.Low = Low + by;
        copy.High = High + by;
        return copy;
    }
}
