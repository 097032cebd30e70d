using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// Which services of a set must change their prescription so that some others may have a new one (s6-rc-set-change.html,
/// s6-rc-set-fix.html). Lowering some lowers all that depend on them; raising some raises all that they depend on; and a
/// pipeline is masked as a whole or not at all. It takes a time that grows with services and dependencies.
/// </summary>
internal ref struct SetClosure
{
    private const byte IsGiven = 1;
    private const byte IsPulled = 2;
    private const byte SeenDown = 4;
    private const byte SeenUp = 8;
    private const byte SeenInPipeline = 16;
    private const byte IsFresh = 32;

    private readonly ServiceSet _set;
    private readonly Span<byte> _marks;
    private readonly Span<int> _seeds;
    private readonly Span<int> _pulled;
    private readonly Span<int> _down;
    private readonly Span<int> _up;
    private readonly Span<int> _members;
    private Prescription _target;
    private bool _lowers;
    private bool _raises;
    private int _givenCount;
    private int _seedCount;
    private int _pulledCount;

    /// <summary>Numbers of memory that each service takes.</summary>
    public const int NumbersPerService = 5;

    /// <summary>Marks: a byte for each service; numbers: NumbersPerService of them for each.</summary>
    public SetClosure(ServiceSet set, Span<byte> marks, Span<int> numbers)
    {
        Assert.That(marks.Length == set.Count && numbers.Length == set.Count * NumbersPerService);
        this = default;
        _set = set;
        _marks = marks;
        _seeds = numbers[..set.Count];
        _pulled = numbers.Slice(set.Count, set.Count);
        _down = numbers.Slice(set.Count * 2, set.Count);
        _up = numbers.Slice(set.Count * 3, set.Count);
        _members = numbers.Slice(set.Count * 4, set.Count);
    }

    /// <summary>The services that are to get the prescription, each once.</summary>
    public readonly ReadOnlySpan<int> Given => _seeds[.._givenCount];

    /// <summary>The services that must change, too, in the order in which they were found.</summary>
    public readonly ReadOnlySpan<int> Pulled => _pulled[.._pulledCount];

    /// <summary>
    /// Begins anew: services are to get that prescription, which lowers those that depend on them, raises those that they
    /// depend on, or both.
    /// </summary>
    public void Begin(Prescription target, bool lowers, bool raises)
    {
        Assert.That(lowers || raises);
        _marks.Clear();
        _target = target;
        _lowers = lowers;
        _raises = raises;
        _givenCount = 0;
        _seedCount = 0;
        _pulledCount = 0;
    }

    /// <summary>One of the services that are to get the prescription.</summary>
    public void Give(int service)
    {
        Assert.That(!_set.IsReserved(service));
        if ((_marks[service] & IsGiven) == 0)
        {
            _marks[service] |= IsGiven;
            _seeds[_seedCount++] = service;
            _givenCount = _seedCount;
        }
    }

    /// <summary>Puts those that were given into falling order, as s6-rc-db lists them.</summary>
    public readonly void OrderGiven()
    {
        int at = 0;
        for (int service = _set.Count - 1; service >= 0; service--)
        {
            if ((_marks[service] & IsGiven) != 0)
            {
                _seeds[at++] = service;
            }
        }
        Assert.That(at == _givenCount);
    }

    /// <summary>Finds all others.</summary>
    public void Run()
    {
        int done = 0;
        // Each round does what the pipelines of the round before have added.
        while (done < _seedCount)
        {
            bool isFirst = done == 0;
            ReadOnlySpan<int> seeds = _seeds[done.._seedCount];
            done = _seedCount;
            ReadOnlySpan<int> down = _lowers ? _down[..Walk(seeds, up: false, _down, isFirst)] : default;
            PullAll(down, up: false);
            ReadOnlySpan<int> up = _raises ? _up[..Walk(seeds, up: true, _up, isFirst)] : default;
            PullAll(up, up: true);
            if (_raises || _target == Prescription.Masked)
            {
                PullPipelines(down);
                PullPipelines(up);
            }
        }
    }

    /// <summary>
    /// The services that depend on the seeds, or that the seeds depend on, and the seeds, but those seen before; how many they
    /// are. Ordered: with falling numbers, as s6-rc-db lists them.
    /// </summary>
    private readonly int Walk(ReadOnlySpan<int> seeds, bool up, Span<int> found, bool ordered)
    {
        byte seen = (byte)((up ? SeenUp : SeenDown) | IsFresh);
        int count = 0;
        foreach (int seed in seeds)
        {
            See(seed, seen, found, ref count);
        }
        for (int i = 0; i < count; i++)
        {
            NumberList next = _set.Database.Dependencies(found[i], up);
            for (int k = 0; k < next.Count; k++)
            {
                See(next.Service(k), seen, found, ref count);
            }
        }
        if (ordered)
        {
            Order(found[..count]);
        }
        foreach (int service in found[..count])
        {
            _marks[service] &= byte.MaxValue - IsFresh;
        }
        return count;
    }

    private readonly void See(int service, byte seen, Span<int> found, ref int count)
    {
        byte direction = (byte)(seen & (SeenUp | SeenDown));
        if ((_marks[service] & direction) == 0 && !_set.IsReserved(service))
        {
            _marks[service] |= seen;
            found[count++] = service;
        }
    }

    /// <summary>Puts the fresh ones into falling order.</summary>
    private readonly void Order(Span<int> fresh)
    {
        int at = 0;
        for (int service = _set.Count - 1; service >= 0; service--)
        {
            if ((_marks[service] & IsFresh) != 0)
            {
                fresh[at++] = service;
            }
        }
        Assert.That(at == fresh.Length);
    }

    private void PullAll(ReadOnlySpan<int> services, bool up)
    {
        foreach (int service in services)
        {
            if (up ? _set[service] < _target : _set[service] > _target)
            {
                Pull(service);
            }
        }
    }

    /// <summary>False where it was pulled or given before.</summary>
    private bool Pull(int service)
    {
        if ((_marks[service] & (IsGiven | IsPulled)) != 0)
        {
            return false;
        }
        _marks[service] |= IsPulled;
        _pulled[_pulledCount++] = service;
        return true;
    }

    private void PullPipelines(ReadOnlySpan<int> services)
    {
        foreach (int service in services)
        {
            // A pipeline is not touched by what its longruns depend on.
            bool moves = (_marks[service] & (IsGiven | IsPulled)) != 0;
            int count = moves ? CollectPipeline(service) : 0;
            // From its source to its end.
            for (int i = count - 1; i >= 0; i--)
            {
                int member = _members[i];
                bool isWrong = _target == Prescription.Masked
                    ? _set[member] > Prescription.Masked
                    : _set[member] == Prescription.Masked;
                if (isWrong && Pull(member))
                {
                    _seeds[_seedCount++] = member;
                }
            }
        }
    }

    /// <summary>The longruns of a pipeline that was not looked at yet, from its end to its sources; how many they are.</summary>
    private readonly int CollectPipeline(int service)
    {
        CompiledDatabase database = _set.Database;
        if (!database.IsLongrun(service) || (_marks[service] & SeenInPipeline) != 0)
        {
            return 0;
        }
        int last = service;
        // A database may be wrong: a ring of consumers has no end.
        for (int steps = 0; steps < _set.Count && database.Consumer(last) >= 0; steps++)
        {
            last = database.Consumer(last);
        }
        int count = 0;
        Join(last, ref count);
        for (int i = 0; i < count; i++)
        {
            NumberList producers = database.Producers(_members[i]);
            for (int k = producers.Count - 1; k >= 0; k--)
            {
                Join(producers.Service(k), ref count);
            }
        }
        return count;
    }

    private readonly void Join(int member, ref int count)
    {
        if ((_marks[member] & SeenInPipeline) == 0 && !_set.IsReserved(member))
        {
            _marks[member] |= SeenInPipeline;
            _members[count++] = member;
        }
    }
}
