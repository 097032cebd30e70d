using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>The set of services that a command is about (s6-rc.html, "Service selection").</summary>
internal readonly ref struct ServiceSelection
{
    private readonly Span<byte> _marks;

    /// <summary>A byte of ServiceMark for every service.</summary>
    public ServiceSelection(Span<byte> marks)
    {
        _marks = marks;
    }

    public bool Contains(int service) => (_marks[service] & ServiceMark.Selected) != 0;

    public void Add(int service) => _marks[service] |= ServiceMark.Selected;

    /// <summary>Adds what is up.</summary>
    public void AddLive(ReadOnlySpan<byte> states)
    {
        Assert.That(states.Length == _marks.Length);
        for (int i = 0; i < states.Length; i++)
        {
            if ((states[i] & ServiceState.Up) != 0)
            {
                Add(i);
            }
        }
    }

    public void Invert()
    {
        for (int i = 0; i < _marks.Length; i++)
        {
            _marks[i] ^= ServiceMark.Selected;
        }
    }

    /// <summary>
    /// Adds what must be up for the selected ones to be, and for those; or what must be down. A queue of as many numbers as
    /// there are services has each of them once.
    /// </summary>
    public void Close(in ServiceGraph graph, Span<int> queue, bool up)
    {
        Assert.That(queue.Length == _marks.Length && graph.Count == _marks.Length);
        int last = 0;
        for (int i = 0; i < _marks.Length; i++)
        {
            if (Contains(i))
            {
                queue[last++] = i;
            }
        }
        for (int first = 0; first < last; first++)
        {
            foreach (int needed in graph.Needs(queue[first], up))
            {
                if (!Contains(needed))
                {
                    Add(needed);
                    queue[last++] = needed;
                }
            }
        }
    }
}
