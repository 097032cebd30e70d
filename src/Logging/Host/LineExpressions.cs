using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Logging.Host;

/// <summary>
/// The regular expressions of a script: as automata, which have equal parts of a memory of fixed size, and where that cannot
/// be, as libc compiles them.
/// </summary>
internal readonly ref struct LineExpressions : ILineExpressions
{
    private readonly Span<Regex> _expressions;
    private readonly Span<LineAutomaton> _automata;
    private readonly Span<byte> _memory;
    private readonly int _stride;

    /// <summary>A value of the first two for each expression.</summary>
    public LineExpressions(Span<Regex> expressions, Span<LineAutomaton> automata, Span<byte> memory)
    {
        Assert.That(automata.Length == expressions.Length);
        _expressions = expressions;
        _automata = automata;
        _memory = memory;
        _stride = expressions.IsEmpty ? 0 : memory.Length / expressions.Length & ~15;
    }

    /// <summary>
    /// Compiles them all; EINVAL with the step that is no expression, ENOMEM where there are too many or memory is short.
    /// scratch: memory of LineAutomaton.ScratchLength that may be used meanwhile.
    /// </summary>
    public Errno Compile(ReadOnlySpan<LogStep> steps, Span<byte> scratch, out int step)
    {
        for (step = 0; step < steps.Length; step++)
        {
            ref readonly LogPattern pattern = ref steps[step].Pattern;
            if (pattern.Kind != LogPatternKind.Expression)
            {
                continue;
            }
            // libc's word counts whether it is an expression at all.
            int index = pattern.Expression;
            Errno error = Regex.TryCompile(pattern.Text.Text, RegexFlags.REG_NEWLINE, out _expressions[index]);
            if (error.Failed)
            {
                return error;
            }
            _ = LineAutomaton.TryCompile(pattern.Text.Text[..^1], MemoryOf(index), scratch, out _automata[index]);
        }
        return Errno.None;
    }

    public bool CanFind(int expression) => _automata[expression].IsCompiled;

    public int Find(int expression, ReadOnlySpan<byte> lines) => _automata[expression].Find(MemoryOf(expression), lines);

    public bool Matches(int expression, Span<byte> lineAndOne, bool whole)
    {
        if (_automata[expression].IsCompiled)
        {
            return _automata[expression].Matches(MemoryOf(expression), lineAndOne[..^1], whole);
        }
        // libc wants a NUL behind the text, and lines hold none.
        byte behind = lineAndOne[^1];
        lineAndOne[^1] = 0;
        bool matches = _expressions[expression].Matches(lineAndOne, whole);
        lineAndOne[^1] = behind;
        return matches;
    }

    private Span<byte> MemoryOf(int expression) => _memory.Slice(expression * _stride, _stride);
}
