using Sestet.Base;

namespace Sestet.Frontend;

/// <summary>When a service was brought up.</summary>
internal struct ServiceSpan
{
    /// <summary>It is known when it was started.</summary>
    public bool HasStart;

    /// <summary>It is known when it was up, or ready.</summary>
    public bool HasEnd;

    public bool HasFailed;

    /// <summary>It has died and was started again since: its times are those of the last start.</summary>
    public bool HasRestarted;

    /// <summary>On the critical path.</summary>
    public bool IsCritical;

    public Tai Start;
    public Tai End;

    /// <summary>The dependency that was up last, or -1: what its start has waited for.</summary>
    public int WaitedFor;

    /// <summary>Takes an event of the diary; the newest start counts.</summary>
    public void Take(TimelineEvent what, Tai time)
    {
        switch (what)
        {
            case TimelineEvent.Start:
                HasStart = true;
                HasEnd = false;
                HasFailed = false;
                Start = time;
                break;
            case TimelineEvent.Up when HasStart && !HasEnd:
            case TimelineEvent.Fail when HasStart && !HasEnd:
                HasFailed = what == TimelineEvent.Fail;
                // A clock that was set back in between tells nothing of how long it took.
                HasEnd = time.CompareTo(Start) >= 0;
                End = HasEnd ? time : Start;
                break;
            case TimelineEvent.Down:
                HasStart = false;
                HasEnd = false;
                break;
            case TimelineEvent.Up:
            case TimelineEvent.Fail:
            case TimelineEvent.Stop:
            case TimelineEvent.Stuck:
            case TimelineEvent.Other:
            default:
                break;
        }
    }

    /// <summary>Milliseconds from one moment to a later one; 0 where it lies ahead, or beyond all sense.</summary>
    public static ulong Milliseconds(Tai from, Tai to)
    {
        const ulong most = 100UL * 366 * 86400;
        if (to.CompareTo(from) <= 0 || to.Seconds - from.Seconds > most)
        {
            return 0;
        }
        long nanoseconds = ((long)(to.Seconds - from.Seconds) * 1_000_000_000) + to.Nanoseconds - from.Nanoseconds;
        return (ulong)nanoseconds / 1_000_000;
    }
}
