using System;
using System.Collections.Generic;

namespace Sestet.Simulation;

/// <summary>Things that happen by themselves at a given time.</summary>
internal sealed class Timers(Machine machine) : Actor
{
    private readonly PriorityQueue<Action, (long Time, long Order)> _queue = new();
    private long _order;

    public void At(long time, Action action)
    {
        _queue.Enqueue(action, (time, _order++));
        SetWake();
    }

    public override void Act()
    {
        if (_queue.TryPeek(out Action? action, out (long Time, long Order) due) && due.Time <= machine.Clock.Now)
        {
            _queue.Dequeue();
            action();
        }
        SetWake();
    }

    private void SetWake() => WakeAt = _queue.TryPeek(out _, out (long Time, long Order) due) ? due.Time : Clock.Never;
}
