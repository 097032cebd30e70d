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

    /// <summary>
    /// Recognizes what a pattern is. Its text without backslashes is put at the start of <paramref name="text"/>, which
    /// has room for the whole pattern; length tells how long it is.
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
            text[length++] = letter;
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
    /// </summary>
    public readonly bool Matches<TExpressions>(Span<byte> lineAndOne, ref TExpressions expressions)
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
                return line.EndsWith(Text.Text);
            case LogPatternKind.Equals:
                return line.SequenceEqual(Text.Text);
            case LogPatternKind.Expression:
            default:
                return expressions.Matches(Expression, lineAndOne);
        }
    }
}
