using System;
using System.Collections.Generic;
using System.Linq;
using Sestet.Rc;

namespace Sestet.Tests;

/// <summary>
/// Services as they are, whatever s6-rc thinks: longruns whose supervisors do what they were told last, and oneshots that were
/// done or undone. Checks the order of dependencies at everything that is begun.
/// </summary>
internal sealed class PlannedWorld
{
    private readonly Random _random;
    private readonly int[][] _needs;
    private readonly int[][] _neededBy;
    private readonly bool[] _isLongrun;
    private readonly Life[] _life;
    private readonly bool[] _wantedUp;
    private readonly Life[] _before;

    public PlannedWorld(Random random, int count)
    {
        _random = random;
        Count = count;
        _isLongrun = [.. Enumerable.Range(0, count).Select(_ => random.Next(2) == 0)];
        Essential = [.. Enumerable.Range(0, count).Select(_ => random.Next(8) == 0)];
        _life = new Life[count];
        _wantedUp = new bool[count];
        _before = new Life[count];
        // Numbers are given at random, so that no order of them is the order of dependencies.
        int[] rank = [.. Enumerable.Range(0, count)];
        random.Shuffle(rank);
        _needs = [.. Enumerable.Range(0, count).Select(service => Needs(rank, service, random))];
        _neededBy = [.. Enumerable.Range(0, count).Select(
            service => Enumerable.Range(0, count).Where(other => _needs[other].Contains(service)).ToArray())];
        File = new byte[count];
    }

    private enum Life
    {
        Down,
        Starting,
        Up,
        Stopping,
    }

    public int Count { get; }

    public bool[] Essential { get; }

    /// <summary>The live directory's file state.</summary>
    public byte[] File { get; }

    public bool IsLongrun(int service) => _isLongrun[service];

    public bool IsUp(int service) => _life[service] == Life.Up;

    public bool IsDown(int service) => _life[service] == Life.Down;

    /// <summary>What its supervisor has been told.</summary>
    public bool IsWantedUp(int service) => _wantedUp[service];

    public ServiceGraph Graph()
    {
        (int[] upStarts, int[] upEdges) = Lists(_needs);
        (int[] downStarts, int[] downEdges) = Lists(_neededBy);
        return new ServiceGraph(upStarts, upEdges, downStarts, downEdges);
    }

    /// <summary>A transition is begun, of a oneshot as of a longrun.</summary>
    public void Begin(int service, bool up)
    {
        foreach (int other in up ? _needs[service] : _neededBy[service])
        {
            if (up ? !IsUp(other) || !_wantedUp[other] : !IsDown(other))
            {
                throw new InvalidOperationException(
                    $"{service} goes {(up ? "up" : "down")} while {other} is {_life[other]}");
            }
        }
        Tell(service, up);
    }

    /// <summary>A supervisor is told where its service is to be; or a script is started.</summary>
    public void Tell(int service, bool up)
    {
        _wantedUp[service] = up;
        if (!_isLongrun[service])
        {
            _before[service] = _life[service];
            _life[service] = up ? Life.Starting : Life.Stopping;
        }
        else if (up && _life[service] == Life.Down)
        {
            _life[service] = Life.Starting;
        }
        else if (!up && _life[service] is Life.Starting or Life.Up)
        {
            _life[service] = Life.Stopping;
        }
    }

    /// <summary>What is under way goes on by itself; true where the service is where it was told to be.</summary>
    public bool Advance(int service)
    {
        _life[service] = _life[service] switch
        {
            Life.Starting => Life.Up,
            Life.Stopping when _isLongrun[service] && _wantedUp[service] => Life.Starting,
            Life.Stopping => Life.Down,
            _ => _life[service],
        };
        return _wantedUp[service] ? IsUp(service) : IsDown(service);
    }

    /// <summary>A script has failed: all is as it was.</summary>
    public void Undo(int service)
    {
        _life[service] = _before[service];
        _wantedUp[service] = IsUp(service);
    }

    /// <summary>A script that was cut short has come to its end, or has not begun it.</summary>
    public void CutShort(int service)
    {
        bool up = _random.Next(2) == 0;
        _life[service] = up ? Life.Up : Life.Down;
        _wantedUp[service] = up;
    }

    /// <summary>What s6-rc is sure of is so.</summary>
    public void CheckFile()
    {
        for (int i = 0; i < Count; i++)
        {
            bool up = (File[i] & ServiceState.Up) != 0;
            bool isCertain = ServiceState.IsCertainly(File[i], up);
            if (isCertain && (up ? !IsUp(i) || !_wantedUp[i] : !IsDown(i)))
            {
                throw new InvalidOperationException($"{i} should be {(up ? "up" : "down")} and is {_life[i]}");
            }
        }
    }

    private static int[] Needs(int[] rank, int service, Random random)
    {
        int density = random.Next(1, 6);
        return [.. Enumerable.Range(0, rank.Length).Where(
            other => rank[other] < rank[service] && random.Next(rank.Length) < density)];
    }

    private static (int[] Starts, int[] Edges) Lists(int[][] lists)
    {
        List<int> starts = [0];
        foreach (int[] list in lists)
        {
            starts.Add(starts[^1] + list.Length);
        }
        return ([.. starts], [.. lists.SelectMany(list => list)]);
    }
}
