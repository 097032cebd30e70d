using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>The regular expressions of a script, compiled by libc.</summary>
internal readonly ref struct LineExpressions(Span<Regex> expressions) : ILineExpressions
{
    private readonly Span<Regex> _expressions = expressions;

    /// <summary>
    /// Compiles them all; EINVAL with the step that is no expression, ENOMEM where there are too many or memory is short.
    /// </summary>
    public Errno Compile(ReadOnlySpan<LogStep> steps, out int step)
    {
        for (step = 0; step < steps.Length; step++)
        {
            ref readonly LogPattern pattern = ref steps[step].Pattern;
            if (pattern.Kind != LogPatternKind.Expression)
            {
                continue;
            }
            Errno error = Regex.TryCompile(pattern.Text.Text, RegexFlags.REG_NEWLINE, out _expressions[pattern.Expression]);
            if (error.Failed)
            {
                return error;
            }
        }
        return Errno.None;
    }

    public bool CanFind(int expression) => false;

    public int Find(int expression, ReadOnlySpan<byte> lines) => -1;

    public bool Matches(int expression, Span<byte> lineAndOne, bool whole)
    {
        // libc wants a NUL behind the text, and lines hold none.
        byte behind = lineAndOne[^1];
        lineAndOne[^1] = 0;
        bool matches = _expressions[expression].Matches(lineAndOne, whole);
        lineAndOne[^1] = behind;
        return matches;
    }
}
