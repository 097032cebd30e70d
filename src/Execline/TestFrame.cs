namespace Sestet.Execline;

/// <summary>
/// The value of a test expression, or of one within parentheses, as far as it is read: "-a" binds more than "-o", and what
/// cannot change the value is not looked at.
/// </summary>
internal struct TestFrame
{
    private bool _any;
    private bool _all;
    private bool _negated;

    /// <summary>Nothing within matters: the expression around it is decided.</summary>
    private bool _skipped;

    public static TestFrame Whole => new() { _all = true };

    /// <summary>The next operand is worth looking at.</summary>
    public readonly bool IsOpen => !_skipped && _all && !_any;

    public readonly bool Value => _any || _all;

    public void Negate() => _negated = !_negated;

    /// <summary>A frame for an operand in parentheses.</summary>
    public readonly TestFrame Inner() => new() { _all = true, _skipped = !IsOpen };

    public void Take(bool operand)
    {
        _all &= operand != _negated;
        _negated = false;
    }

    /// <summary>"-o".</summary>
    public void Or()
    {
        _any |= _all;
        _all = true;
    }
}
