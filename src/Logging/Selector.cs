using System;

namespace Sestet.Logging;

/// <summary>
/// What becomes of one line on its way through a script (s6-log.html, "Selection directives"). It begins selected. Each
/// selection may change that; an action happens to a line that is selected when it comes to the action.
/// </summary>
internal struct Selector
{
    private bool _deselected;
    private bool _touched;

    /// <summary>
    /// Takes the next step; true where it is an action that happens to the line. whole: all of the line is given.
    /// </summary>
    public bool Step<TExpressions>(in LogStep step, Span<byte> lineAndOne, bool whole, ref TExpressions expressions)
        where TExpressions : struct, ILineExpressions, allows ref struct
    {
        // Whether a line matches is asked only where it makes a difference.
        bool asks = step.Kind == (_deselected ? LogStepKind.Select : LogStepKind.Deselect);
        return Step(step, asks && step.Pattern.Matches(lineAndOne, whole, ref expressions));
    }

    /// <summary>The same where it is known whether the line matches the step's pattern.</summary>
    public bool Step(in LogStep step, bool matches)
    {
        switch (step.Kind)
        {
            case LogStepKind.Select:
                _deselected = _deselected && !matches;
                return false;
            case LogStepKind.Deselect:
                _deselected = _deselected || matches;
                return false;
            case LogStepKind.SelectUntouched:
                _deselected = _touched;
                return false;
            case LogStepKind.Stdout:
            case LogStepKind.Alert:
            case LogStepKind.Status:
            case LogStepKind.Logdir:
            default:
                _touched = _touched || !_deselected;
                return !_deselected;
        }
    }
}
