using System.Collections.Generic;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>Timers that send a process signals, as timer_create(2) makes them.</summary>
internal sealed partial class Process
{
    /// <summary>Whether each timer that was ever started still runs.</summary>
    private readonly List<bool> _timers = [];

    public int StartTimer(Signal signal, long firstNanoseconds, long intervalNanoseconds)
    {
        int timer = _timers.Count;
        _timers.Add(true);
        Schedule(timer, signal, Machine.Clock.Now + firstNanoseconds, intervalNanoseconds);
        return timer;
    }

    public void StopTimer(int timer)
    {
        Assert.That(_timers[timer]);
        _timers[timer] = false;
    }

    /// <summary>execve ends them all.</summary>
    private void StopTimers()
    {
        for (int i = 0; i < _timers.Count; i++)
        {
            _timers[i] = false;
        }
    }

    private void Schedule(int timer, Signal signal, long time, long interval) => Machine.Timers.At(time, () =>
    {
        if (IsAlive && _timers[timer])
        {
            Signals.Send(signal, Pid);
            Schedule(timer, signal, time + interval, interval);
        }
    });
}
