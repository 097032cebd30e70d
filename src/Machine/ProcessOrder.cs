using System;
using Sestet.Base;

namespace Sestet.Machine;

/// <summary>The order that processes are shown in: lists of their indexes.</summary>
internal static class ProcessOrder
{
    private const int None = -1;

    /// <summary>By pid. What comes from the kernel is nearly so already, but another /proc may give any order: a heap sort.</summary>
    public static void Sort(ReadOnlySpan<ProcessRecord> processes, Span<int> order)
    {
        Assert.That(order.Length == processes.Length);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
        for (int i = order.Length / 2 - 1; i >= 0; i--)
        {
            SiftDown(processes, order, i);
        }
        for (int last = order.Length - 1; last > 0; last--)
        {
            (order[0], order[last]) = (order[last], order[0]);
            SiftDown(processes, order[..last], 0);
        }
    }

    /// <summary>
    /// As a tree: children behind their parent, with their depths. Trees are in the order of their roots' pids, but that of
    /// process 1 comes last, for all user processes are below it; its children are not indented. The processes must be in
    /// the order of their pids; links has room for three numbers for each.
    /// </summary>
    public static void MakeTree(Span<ProcessRecord> processes, Span<int> order, Span<int> links)
    {
        int count = processes.Length;
        Assert.That(order.Length == count && links.Length == 3 * count);
        Span<int> parents = links[..count];
        Span<int> children = links[count..(2 * count)];
        Span<int> siblings = links[(2 * count)..];
        children.Fill(None);
        siblings.Fill(None);
        for (int i = count - 1; i >= 0; i--)
        {
            int parent = processes[i].Parent == processes[i].Pid ? None : Find(processes, processes[i].Parent);
            parents[i] = parent;
            if (parent != None)
            {
                siblings[i] = children[parent];
                children[parent] = i;
            }
        }
        int placed = 0;
        for (int i = 0; i < count; i++)
        {
            if (parents[i] == None && processes[i].Pid != 1)
            {
                placed = Place(processes, i, order, placed, parents, children, siblings);
            }
        }
        int first = Find(processes, 1);
        if (first != None && parents[first] == None)
        {
            placed = Place(processes, first, order, placed, parents, children, siblings);
        }
        AddUnplaced(order, placed, siblings);
    }

    /// <summary>Puts a root and all below it into the order: how many are in it then. Those are marked in siblings.</summary>
    private static int Place(
        Span<ProcessRecord> processes,
        int root,
        Span<int> order,
        int placed,
        ReadOnlySpan<int> parents,
        Span<int> children,
        Span<int> siblings)
    {
        int at = root;
        int depth = 0;
        bool comesBack = false;
        while (true)
        {
            if (!comesBack)
            {
                processes[at].Depth = depth;
                order[placed] = at;
                placed++;
            }
            if (!comesBack && children[at] != None)
            {
                depth += processes[at].Pid == 1 ? 0 : 1;
                at = children[at];
                continue;
            }
            int next = siblings[at];
            siblings[at] = at;
            if (at == root)
            {
                return placed;
            }
            comesBack = next == None;
            at = comesBack ? parents[at] : next;
            depth -= comesBack && processes[at].Pid != 1 ? 1 : 0;
        }
    }

    /// <summary>Processes that are each other's parents, as no kernel has them, come at the end.</summary>
    private static void AddUnplaced(Span<int> order, int placed, ReadOnlySpan<int> siblings)
    {
        for (int i = 0; i < order.Length && placed < order.Length; i++)
        {
            if (siblings[i] != i)
            {
                order[placed] = i;
                placed++;
            }
        }
        Assert.That(placed == order.Length);
    }

    private static int Find(ReadOnlySpan<ProcessRecord> processes, ulong pid)
    {
        int low = 0;
        int high = processes.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (processes[middle].Pid == pid)
            {
                return middle;
            }
            if (processes[middle].Pid < pid)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return None;
    }

    private static void SiftDown(ReadOnlySpan<ProcessRecord> processes, Span<int> heap, int at)
    {
        while (2 * at + 1 < heap.Length)
        {
            int child = 2 * at + 1;
            if (child + 1 < heap.Length && processes[heap[child]].Pid < processes[heap[child + 1]].Pid)
            {
                child++;
            }
            if (processes[heap[at]].Pid >= processes[heap[child]].Pid)
            {
                return;
            }
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }
}
