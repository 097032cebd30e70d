using System;
using System.Collections.Generic;
using System.Linq;
using Sestet.Rc;

namespace Sestet.Tests;

/// <summary>
/// One s6-rc change in a world: the planner, the states that are written, and a host that does what the real one does, with
/// failures, time-outs, a signal and a death at any moment.
/// </summary>
internal ref struct PlannedChange
{
    private readonly PlannedWorld _world;
    private readonly Random _random;
    private readonly ServiceGraph _graph;
    private readonly byte[] _states;
    private readonly byte[] _marks;
    private readonly int _trouble;
    private readonly List<int> _running = [];
    private Planner _planner;
    private StoredStates _stored;
    private bool _signaled;

    public PlannedChange(PlannedWorld world, Random random)
    {
        _world = world;
        _random = random;
        _graph = world.Graph();
        _states = [.. world.File];
        _marks = [.. world.Essential.Select(is_ => is_ ? ServiceMark.Essential : (byte)0)];
        // A third of all changes goes well.
        _trouble = random.Next(3) == 0 ? 0 : random.Next(2, 40);
        _planner = new Planner(_graph, _states, _marks, new int[world.Count], new int[world.Count]);
        _stored = new StoredStates(world.File.ToArray());
        _signaled = false;
    }

    /// <summary>Whether this s6-rc was killed.</summary>
    public bool IsDead { get; private set; }

    public int Transitions { get; private set; }

    public void Run()
    {
        SettleUncertain();
        ServiceSelection selection = new(_marks);
        bool up = _random.Next(2) == 0;
        bool prunes = _random.Next(4) == 0;
        bool force = _random.Next(3) == 0;
        int density = _random.Next(1, _world.Count + 1);
        for (int i = 0; i < _world.Count; i++)
        {
            if (_random.Next(_world.Count) < density)
            {
                selection.Add(i);
                _states[i] = (byte)((_states[i] & ~ServiceState.Wanted) | (up ? ServiceState.Wanted : 0));
            }
        }
        if (_random.Next(5) == 0)
        {
            selection.AddLive(_states);
        }
        selection.Close(_graph, new int[_world.Count], up);
        if (!prunes)
        {
            _ = Run(up, force);
            return;
        }
        if (up)
        {
            selection.Invert();
        }
        if (Run(up: false, force))
        {
            selection.Invert();
            _ = Run(up: true, force);
        }
    }

    /// <summary>Whether all went well.</summary>
    private bool Run(bool up, bool force)
    {
        _planner.Begin(up ? PlanGoal.Up : PlanGoal.Down, force);
        while (!_planner.IsDone)
        {
            if (Dies())
            {
                return false;
            }
            if (_trouble > 0 && _random.Next(_trouble * 20) == 0)
            {
                Signal(up);
            }
            if (_random.Next(3) != 0 && _planner.TryNext(out PlanStep step))
            {
                Take(step, up);
            }
            else if (_running.Count > 0)
            {
                GoOn(_running[_random.Next(_running.Count)], up);
            }
        }
        bool ok = _planner.Failures == 0 && !_signaled && !IsDead;
        if (ok)
        {
            CheckReached(up, force);
        }
        return ok;
    }

    private void Take(PlanStep step, bool up)
    {
        int service = step.Service;
        if (step.Kind != PlanStepKind.Begin)
        {
            return;
        }
        if (!new ServiceSelection(_marks).Contains(service))
        {
            throw new InvalidOperationException($"{service} was not selected");
        }
        Transitions++;
        if (_trouble > 0 && _random.Next(_trouble * 5) == 0)
        {
            // It could not even be begun.
            _planner.Fail(service, certain: true);
            Write(_stored.Correct(service, _states[service]));
            return;
        }
        Write(_stored.Begin(service));
        if (Dies())
        {
            return;
        }
        _world.Begin(service, up);
        _running.Add(service);
    }

    /// <summary>Something happens to a transition that is under way.</summary>
    private void GoOn(int service, bool up)
    {
        if (_trouble > 0 && _random.Next(_trouble) == 0)
        {
            FailOne(service, up);
        }
        else if (_world.Advance(service))
        {
            _ = _running.Remove(service);
            if (Dies())
            {
                return;
            }
            _planner.Succeed(service);
            Write(_stored.Succeed(service, _states));
        }
    }

    private void FailOne(int service, bool up)
    {
        _ = _running.Remove(service);
        bool certain = false;
        if (_world.IsLongrun(service))
        {
            _world.Tell(service, up: false);
        }
        else if (_random.Next(2) == 0)
        {
            _world.Undo(service);
            certain = true;
        }
        else
        {
            _world.CutShort(service);
        }
        if (Dies())
        {
            return;
        }
        _planner.Fail(service, certain);
        Write(_stored.Correct(service, _states[service]));
    }

    private void Signal(bool up)
    {
        _signaled = true;
        _planner.Halt();
        foreach (int service in _running.Where(_world.IsLongrun).ToArray())
        {
            if (!IsDead)
            {
                FailOne(service, up);
            }
        }
    }

    /// <summary>Perhaps it is killed here and now: longruns go on, scripts are killed by their runner.</summary>
    private bool Dies()
    {
        if (!IsDead && _trouble > 0 && _random.Next(_trouble * 30) == 0)
        {
            IsDead = true;
            _planner.Halt();
            foreach (int service in _running)
            {
                if (!_world.IsLongrun(service))
                {
                    _world.CutShort(service);
                }
            }
            _running.Clear();
        }
        return IsDead;
    }

    private readonly void Write(StoredStates.ByteRange range) =>
        _stored.Bytes.Slice(range.First, range.Count).CopyTo(_world.File.AsSpan(range.First));

    private void SettleUncertain()
    {
        for (int i = 0; i < _world.Count; i++)
        {
            bool up = (_states[i] & ServiceState.Up) == 0;
            bool isThere = _world.IsWantedUp(i) == up && (up ? _world.IsUp(i) : _world.IsDown(i));
            if (_world.IsLongrun(i) && _stored.IsUncertain(i) && isThere)
            {
                _planner.Settle(i, up);
                Write(_stored.Succeed(i, _states));
            }
        }
    }

    /// <summary>All that was selected is there, but for what is essential and what essential services need.</summary>
    private readonly void CheckReached(bool up, bool force)
    {
        ServiceSelection selection = new(_marks);
        for (int i = 0; i < _world.Count; i++)
        {
            bool isThere = up ? _world.IsUp(i) : _world.IsDown(i);
            if (selection.Contains(i) && !isThere && (up || force || !IsHeld(i)))
            {
                throw new InvalidOperationException($"{i} is not {(up ? "up" : "down")}");
            }
        }
    }

    private readonly bool IsHeld(int service)
    {
        Stack<int> rest = new([service]);
        HashSet<int> seen = [];
        while (rest.TryPop(out int next))
        {
            if (_world.Essential[next] && !ServiceState.IsCertainly(_states[next], up: false))
            {
                return true;
            }
            foreach (int other in _graph.Needs(next, up: false))
            {
                if (seen.Add(other))
                {
                    rest.Push(other);
                }
            }
        }
        return false;
    }
}
