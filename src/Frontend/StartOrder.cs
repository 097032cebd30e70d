using System;

namespace Sestet.Frontend;

/// <summary>Services in the order in which they were started; those of one moment by their numbers.</summary>
internal static class StartOrder
{
    /// <summary>Sorts in place, in a time that grows hardly faster than the number.</summary>
    public static void Sort(ReadOnlySpan<ServiceSpan> spans, Span<int> order)
    {
        for (int i = order.Length / 2 - 1; i >= 0; i--)
        {
            Sink(spans, order, i);
        }
        for (int end = order.Length - 1; end > 0; end--)
        {
            (order[0], order[end]) = (order[end], order[0]);
            Sink(spans, order[..end], 0);
        }
    }

    private static void Sink(ReadOnlySpan<ServiceSpan> spans, Span<int> heap, int at)
    {
        while (2 * at + 1 < heap.Length)
        {
            int child = 2 * at + 1;
            if (child + 1 < heap.Length && Compare(spans, heap[child], heap[child + 1]) < 0)
            {
                child++;
            }
            if (Compare(spans, heap[at], heap[child]) >= 0)
            {
                return;
            }
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }

    private static int Compare(ReadOnlySpan<ServiceSpan> spans, int a, int b)
    {
        int order = spans[a].Start.CompareTo(spans[b].Start);
        return order != 0 ? order : a - b;
    }
}
