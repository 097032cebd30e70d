using System;
using Sestet.Linux;

namespace Sestet.Logging;

/// <summary>How a pattern is matched.</summary>
internal enum LogPatternKind : byte
{
    /// <summary>It matches every line.</summary>
    Everything,

    /// <summary>The line has the text in it.</summary>
    Contains,

    /// <summary>^text</summary>
    Starts,

    /// <summary>text$</summary>
    Ends,

    /// <summary>^text$</summary>
    Equals,

    /// <summary>A regular expression, matched by libc.</summary>
    Expression,
}

/// <summary>
/// The pattern of a selection directive, a POSIX extended regular expression. Most are plain text, perhaps tied to the
/// start or the end of the line; those need no regular expression matcher.
/// </summary>
internal struct LogPattern
{
    public LogPatternKind Kind;

    /// <summary>The text to be found; for an expression its source, with its NUL.</summary>
    public TextReference Text;

    /// <summary>Index of an expression among those of the script.</summary>
    public int Expression;

    /// <summary>Whether a pattern is more than plain text.</summary>
    public static bool IsExpression(ReadOnlySpan<byte> pattern) =>
        Classify(pattern, default, out _) == LogPatternKind.Expression;

    /// <summary>
    /// Recognizes what a pattern is. Its text without backslashes is put at the start of <paramref name="text"/>, which
    /// is empty or has room for the whole pattern; length tells how long it is.
    /// </summary>
    public static LogPatternKind Classify(ReadOnlySpan<byte> pattern, Span<byte> text, out int length)
    {
        length = 0;
        bool starts = pattern.Length > 0 && pattern[0] == '^';
        bool ends = false;
        for (int i = starts ? 1 : 0; i < pattern.Length; i++)
        {
            byte letter = pattern[i];
            if (letter == '$' && i == pattern.Length - 1)
            {
                ends = true;
                break;
            }
            if (letter == '\\' && i + 1 < pattern.Length && IsSpecial(pattern[i + 1]))
            {
                i++;
                letter = pattern[i];
            }
            else if (IsSpecial(letter))
            {
                return LogPatternKind.Expression;
            }
            if (!text.IsEmpty)
            {
                text[length] = letter;
            }
            length++;
        }
        if (length == 0 && !(starts && ends))
        {
            return LogPatternKind.Everything;
        }
        return starts
            ? ends ? LogPatternKind.Equals : LogPatternKind.Starts
            : ends ? LogPatternKind.Ends : LogPatternKind.Contains;
    }

    /// <summary>The letters that mean something else than themselves, and themselves behind a backslash.</summary>
    private static bool IsSpecial(byte letter) => ".[\\()*+?{|^$"u8.IndexOf(letter) >= 0;

    /// <summary>
    /// Whether the line, given with one byte more, matches. That byte belongs to the caller and may be changed meanwhile.
    /// whole: the line ends there; else only its start is given.
    /// </summary>
    public readonly bool Matches<TExpressions>(Span<byte> lineAndOne, bool whole, ref TExpressions expressions)
        where TExpressions : struct, ILineExpressions, allows ref struct
    {
        ReadOnlySpan<byte> line = lineAndOne[..^1];
        switch (Kind)
        {
            case LogPatternKind.Everything:
                return true;
            case LogPatternKind.Contains:
                return line.IndexOf(Text.Text) >= 0;
            case LogPatternKind.Starts:
                return line.StartsWith(Text.Text);
            case LogPatternKind.Ends:
                return whole && line.EndsWith(Text.Text);
            case LogPatternKind.Equals:
                return whole && line.SequenceEqual(Text.Text);
            case LogPatternKind.Expression:
            default:
                return expressions.Matches(Expression, lineAndOne, whole);
        }
    }

    /// <summary>Whether lines that match can be found among many.</summary>
    public readonly bool CanFind<TExpressions>(ref TExpressions expressions)
        where TExpressions : struct, ILineExpressions, allows ref struct => Kind switch
        {
            LogPatternKind.Everything => false,
            LogPatternKind.Expression => expressions.CanFind(Expression),
            LogPatternKind.Contains or LogPatternKind.Starts or LogPatternKind.Ends or LogPatternKind.Equals or _ =>
                !Text.Text.IsEmpty,
        };

    /// <summary>A place in the first of whole lines that may match: no line before it does. -1 for none.</summary>
    public readonly int Find<TExpressions>(ReadOnlySpan<byte> lines, ref TExpressions expressions)
        where TExpressions : struct, ILineExpressions, allows ref struct =>
        Kind == LogPatternKind.Expression ? expressions.Find(Expression, lines) : lines.IndexOf(Text.Text);
}
