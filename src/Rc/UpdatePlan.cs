using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// What a change of databases does to services (s6-rc-update.html, "Restarts"), without I/O. Each service of the new database
/// has at most one predecessor in the old one. What is up and cannot stay up is stopped, with all that depends on it; what has
/// a predecessor that was up is to be up. The host says which conversions there are, asks for the plan, has the services
/// stopped, and says which are up then.
/// </summary>
internal ref struct UpdatePlan
{
    public const int None = -1;

    private readonly CompiledDatabase _from;
    private readonly CompiledDatabase _to;
    private readonly Span<int> _predecessor;
    private readonly Span<int> _stack;
    private readonly Span<bool> _isUp;
    private readonly Span<bool> _isCause;
    private readonly Span<bool> _stops;
    private readonly Span<bool> _isWanted;
    private readonly Span<bool> _marks;

    /// <summary>So many zeroed numbers and flags as NumbersFor and FlagsFor say.</summary>
    public UpdatePlan(CompiledDatabase from, CompiledDatabase to, Span<int> numbers, Span<bool> flags)
    {
        Assert.That(numbers.Length == NumbersFor(from.Count, to.Count) && flags.Length == FlagsFor(from.Count, to.Count));
        _from = from;
        _to = to;
        _predecessor = numbers[..to.Count];
        _stack = numbers[to.Count..];
        _isUp = flags[..from.Count];
        _isCause = flags.Slice(from.Count, from.Count);
        _stops = flags.Slice(2 * from.Count, from.Count);
        _isWanted = flags.Slice(3 * from.Count, to.Count);
        _marks = flags[(3 * from.Count + to.Count)..];
        _predecessor.Fill(None);
    }

    public static int NumbersFor(int from, int to) => to + Math.Max(from, to);

    public static int FlagsFor(int from, int to) => 3 * from + 2 * to;

    /// <summary>Bytes of ServiceState: what is up now in the old database.</summary>
    public readonly void SetStates(ReadOnlySpan<byte> states)
    {
        Assert.That(states.Length == _isUp.Length);
        for (int i = 0; i < states.Length; i++)
        {
            _isUp[i] = (states[i] & ServiceState.Up) != 0;
        }
    }

    /// <summary>
    /// An old service becomes these new ones: itself, one that it is renamed to, or a bundle's. Gives one that another has
    /// become already, or None.
    /// </summary>
    public readonly int Convert(int service, NumberList targets, bool isBundle, bool restarts)
    {
        for (int i = 0; i < targets.Count; i++)
        {
            int target = targets.Service(i);
            if (_predecessor[target] != None)
            {
                return target;
            }
            _predecessor[target] = service;
        }
        bool isSame = !isBundle && targets.Count == 1 && _from.IsLongrun(service) == _to.IsLongrun(targets.Service(0));
        _isCause[service] = _isUp[service] && (restarts || !isSame);
        return None;
    }

    /// <summary>An old service has no place in the new database.</summary>
    public readonly void Drop(int service) => _isCause[service] = _isUp[service];

    /// <summary>Finds out what must stop, and what is to be up; every old service has been converted or dropped.</summary>
    public readonly void Compute()
    {
        for (int i = 0; i < _to.Count; i++)
        {
            _isWanted[i] = _predecessor[i] != None && _isUp[_predecessor[i]];
        }
        // What depends on something that was not there, or was down.
        _isWanted.CopyTo(_marks);
        DependencyClosure.Expand(_to, _marks, _stack, up: true);
        for (int i = 0; i < _to.Count; i++)
        {
            _marks[i] &= !_isWanted[i];
        }
        ExpandStops();
        bool more = StopDependents();
        // Each round stops at least one more service.
        for (int round = 0; round <= _from.Count && (more || round == 0); round++)
        {
            ExpandStops();
            for (int i = 0; i < _to.Count; i++)
            {
                _marks[i] = _isWanted[i] && _stops[_predecessor[i]];
            }
            more = StopDependents();
        }
        Assert.That(!more);
    }

    /// <summary>It must stop for a reason of its own, not only for what it depends on in the old database.</summary>
    public readonly bool IsCause(int service) => _isCause[service];

    /// <summary>It was up under the old database and is not yet under the new one.</summary>
    public readonly bool Starts(int target) => _isWanted[target] && !IsKept(target);

    /// <summary>It goes on as it is.</summary>
    public readonly bool IsKept(int target)
    {
        int service = _predecessor[target];
        return service != None && _isUp[service] && _isWanted[target] && !_stops[service]
            && _from.IsLongrun(service) == _to.IsLongrun(target);
    }

    /// <summary>The old service that it was, or None.</summary>
    public readonly int Predecessor(int target) => _predecessor[target];

    /// <summary>
    /// With what is up now that all have been told to stop: an essential service may have stayed, and is kept where it can be.
    /// </summary>
    public readonly void Settle(ReadOnlySpan<byte> states)
    {
        SetStates(states);
        for (int i = 0; i < _from.Count; i++)
        {
            _stops[i] &= !_isUp[i];
        }
    }

    private readonly void ExpandStops()
    {
        _isCause.CopyTo(_stops);
        DependencyClosure.Expand(_from, _stops, _stack, up: false);
        for (int i = 0; i < _from.Count; i++)
        {
            _stops[i] &= _isUp[i];
        }
    }

    /// <summary>Whatever depends on the marked new services has to stop; whether there is any that did not.</summary>
    private readonly bool StopDependents()
    {
        bool more = false;
        DependencyClosure.Expand(_to, _marks, _stack, up: false);
        for (int i = 0; i < _to.Count; i++)
        {
            if (_isWanted[i] && _marks[i] && !_stops[_predecessor[i]])
            {
                _isCause[_predecessor[i]] = true;
                more = true;
            }
        }
        return more;
    }
}
