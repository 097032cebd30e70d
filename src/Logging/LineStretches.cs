using System;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// Lines that no pattern of a script matches all have the same fate. Where that is to be written somewhere, or dropped,
/// they need not be looked at one by one: the patterns' text is searched in all the lines that were read, and the lines
/// between two places where something was found are dealt with at once.
/// </summary>
internal ref struct LineStretches
{
    /// <summary>Lines in a row that match, after which the next are looked at one by one without being searched.</summary>
    private const int VainMax = 8;
    private const int PauseLines = 128;

    private readonly ReadOnlySpan<LogStep> _steps;
    private readonly Span<bool> _acts;
    private readonly Span<int> _places;
    private bool _selects;
    private int _vain;
    private int _pause;

    /// <summary>A value of each span for every step.</summary>
    public LineStretches(ReadOnlySpan<LogStep> steps, Span<bool> acts, Span<int> places)
    {
        Assert.That(acts.Length == steps.Length && places.Length == steps.Length);
        _steps = steps;
        _acts = acts;
        _places = places;
    }

    /// <summary>Lines can be dealt with so.</summary>
    public bool AreUsed { get; private set; }

    /// <summary>The actions that happen to a line that no pattern matches.</summary>
    public readonly ReadOnlySpan<bool> Acts => _acts;

    /// <summary>To be called at start: looks what becomes of a line that no pattern matches.</summary>
    public void Prepare<TExpressions>(ref TExpressions expressions)
        where TExpressions : struct, ILineExpressions, allows ref struct
    {
        Selector selector = default;
        int stdouts = 0;
        AreUsed = true;
        for (int i = 0; i < _steps.Length; i++)
        {
            ref readonly LogStep step = ref _steps[i];
            bool everything = step.Pattern.Kind == LogPatternKind.Everything;
            _acts[i] = selector.Step(step, everything);
            _selects |= step.HasPattern && !everything;
            stdouts += _acts[i] && step.Kind == LogStepKind.Stdout ? 1 : 0;
            bool acts = _acts[i] && step.Kind is LogStepKind.Alert or LogStepKind.Status;
            AreUsed &= !acts && stdouts <= 1 && (!step.HasPattern || everything || step.Pattern.CanFind(ref expressions));
        }
        Forget();
    }

    /// <summary>The lines stand elsewhere from now on.</summary>
    public readonly void Forget() => _places.Fill(-1);

    /// <summary>
    /// Bytes of whole lines, which stand at that position, before the first that some pattern may match.
    /// </summary>
    public int LengthOf<TExpressions>(ReadOnlySpan<byte> lines, int position, ref TExpressions expressions)
        where TExpressions : struct, ILineExpressions, allows ref struct
    {
        if (!_selects || lines.IsEmpty)
        {
            return lines.Length;
        }
        if (_pause > 0)
        {
            _pause--;
            return 0;
        }
        int nearest = lines.Length;
        for (int i = 0; i < _steps.Length; i++)
        {
            ref readonly LogStep step = ref _steps[i];
            if (!step.HasPattern || step.Pattern.Kind == LogPatternKind.Everything)
            {
                continue;
            }
            // No match is before that place.
            if (_places[i] <= position)
            {
                int found = step.Pattern.Find(lines, ref expressions);
                _places[i] = position + (found < 0 ? lines.Length : found);
            }
            nearest = Math.Min(nearest, _places[i] - position);
        }
        int length = nearest == lines.Length ? nearest : lines[..nearest].LastIndexOf((byte)'\n') + 1;
        // Where most lines match, each would be looked at twice.
        _vain = length > 0 ? 0 : _vain + 1;
        if (_vain == VainMax)
        {
            _vain = 0;
            _pause = PauseLines;
        }
        return length;
    }
}
