using System;
using Sestet.Base;

namespace Sestet.LinuxUtils;

/// <summary>The order that processes are shown in: lists of their indexes.</summary>
internal static class ProcessOrder
{
    private const int None = -1;

    /// <summary>By pid: a heap sort, for a /proc may give any order.</summary>
    public static void Sort(ReadOnlySpan<ProcessRow> processes, Span<int> order)
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
    /// process 1 comes last, for all user processes are below it; its children are not indented. ByPid: what Sort gives; links
    /// has room for three numbers for each.
    /// </summary>
    public static void MakeTree(Span<ProcessRow> processes, ReadOnlySpan<int> byPid, Span<int> order, Span<int> links)
    {
        int count = processes.Length;
        Assert.That(byPid.Length == count && order.Length == count && links.Length == 3 * count);
        Span<int> parents = links[..count];
        Span<int> children = links[count..(2 * count)];
        Span<int> siblings = links[(2 * count)..];
        children.Fill(None);
        siblings.Fill(None);
        for (int place = count - 1; place >= 0; place--)
        {
            int i = byPid[place];
            int parent = processes[i].Parent == processes[i].Pid ? None : Find(processes, byPid, processes[i].Parent);
            parents[i] = parent;
            if (parent != None)
            {
                siblings[i] = children[parent];
                children[parent] = i;
            }
        }
        int placed = 0;
        foreach (int i in byPid)
        {
            if (parents[i] == None && processes[i].Pid != 1)
            {
                placed = Place(processes, i, order, placed, parents, children, siblings);
            }
        }
        int first = Find(processes, byPid, 1);
        if (first != None && parents[first] == None)
        {
            placed = Place(processes, first, order, placed, parents, children, siblings);
        }
        AddUnplaced(byPid, order, placed, siblings);
    }

    /// <summary>Puts a root and all below it into the order: how many are in it then. Those are marked in siblings.</summary>
    private static int Place(
        Span<ProcessRow> processes,
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
    private static void AddUnplaced(ReadOnlySpan<int> byPid, Span<int> order, int placed, ReadOnlySpan<int> siblings)
    {
        foreach (int i in byPid)
        {
            if (siblings[i] != i)
            {
                Assert.That(placed < order.Length);
                order[placed] = i;
                placed++;
            }
        }
        Assert.That(placed == order.Length);
    }

    /// <summary>Which process has that pid, or None.</summary>
    private static int Find(ReadOnlySpan<ProcessRow> processes, ReadOnlySpan<int> byPid, ulong pid)
    {
        int low = 0;
        int high = byPid.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (processes[byPid[middle]].Pid < pid)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low < byPid.Length && processes[byPid[low]].Pid == pid ? byPid[low] : None;
    }

    private static void SiftDown(ReadOnlySpan<ProcessRow> processes, Span<int> heap, int at)
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
