using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Ftrig.Host;

/// <summary>A subscription with the expression its events are to match.</summary>
internal struct PatternListener
{
    public Subscription Subscription;
    public Regex Pattern;

    /// <summary>The events have matched.</summary>
    public bool Matched;

    /// <summary>How many of its events lie in its part of the waiter's memory.</summary>
    public int EventCount;
}
