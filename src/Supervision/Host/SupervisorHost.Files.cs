using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

// What is started, signaled and recorded.
internal ref partial struct SupervisorHost
{
    private SupervisorEvent StartRun()
    {
        RunStarter starter = new(_nameZ, _environment, _streams);
        RecordBirth(out starter.Record);
        return starter.Start(ref _service);
    }

    // By itself, for what it has on the stack would lie below all that starts ./run.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private SupervisorEvent StartFinish(Pid dead)
    {
        RecordBirth(out SupervisorRecord record);
        return FinishStarter.Start(_nameZ, _environment, record, dead, _streams, ref _service.State);
    }

    // By itself for the same reason.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RecordBirth(out SupervisorRecord record) => record = _service.Core.RecordOfBirth(_now, Wall());

    /// <summary>
    /// A process that is dead already is found so later. The number of an adopted one may be another's by now, its
    /// descriptor is not.
    /// </summary>
    private readonly void Kill(Pid pid, Signal signal, KillTarget target)
    {
        if (_service.Process.IsOpen)
        {
            Errno error = Kernel.Kill(_service.Process, signal, target);
            if (error != Errno.EINVAL)
            {
                return;
            }
        }
        _ = Kernel.Kill(pid, signal, target);
    }

    private readonly void RecordTurn()
    {
        // What was heard is recorded already, and when, supervise/status will say: unless it has ended in the same turn.
        if (!_heard || !_service.Core.Status.Ready || _service.Core.Status.Pid.IsNone)
        {
            Record(heardReadiness: false);
        }
    }

    private readonly void Record(bool heardReadiness)
    {
        SupervisorRecord record = _service.Core.ToRecord();
        record.AwaitsReadiness = _service.AwaitsReadiness && !_service.NotificationIsPipe;
        record.HeardReadiness = heardReadiness;
        _service.State.Write(record);
    }

    private void AppendTally()
    {
        int recordsMax = _service.Config.DeathTallyLength();
        Errno error = recordsMax == 0
            ? Errno.None
            : DeathTallyFile.Append(
                DeathRecord.From(_service.Core.Status.Stamp, _service.Core.Status.WaitStatus),
                recordsMax,
                ref _service.DeathsMost);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write "u8, "supervise/death_tally"u8);
        }
    }

    /// <summary>The logger may come to the end of what it reads.</summary>
    private readonly void ReleaseLoggerInput()
    {
        if (_service.LoggerInput.IsOpen)
        {
            Kernel.Close(_service.LoggerInput);
            _service.LoggerInput = Fd.None;
        }
    }
}
