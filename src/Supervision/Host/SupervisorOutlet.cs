using System;
using Sestet.Base;
using Sestet.Ftrig.Host;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Supervision.Host;

/// <summary>What a supervisor tells others, in the service directory, the current one.</summary>
internal static class SupervisorOutlet
{
    /// <summary>Sends the letters to whoever listens at event/.</summary>
    public static void Notify(EventLetters letters)
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

    /// <summary>Points its own standard input and output at /dev/null: a logger's pipe can end then.</summary>
    public static void CloseStandardStreams()
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
