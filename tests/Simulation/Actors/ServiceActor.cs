using System;
using System.Collections.Generic;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>A process of a service that follows a script: things to do at given times.</summary>
internal abstract class ServiceActor(Process process, Service service) : Actor
{
    private readonly List<(long Time, Action Action)> _script = [];

    public Process Process => process;

    public Service Service => service;

    protected Machine Machine => process.Machine;

    protected Dice Dice => process.Machine.Dice;

    /// <summary>From now on it does what a good program does.</summary>
    public abstract void BecomeCalm();

    public override long Deadline => process.Stopped ? Clock.Never : base.Deadline;

    public override bool IsReady(long now) => !process.Stopped && base.IsReady(now);

    public override void Act()
    {
        (long _, Action action) = _script[0];
        _script.RemoveAt(0);
        SetWake();
        action();
    }

    protected void In(long delay, Action action)
    {
        _script.Add((Machine.Clock.Now + delay, action));
        _script.Sort((a, b) => a.Time.CompareTo(b.Time));
        SetWake();
    }

    protected void Cancel()
    {
        _script.Clear();
        SetWake();
    }

    protected void Exit(int code) => process.Terminate(WaitStatus.Exited(code));

    /// <summary>Ends in any way.</summary>
    protected void Die()
    {
        if (Dice.OneIn(2))
        {
            Exit(Dice.Pick(0, 1, 100, 111, 255));
        }
        else
        {
            process.Terminate(WaitStatus.Signaled(Dice.Pick(6, 9, 11, 15)));
        }
    }

    private void SetWake() => WakeAt = _script.Count == 0 ? Clock.Never : _script[0].Time;
}
