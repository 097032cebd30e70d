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

    /// <summary>Takes the next step; true where it is an action that happens to the line.</summary>
    public bool Step<TExpressions>(in LogStep step, Span<byte> lineAndOne, ref TExpressions expressions)
        where TExpressions : struct, ILineExpressions, allows ref struct
    {
        switch (step.Kind)
        {
            case LogStepKind.Select:
                _deselected = _deselected && !step.Pattern.Matches(lineAndOne, ref expressions);
                return false;
            case LogStepKind.Deselect:
                _deselected = _deselected || step.Pattern.Matches(lineAndOne, ref expressions);
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
