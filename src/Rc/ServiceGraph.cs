using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>Dependencies of services by number, in both directions, as lists one behind the other.</summary>
internal readonly ref struct ServiceGraph
{
    private readonly ReadOnlySpan<int> _upStarts;
    private readonly ReadOnlySpan<int> _upEdges;
    private readonly ReadOnlySpan<int> _downStarts;
    private readonly ReadOnlySpan<int> _downEdges;

    /// <summary>
    /// For each direction where each service's list begins, with one more entry for the end, and the lists.
    /// </summary>
    public ServiceGraph(
        ReadOnlySpan<int> upStarts, ReadOnlySpan<int> upEdges, ReadOnlySpan<int> downStarts, ReadOnlySpan<int> downEdges)
    {
        Assert.That(upStarts.Length == downStarts.Length && upStarts.Length > 0);
        _upStarts = upStarts;
        _upEdges = upEdges;
        _downStarts = downStarts;
        _downEdges = downEdges;
    }

    public int Count => _upStarts.Length - 1;

    /// <summary>What must be up for the service to go up; or, with up false, what must be down for it to go down.</summary>
    public ReadOnlySpan<int> Needs(int service, bool up)
    {
        ReadOnlySpan<int> starts = up ? _upStarts : _downStarts;
        return (up ? _upEdges : _downEdges)[starts[service]..starts[service + 1]];
    }

    /// <summary>Those that may go up (or down) only when the service is.</summary>
    public ReadOnlySpan<int> NeededBy(int service, bool up) => Needs(service, !up);
}
