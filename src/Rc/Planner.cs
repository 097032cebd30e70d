using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>
/// What to start or stop next: the engine of s6-rc change, without I/O. The host asks for steps until there are none, carries
/// them out beside each other, tells how each ended, and asks again. A service has its turn when all that it needs is where it
/// is to be; so time and memory grow with services plus dependencies. A failure ends nothing but what depends on it.
/// <para>
/// The planner keeps the states (ServiceState). A service is uncertain from its Begin to the end that is told; whoever finds
/// one so (its s6-rc was killed) has the transition done again, in whatever direction is asked for, for transitions may be
/// repeated. Nothing that depends on such a service can have been begun, and nothing that it needs can have been stopped, so
/// that the order holds over such deaths.
/// </para>
/// </summary>
internal ref struct Planner
{
    private readonly ServiceGraph _graph;
    private readonly Span<byte> _states;
    private readonly Span<byte> _marks;
    private readonly Span<int> _pending;
    private readonly Span<int> _queue;
    private PlanGoal _goal;
    private bool _stopsEssential;
    private bool _halted;
    private int _first;
    private int _last;

    /// <summary>A byte of ServiceState and one of ServiceMark for every service, and room for two numbers for each.</summary>
    public Planner(ServiceGraph graph, Span<byte> states, Span<byte> marks, Span<int> pending, Span<int> queue)
    {
        this = default;
        Assert.That(states.Length == graph.Count && marks.Length == graph.Count);
        Assert.That(pending.Length == graph.Count && queue.Length == graph.Count);
        _graph = graph;
        _states = states;
        _marks = marks;
        _pending = pending;
        _queue = queue;
    }

    /// <summary>Transitions that were begun and have not ended.</summary>
    public int Running { get; private set; }

    /// <summary>Transitions that have failed in this run.</summary>
    public int Failures { get; private set; }

    /// <summary>Nothing is left to do or to wait for.</summary>
    public readonly bool IsDone => Running == 0 && (_halted || _first == _last);

    /// <summary>
    /// Begins a run: the selected services, a closed set in that direction, are to be there. To reload, any set will do.
    /// </summary>
    public void Begin(PlanGoal goal, bool stopsEssential)
    {
        Assert.That(Running == 0 && !_halted);
        _goal = goal;
        _stopsEssential = stopsEssential;
        _first = 0;
        _last = 0;
        Failures = 0;
        for (int i = _graph.Count - 1; i >= 0; i--)
        {
            _marks[i] = (byte)(_marks[i] & ~(ServiceMark.Examined | ServiceMark.WasUncertain));
            _pending[i] = goal == PlanGoal.Reload ? 0 : _graph.Needs(i, goal == PlanGoal.Up).Length;
            EnqueueIfReady(i);
        }
    }

    /// <summary>The next step, where there is one now.</summary>
    public bool TryNext(out PlanStep step)
    {
        step = default;
        if (_halted || _first == _last)
        {
            return false;
        }
        int service = _queue[_first++];
        bool up = _goal != PlanGoal.Down;
        if (_goal != PlanGoal.Reload && ServiceState.IsCertainly(_states[service], up))
        {
            step = new PlanStep(PlanStepKind.AlreadyThere, service);
            Broadcast(service);
        }
        else if (!up && !_stopsEssential && (_marks[service] & ServiceMark.Essential) != 0)
        {
            step = new PlanStep(PlanStepKind.KeptEssential, service);
        }
        else
        {
            step = new PlanStep(PlanStepKind.Begin, service);
            Running++;
            if (_goal != PlanGoal.Reload)
            {
                bool wasUncertain = (_states[service] & ServiceState.Uncertain) != 0;
                _marks[service] |= wasUncertain ? ServiceMark.WasUncertain : (byte)0;
                _states[service] |= ServiceState.Uncertain;
            }
        }
        return true;
    }

    /// <summary>The transition has ended well.</summary>
    public void Succeed(int service)
    {
        End();
        if (_goal != PlanGoal.Reload)
        {
            Settle(service, _goal == PlanGoal.Up);
            Broadcast(service);
        }
    }

    /// <summary>
    /// It has not; and it is known to have left the service as it was, or it is not. Where it was may not be known, either.
    /// </summary>
    public void Fail(int service, bool certain)
    {
        End();
        Failures++;
        if (certain && _goal != PlanGoal.Reload && (_marks[service] & ServiceMark.WasUncertain) == 0)
        {
            Settle(service, (_states[service] & ServiceState.Up) != 0);
        }
    }

    /// <summary>It was found out where the service is, before anything was begun or by its transition.</summary>
    public readonly void Settle(int service, bool up)
    {
        int others = _states[service] & ~(ServiceState.Up | ServiceState.Uncertain);
        _states[service] = (byte)(others | (up ? ServiceState.Up : 0));
        Assert.That(ServiceState.IsCertainly(_states[service], up));
    }

    /// <summary>Nothing more is begun; what was begun is waited for.</summary>
    public void Halt() => _halted = true;

    private void End()
    {
        Assert.That(Running > 0);
        Running--;
    }

    private void Broadcast(int service)
    {
        foreach (int other in _graph.NeededBy(service, _goal == PlanGoal.Up))
        {
            // A damaged database's two directions may differ: then what is told too often has had its turn.
            if (_pending[other] > 0)
            {
                _pending[other]--;
                EnqueueIfReady(other);
            }
        }
    }

    private void EnqueueIfReady(int service)
    {
        bool waits = (_marks[service] & (ServiceMark.Selected | ServiceMark.Examined)) != ServiceMark.Selected;
        if (!waits && _pending[service] == 0)
        {
            _marks[service] |= ServiceMark.Examined;
            _queue[_last++] = service;
        }
    }
}
