using Sestet.Base;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>Which lines are wanted: those from a time on whose text matches an expression.</summary>
internal readonly struct LogFilter(bool hasSince, Tai since, bool hasExpression, Regex expression)
{
    private readonly Regex _expression = expression;

    public bool HasSince { get; } = hasSince;

    public Tai Since { get; } = since;

    /// <summary>It may keep lines back.</summary>
    public bool IsActive => HasSince || hasExpression;

    /// <summary>Whether it lets the source's line through. Of a line in parts it looks at the first.</summary>
    public bool Passes(in LogSource source) =>
        !(HasSince && source.Time.CompareTo(Since) < 0) && !(hasExpression && !_expression.Matches(source.TextZ));
}
