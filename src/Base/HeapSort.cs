using System;

namespace Sestet.Base;

/// <summary>Which of two values comes first.</summary>
internal interface IOrder<T>
{
    bool IsBefore(in T left, in T right);
}

/// <summary>Sorts in place, in n log n steps whatever order values come in, without a stack.</summary>
internal static class HeapSort
{
    public static void Sort<T, TOrder>(Span<T> values, TOrder order)
        where TOrder : struct, IOrder<T>, allows ref struct
    {
        for (int i = values.Length / 2 - 1; i >= 0; i--)
        {
            Sink(values, i, order);
        }
        for (int last = values.Length - 1; last > 0; last--)
        {
            (values[0], values[last]) = (values[last], values[0]);
            Sink(values[..last], 0, order);
        }
    }

    /// <summary>Numbers, the least first.</summary>
    public static void Sort(Span<int> numbers) => Sort(numbers, default(Ascending));

    private readonly struct Ascending : IOrder<int>
    {
        public bool IsBefore(in int left, in int right) => left < right;
    }

    private static void Sink<T, TOrder>(Span<T> heap, int at, TOrder order)
        where TOrder : struct, IOrder<T>, allows ref struct
    {
        T moved = heap[at];
        for (int child = at * 2 + 1; child < heap.Length; child = at * 2 + 1)
        {
            if (child + 1 < heap.Length && order.IsBefore(heap[child], heap[child + 1]))
            {
                child++;
            }
            if (!order.IsBefore(moved, heap[child]))
            {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moved;
    }
}
