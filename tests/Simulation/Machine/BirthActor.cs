using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Simulation;

/// <summary>
/// A child between clone(2) and execve(2). Its parent waits, but may be killed meanwhile; the child goes on all the same.
/// </summary>
internal sealed class BirthActor : Actor
{
    private readonly Process _child;
    private readonly Launch _launch;
    private readonly Errno _fault;
    private readonly Action _record;
    private int _step;

    /// <summary>The fault is what execve(2) will come to; the record is what the child writes of itself.</summary>
    public BirthActor(Process child, Launch launch, Errno fault, Action record)
    {
        _child = child;
        _launch = launch;
        _fault = fault;
        _record = record;
        WakeAt = child.Machine.Clock.Now;
    }

    /// <summary>The program runs, or the child has ended.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Why there was no program to run.</summary>
    public Errno Error { get; private set; }

    public override void Act()
    {
        WakeAt = _child.Machine.Clock.Now + _child.Machine.Dice.Between(0, _child.Machine.Scheduler.CallCostMax);
        KillParent();
        switch (_step++)
        {
            case 0:
                Record();
                break;
            case 1:
                Conclude(_child.TakeDescriptors(_launch));
                break;
            default:
                Execute();
                break;
        }
    }

    /// <summary>With bad luck the parent does not live to see it.</summary>
    private void KillParent()
    {
        Machine machine = _child.Machine;
        if (_child.Parent is { IsAlive: true } parent && machine.Dice.OneIn(machine.Faults.KillInBirthOneIn))
        {
            machine.Statistics.BirthKills++;
            machine.Trace.Note(parent, "is killed while it waits for a birth");
            parent.Terminate(WaitStatus.Signaled(9));
        }
    }

    private void Record()
    {
        Process? before = Process.CurrentOrNone;
        Process.SetCurrent(_child);
        _record();
        Process.SetCurrent(before);
    }

    private void Execute()
    {
        Errno error = _fault;
        string path = "";
        Executable executable = null!;
        if (error.IsNone)
        {
            error = _child.Machine.FindExecutable(_child, _launch, out path, out executable);
        }
        Conclude(error);
        if (error.IsNone)
        {
            IsOver = true;
            _child.Execute(_launch, path, executable);
        }
    }

    private void Conclude(Errno error)
    {
        Error = error;
        if (error.Failed)
        {
            IsOver = true;
            _child.Terminate(WaitStatus.Exited(127));
        }
    }
}
