using System;
using System.Linq;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>./run.</summary>
internal class RunActor : ServiceActor
{
    public RunActor(Process process, Service service)
        : base(process, service)
    {
        HadNotification = FindNotification().IsOpen;
        HasPipe = HadNotification && process.Files.Descriptors.TryGet(FindNotification(), out OpenFile file) && file.Node == null;
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
        if (service.Logger != null)
        {
            In(0, WriteLine);
        }
    }

    /// <summary>It was started with a descriptor for readiness.</summary>
    public bool HadNotification { get; }

    /// <summary>That descriptor is of a pipe, which dies with its supervisor.</summary>
    public bool HasPipe { get; }

    /// <summary>It has closed that descriptor: what it said last is gone with a supervisor that has not read it.</summary>
    public bool HasClosed { get; private set; }

    /// <summary>
    /// It did so while nobody supervised it, and is taken to have been ready; or it said something that meant nothing, and
    /// where a supervisor was killed that had heard but not understood it, so it is.
    /// </summary>
    public bool SupervisorGuesses { get; private set; }

    public long StartedAt { get; }

    /// <summary>When it said that it is ready; Clock.Never while it has not.</summary>
    public long ReadyAt { get; private set; } = Clock.Never;

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
                In(delay, () => SupervisorGuesses |= Write("almost there"u8));
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

    /// <summary>A record for the logger, where there is room: an actor cannot wait.</summary>
    private void WriteLine()
    {
        if (!Service.Calm)
        {
            In(Dice.Between(0, Service.Plan.WritePauseMax), WriteLine);
        }
        if (Process.Files.Descriptors.TryGet(Fd.StandardOutput, out OpenFile file)
            && file.Pipe is { Readers: > 0 } pipe && pipe.CanTake(LogChannel.RecordLength))
        {
            Service.Log.Write(pipe, record => Process.Files.Write(Fd.StandardOutput, record).Ok);
        }
    }

    /// <summary>The descriptor that readiness is told on: a pipe for writing, but not the logger's.</summary>
    private Fd FindNotification() => Process.Files.Descriptors.All()
        .Where(entry => entry.Value is { Pipe: not null, CanWrite: true })
        .Where(entry => entry.Key != 1 || Service.Logger == null)
        .Select(entry => new Fd(entry.Key))
        .FirstOrDefault(Fd.None);

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
            HasClosed = true;
            SupervisorGuesses |= Process.Files.Descriptors.TryGet(fd, out OpenFile file)
                && file is { CanRead: true, Pipe.Readers: 1 };
            _ = Process.Files.Close(fd);
        }
    }
}
