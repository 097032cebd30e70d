using System;
using Sestet.Base;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

// What is started, signaled, written and told.
internal ref partial struct SupervisorHost
{
    private SupervisorEvent StartRun()
    {
        RunStarter starter = new(_nameZ, _environment, _service.Core.RecordOfBirth(_now, Wall()));
        return starter.Start(ref _service);
    }

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
        // What was heard is recorded already, and when, supervise/status will say.
        if (!_heard || !_service.Core.Status.Ready)
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

    private void WriteStatus()
    {
        Span<byte> bytes = stackalloc byte[ServiceStatus.Length];
        _service.Core.Status.Pack(bytes);
        Errno error = AtomicFile.Replace(Fd.CurrentDirectory, ServiceFile.StatusZ, ServiceFile.StatusTemporaryZ, bytes);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "write status file"u8);
            _service.StatusRetry = _now.PlusSeconds(StatusRetrySeconds);
            // What stands there is what the next supervisor will find beside the record.
            Adoption.LearnStatus(ref _service.State);
            return;
        }
        _service.StatusRetry = Instant.Infinite;
        _service.State.StatusIs(bytes);
    }

    /// <summary>
    /// A status that could not be written (a full disk) is written when that has passed, not at the next change.
    /// </summary>
    private void RetryStatus()
    {
        if (!_service.StatusRetry.IsAfter(_now))
        {
            WriteStatus();
        }
    }

    private static void Notify(EventLetters letters)
    {
        Span<byte> events = stackalloc byte[EventLetters.CountMax];
        for (int i = 0; i < letters.Count; i++)
        {
            events[i] = letters[i];
        }
        Errno error = Fifodir.Notify(Fd.CurrentDirectory, ServiceFile.EventZ, events[..letters.Count]);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "notify "u8, "event"u8);
        }
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

    private readonly void CloseStandardStreams()
    {
        if (_service.LoggerInput.IsOpen)
        {
            Kernel.Close(_service.LoggerInput);
            _service.LoggerInput = Fd.None;
        }
        Errno error = StandardStreams.Silence(Fd.StandardInput);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "open /dev/null for "u8, "reading"u8);
        }
        error = StandardStreams.Silence(Fd.StandardOutput);
        if (error.Failed)
        {
            Diagnostics.WarnUnable(error, "open /dev/null for "u8, "writing"u8);
        }
    }
}
