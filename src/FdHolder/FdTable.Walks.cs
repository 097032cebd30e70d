using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder;

// The walks of answers through what is held.
internal ref partial struct FdTable
{
    /// <summary>A client's answer names all that is held now; sends: with the descriptors.</summary>
    public readonly void BeginWalk(int client, bool sends) => Begin(client, sends, 0, _used);

    /// <summary>Its answer names and sends one descriptor.</summary>
    public readonly void BeginWalkOfOne(int client, int place)
    {
        Assert.That(_places[place].IsHeld);
        Begin(client, sends: true, place, place + 1);
    }

    /// <summary>The next place that the answer names; -1 at the end.</summary>
    public readonly int NextOf(int client)
    {
        ref FdWalk walk = ref _walks[client];
        Assert.That(walk.IsUnderWay);
        while (walk.Next < walk.End)
        {
            int place = walk.Next++;
            if (_places[place].WasHeldAt(walk.Began))
            {
                return place;
            }
        }
        return -1;
    }

    /// <summary>What the answer has named so far has gone to the client.</summary>
    public void Pass(int client)
    {
        ref FdWalk walk = ref _walks[client];
        Assert.That(walk.IsUnderWay && walk.Passed <= walk.Next);
        while (walk.Passed < walk.Next)
        {
            int place = walk.Passed++;
            ref HeldFd held = ref _places[place];
            if (!held.IsHeld && held.WasHeldAt(walk.Began))
            {
                held.Naming--;
                held.Sending -= walk.Sends ? 1 : 0;
                LetGo(place);
            }
        }
    }

    /// <summary>The answer names nothing more, done or not; nothing happens where there is none.</summary>
    public void EndWalk(int client)
    {
        ref FdWalk walk = ref _walks[client];
        if (walk.IsUnderWay)
        {
            walk.Next = walk.End;
            Pass(client);
            walk = default;
        }
    }

    /// <summary>
    /// The descriptors that the answer sends next, as many as the span has room for; and how long their entries in a dump are.
    /// </summary>
    public readonly uint Peek(int client, scoped Span<Fd> descriptors)
    {
        ref readonly FdWalk walk = ref _walks[client];
        Assert.That(walk.IsUnderWay && walk.Sends);
        uint length = 0;
        int place = walk.Passed;
        for (int i = 0; i < descriptors.Length; place++)
        {
            Assert.That(place < walk.End);
            ref readonly HeldFd held = ref _places[place];
            if (held.WasHeldAt(walk.Began))
            {
                Assert.That(held.Descriptor.IsOpen);
                descriptors[i++] = held.Descriptor;
                length += (uint)DumpEntries.LengthOf(held.IdLength);
            }
        }
        return length;
    }

    /// <summary>The client whose answer began first of those under way; -1 for none.</summary>
    public readonly int OldestWalk()
    {
        int oldest = -1;
        for (int i = 0; i < _walks.Length; i++)
        {
            if (_walks[i].IsUnderWay && (oldest < 0 || _walks[i].Began < _walks[oldest].Began))
            {
                oldest = i;
            }
        }
        return oldest;
    }

    private readonly void Begin(int client, bool sends, int first, int end)
    {
        ref FdWalk walk = ref _walks[client];
        Assert.That(!walk.IsUnderWay && end <= _used);
        walk = new FdWalk { IsUnderWay = true, Sends = sends, Began = _changes, Passed = first, Next = first, End = end };
    }
}
