using System;

namespace Sestet.Logging;

/// <summary>The compiled regular expressions of a logging script.</summary>
internal interface ILineExpressions
{
    /// <summary>
    /// Whether a line matches the expression of that index. The line is followed by one byte that may be overwritten
    /// with a NUL, and is put back. whole: it ends there; else only its start is given, and no $ matches there.
    /// </summary>
    bool Matches(int expression, Span<byte> lineAndOne, bool whole);

    /// <summary>Whether Find can be asked about the expression.</summary>
    bool CanFind(int expression);

    /// <summary>The place of the last byte of the first match in whole lines, or of the newline behind it; -1 for none.</summary>
    int Find(int expression, ReadOnlySpan<byte> lines);
}
