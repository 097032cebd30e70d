using System;
using System.Threading;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>Something that the scheduler lets act: a program of ours on its thread, or a scripted actor.</summary>
internal abstract class Participant
{
    /// <summary>The moment from which it can act without anything else happening; Clock.Never for none.</summary>
    public abstract long Deadline { get; }

    public abstract bool IsReady(long now);

    /// <summary>A signal that the process catches has arrived.</summary>
    public virtual void OnSignal(Signal signal)
    {
    }
}

/// <summary>A thread that runs only while it holds the baton.</summary>
internal abstract class Seat : Participant, IDisposable
{
    private readonly SemaphoreSlim _gate = new(0);
    private volatile bool _doomed;

    /// <summary>Its process is gone: the thread is to unwind.</summary>
    public bool Doomed => _doomed;

    public void GiveBaton() => _gate.Release();

    public void AwaitBaton() => _gate.Wait();

    /// <summary>Makes the thread unwind, at once if it waits for the baton.</summary>
    public void Doom(bool waits)
    {
        _doomed = true;
        if (waits)
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}

/// <summary>
/// The thread of whoever runs the simulation; it gets the baton back at a given time, or after a failure.
/// </summary>
internal sealed class ControlSeat : Seat
{
    public long Horizon { get; set; } = Clock.Never;

    public override long Deadline => Horizon;

    public override bool IsReady(long now) => now >= Horizon;
}

/// <summary>An actor that the scheduler calls when its time has come.</summary>
internal abstract class Actor : Participant
{
    /// <summary>When it wants to act next.</summary>
    public long WakeAt { get; protected set; } = Clock.Never;

    public override long Deadline => WakeAt;

    public override bool IsReady(long now) => WakeAt <= now;

    /// <summary>Does one thing. What it does not put off is done again at once.</summary>
    public abstract void Act();
}
