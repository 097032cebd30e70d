using System;
using Sestet.Base;
using Sestet.Rc;

namespace Sestet.Frontend;

/// <summary>Who waited for whom: from what services depend on, and when they were started and up.</summary>
internal static class CriticalPath
{
    private const int None = -1;

    /// <summary>Finds for each service which of its dependencies was up last, no later than it was started itself.</summary>
    public static void FindWaits(CompiledDatabase database, Span<ServiceSpan> spans)
    {
        Assert.That(spans.Length == database.Count);
        for (int i = 0; i < spans.Length; i++)
        {
            spans[i].WaitedFor = None;
            if (!spans[i].HasStart || spans[i].HasRestarted)
            {
                continue;
            }
            NumberList dependencies = database.Dependencies(i, up: true);
            for (int k = 0; k < dependencies.Count; k++)
            {
                int other = dependencies.Service(k);
                // One that was restarted since tells nothing of this start.
                if (spans[other].HasEnd && !spans[other].HasRestarted && spans[other].End.CompareTo(spans[i].Start) <= 0
                    && (spans[i].WaitedFor == None || spans[other].End.CompareTo(spans[spans[i].WaitedFor].End) > 0))
                {
                    spans[i].WaitedFor = other;
                }
            }
        }
    }

    /// <summary>
    /// Marks the path that has ended last: the service that was up last, what it waited for, and so on. Writes its services
    /// from the first on, and gives how many.
    /// </summary>
    public static int Mark(Span<ServiceSpan> spans, Span<int> path)
    {
        Assert.That(path.Length >= spans.Length);
        int last = None;
        for (int i = 0; i < spans.Length; i++)
        {
            if (spans[i].HasEnd && !spans[i].HasRestarted && (last == None || spans[i].End.CompareTo(spans[last].End) > 0))
            {
                last = i;
            }
        }
        int count = 0;
        // No service is met twice, even if its dependencies go round in a circle.
        while (last != None && !spans[last].IsCritical)
        {
            spans[last].IsCritical = true;
            path[count++] = last;
            last = spans[last].WaitedFor;
        }
        for (int i = 0; i < count / 2; i++)
        {
            (path[i], path[count - 1 - i]) = (path[count - 1 - i], path[i]);
        }
        return count;
    }
}
