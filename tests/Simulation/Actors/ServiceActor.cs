using System;
using System.Collections.Generic;
using System.Linq;
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

    /// <summary>The descriptor that readiness is told on: the only pipe it has for writing.</summary>
    protected Fd FindNotification() => process.Files.Descriptors.All()
        .Where(entry => entry.Value is { Pipe: not null, CanWrite: true, Node: null })
        .Select(entry => new Fd(entry.Key))
        .FirstOrDefault(Fd.None);
}

/// <summary>./run.</summary>
internal sealed class RunActor : ServiceActor
{
    public RunActor(Process process, Service service)
        : base(process, service)
    {
        HadNotification = FindNotification().IsOpen;
        StartedAt = Machine.Clock.Now;
        if (service.Calm)
        {
            BecomeCalm();
            return;
        }
        ServicePlan plan = service.Plan;
        if (plan.LifeMax > 0 && !Dice.OneIn(5))
        {
            In(Dice.Between(0, plan.LifeMax), Die);
        }
        if (Dice.OneIn(plan.StubbornOneIn))
        {
            _ = process.Signals.SetAction(Signal.SIGTERM, Dice.Pick(SignalAction.Ignore, SignalAction.Caught));
        }
        PlanReadiness();
    }

    /// <summary>It was started with a descriptor for readiness.</summary>
    public bool HadNotification { get; }

    public long StartedAt { get; }

    /// <summary>When it said that it is ready; Clock.Never while it has not.</summary>
    public long ReadyAt { get; private set; } = Clock.Never;

    public bool IsOrphan => Process.Parent == null;

    public override void BecomeCalm()
    {
        Cancel();
        foreach (int number in (int[])[1, 2, 10, 14, 15])
        {
            _ = Process.Signals.SetAction(new Signal(number), SignalAction.Default);
        }
        In(Dice.Between(0, 100 * Clock.Millisecond), SayReady);
    }

    /// <summary>A caught SIGTERM: it tidies up first.</summary>
    public override void OnSignal(Signal signal) => In(Dice.Between(0, 2 * Clock.Second), () => Exit(0));

    private void PlanReadiness()
    {
        if (!HadNotification)
        {
            return;
        }
        long delay = Dice.Between(0, Service.Plan.ReadyMax);
        switch (Dice.Below(6))
        {
            case 0:
                break;
            case 1:
                In(delay, () => Write("almost there"u8));
                In(delay + Dice.Between(0, Clock.Second), SayReady);
                break;
            case 2:
                In(delay, CloseNotification);
                break;
            case 3:
                In(delay, SayReady);
                In(delay, CloseNotification);
                break;
            default:
                In(delay, SayReady);
                break;
        }
    }

    private void SayReady()
    {
        if (ReadyAt == Clock.Never && Write("ready\n"u8))
        {
            ReadyAt = Machine.Clock.Now;
        }
    }

    private bool Write(ReadOnlySpan<byte> text)
    {
        Fd fd = FindNotification();
        return fd.IsOpen && Process.Files.Write(fd, text).Ok;
    }

    private void CloseNotification()
    {
        Fd fd = FindNotification();
        if (fd.IsOpen)
        {
            _ = Process.Files.Close(fd);
        }
    }
}

/// <summary>./finish.</summary>
internal sealed class FinishActor : ServiceActor
{
    private const int GivesUp = 125;

    public FinishActor(Process process, Service service)
        : base(process, service)
    {
        if (service.Calm)
        {
            BecomeCalm();
            return;
        }
        ServicePlan plan = service.Plan;
        if (!Dice.OneIn(plan.FinishHangsOneIn))
        {
            In(Dice.Between(0, plan.FinishMax), Dice.OneIn(plan.FinishGivesUpOneIn) ? () => Exit(GivesUp) : Die);
        }
    }

    public override void BecomeCalm()
    {
        Cancel();
        In(Dice.Between(0, 100 * Clock.Millisecond), () => Exit(0));
    }
}
