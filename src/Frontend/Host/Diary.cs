using System;
using Sestet.Base;
using Sestet.Unix;

namespace Sestet.Frontend.Host;

/// <summary>What s6-rc has noted of its transitions, and what supervisors know: when services were brought up.</summary>
internal static class Diary
{
    /// <summary>Reads the live directory's file timeline, which need not be there, into a place for each service.</summary>
    public static Errno Read(scoped in SystemView view, out Span<ServiceSpan> spans)
    {
        Errno error = ChainMemory.TryAllocateArray(view.Count, out spans);
        if (error.Failed || !view.HasLive)
        {
            return error;
        }
        error = LiveFile.Read(view.Livedir, "/timeline"u8, out ReadOnlySpan<byte> text);
        if (error.Failed)
        {
            // It is a diary: without it, there are still the supervisors.
            return error == Errno.ENOENT ? Errno.None : error;
        }
        while (!text.IsEmpty)
        {
            if (!TimelineLine.TryRead(ref text, out TimelineLine line))
            {
                continue;
            }
            int service = view.Find(line.Name);
            if (service >= 0 && view.IsManaged(service))
            {
                spans[service].Take(line.Event, line.Time);
            }
        }
        return Errno.None;
    }

    /// <summary>Fills in from what a longrun's supervisor tells, where it tells more or another start.</summary>
    public static void Complete(ref ServiceSpan span, in ServiceFacts facts)
    {
        if (facts.Kind == ServiceKind.Oneshot || !facts.HasStatus || !facts.Status.IsUp)
        {
            return;
        }
        Tai up = facts.Status.Stamp;
        bool hasReady = facts.Status.Ready && facts.Status.ReadyStamp.CompareTo(up) >= 0;
        // A few milliseconds lie between what s6-rc notes and what the supervisor does.
        bool isAnother = span.HasStart && span.HasEnd && up.CompareTo(span.End) > 0;
        span.HasRestarted = isAnother || (!span.HasStart && facts.Deaths > 0);
        if (span.HasStart && span.HasEnd && !isAnother)
        {
            return;
        }
        span.Start = span.HasStart && !isAnother ? span.Start : up;
        span.HasStart = true;
        span.HasFailed = false;
        span.HasEnd = hasReady || !facts.TellsReadiness;
        span.End = hasReady ? facts.Status.ReadyStamp : up;
    }
}
