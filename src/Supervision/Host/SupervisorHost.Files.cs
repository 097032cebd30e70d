using System;
using Sestet.Base;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

// What is written and told beside the status file.
internal ref partial struct SupervisorHost
{
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

    private static void CloseStandardStreams()
    {
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
