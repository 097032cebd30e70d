using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>The first turn: a service begins, is taken over from a killed supervisor, or from the program before.</summary>
internal ref partial struct SupervisorHost
{
    /// <summary>
    /// The first turn, in a directory that is prepared and locked: a service that a killed supervisor has left is taken
    /// over, else one begins. An exit code, 0 for success.
    /// </summary>
    public Errno Begin(out ReadOnlySpan<byte> failedAt)
    {
        failedAt = default;
        Errno error = FindRecord(same: false, out SupervisorRecord record, out bool resumes);
        if (error.IsNone && resumes)
        {
            error = Adopt(record, out resumes);
        }
        if (error.Failed)
        {
            failedAt = "find out what an earlier supervisor has left"u8;
            return error;
        }
        if (!resumes)
        {
            error = ForgetDeaths();
            if (error.Failed)
            {
                failedAt = "truncate supervise/death_tally"u8;
                return error;
            }
            _service.DeathsMost = 0;
            error = _service.Config.CheckDown();
            if (error.Failed && error != Errno.ENOENT)
            {
                failedAt = "access ./down"u8;
                return error;
            }
            _service.Core.Begin(wantedUp: error == Errno.ENOENT, _now, Wall());
            ForgetFailure();
            // It starts in this very turn: nobody is the worse for having no status until it does.
            _service.OwesStatus = error == Errno.ENOENT && (_isHosted || _service.IsNew);
        }
        else
        {
            // A status that no record knows of would have the next supervisor begin anew.
            RecordTurn();
        }
        if (!_service.OwesStatus)
        {
            WriteStatus();
        }
        EndTurn();
        return Errno.None;
    }

    /// <summary>A new directory has none of an earlier supervision's deaths; the first one makes the file.</summary>
    private readonly Errno ForgetDeaths() =>
        _service.IsNew ? Errno.None : _isHosted ? DeathTallyFile.Remove() : DeathTallyFile.Clear();

    /// <summary>The first turn of the program that this process went on in: the service is its child still.</summary>
    public void Continue()
    {
        Errno error = FindRecord(same: true, out SupervisorRecord record, out bool found);
        while (error.Failed)
        {
            // The service must not lose its supervisor for that.
            Diagnostics.WarnUnable(error, "open "u8, ServiceFile.StateZ[..^1]);
            _service.State.Close();
            _ = Kernel.Poll(default, ShortageDelayNs);
            error = FindRecord(same: true, out record, out found);
        }
        if (!found || !IsOwn(record.Status.Pid))
        {
            // It was written by the program before, a moment ago: somebody else has written to it.
            Diagnostics.Warn("supervise/state is lost: the service is looked after as a new one"u8);
            _service.Core.Begin(wantedUp: _service.Config.CheckDown() == Errno.ENOENT, _now, Wall());
            EndTurn();
            return;
        }
        _service.State.Adopt(record);
        _service.Core.Resume(record, announce: false);
        _service.AwaitsReadiness = _service.Notification.IsOpen
            && (record.AwaitsReadiness || _service.NotificationIsPipe);
        RearmWatchdog();
        // The program before may not have been able to, for a full disk.
        WriteStatus();
        EndTurn();
    }

    /// <summary>
    /// Whether the process that the record names, if it names any, is this one's to signal: a child, or the one whose
    /// descriptor was handed over.
    /// </summary>
    private readonly bool IsOwn(Pid pid) => pid.IsNone || _service.Process.IsOpen || Kernel.IsChild(pid);

    /// <summary>
    /// Whether another program can go on here: all that it needs is recorded, what was heard in this turn too.
    /// </summary>
    public readonly bool TryPrepareUpgrade()
    {
        _service.State.Forget();
        Record(heardReadiness: false);
        return _service.State.IsCurrent;
    }

    /// <summary>What is recorded of the service, where that may be believed. An error is a shortage that will pass.</summary>
    private readonly Errno FindRecord(bool same, out SupervisorRecord record, out bool found)
    {
        Errno error = _service.State.Open(_service.IsNew, same, out record, out found);
        return error.IsNone && found ? Adoption.Reconcile(ref record, ref _service.State, out found) : error;
    }

    /// <summary>
    /// Goes on where a killed supervisor was, unless there is nothing to go on with. An error is a shortage that will pass.
    /// </summary>
    private Errno Adopt(in SupervisorRecord record, out bool adopted)
    {
        Pid pid = record.Status.Pid;
        adopted = !record.Left;
        if (pid.IsNone)
        {
            if (adopted)
            {
                _service.Core.Resume(record, announce: true);
            }
            return Errno.None;
        }
        Errno error = ForeignProcess.Find(
            pid, record.NotBefore, record.Born, out ProcessFate fate, out _service.Process);
        if (error.Failed)
        {
            return error;
        }
        if (fate == ProcessFate.Unproven)
        {
            Diagnostics.Warn("the service of an earlier supervisor may still run: nothing proves that it is that process"u8);
        }
        adopted = fate != ProcessFate.Unproven && (fate == ProcessFate.Alive || !record.Left);
        if (!adopted)
        {
            return Errno.None;
        }
        _service.State.Adopt(record);
        _service.Core.Resume(record, announce: true);
        if (fate == ProcessFate.Gone)
        {
            Step(SupervisorEvent.Exited(WaitStatus.Unknown));
            return Errno.None;
        }
        if (_service.Core.HasSocket && _service.Core.IsUp)
        {
            ReopenSocket();
        }
        if (record.AwaitsReadiness || record.HeardReadiness)
        {
            ReopenNotification(record);
        }
        return Errno.None;
    }

    /// <summary>
    /// Hears of readiness again. A supervisor that was killed when it had read of it, or was about to, has said so. And a
    /// service that has closed the descriptor while nobody had the FIFO's other end is taken to have told it before: what it
    /// had written is gone with that.
    /// </summary>
    private void ReopenNotification(in SupervisorRecord record)
    {
        bool ready = record.HeardReadiness;
        _heard = ready;
        Result<Fd> reader = record.AwaitsReadiness ? NotificationFifo.Reopen() : new Result<Fd>(Fd.None);
        if (reader.Ok && reader.Value.IsOpen)
        {
            _service.Notification = reader.Value;
            _service.AwaitsReadiness = true;
            Span<PollDescriptor> poll = [PollDescriptor.ForReading(reader.Value)];
            if (Kernel.Poll(poll, 0).Ok && poll[0].IsReadable)
            {
                _heard = true;
                Record(heardReadiness: true);
            }
            ready |= TryReadNotification(out _);
        }
        else if (!reader.Ok)
        {
            Diagnostics.WarnUnable(reader.Error, "open "u8, ServiceFile.NotificationZ[..^1]);
        }
        if (ready)
        {
            Step(SupervisorEvent.Ready);
        }
    }
}
