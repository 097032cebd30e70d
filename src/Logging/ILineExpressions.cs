using System;

namespace Sestet.Logging;

/// <summary>The compiled regular expressions of a logging script.</summary>
internal interface ILineExpressions
{
    /// <summary>
    /// Whether a line matches the expression of that index. The line is followed by one byte that may be overwritten
    /// with a NUL, and is put back.
    /// </summary>
    bool Matches(int expression, Span<byte> lineAndOne);
}
