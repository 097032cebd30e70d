using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>What a service of a source directory is.</summary>
internal enum CheckedType : byte
{
    Unknown,
    Longrun,
    Oneshot,
    Bundle,
}

/// <summary>What a name in a service's definition says.</summary>
internal enum CheckedLink : byte
{
    /// <summary>dependencies.d: it must be up first.</summary>
    Dependency,

    /// <summary>contents.d: it belongs to the bundle.</summary>
    Content,

    /// <summary>producer-for: it reads what the service writes, and must be up first as well.</summary>
    Consumer,

    /// <summary>consumer-for: it writes what the service reads.</summary>
    Producer,
}

/// <summary>A service that is checked.</summary>
internal struct CheckedService
{
    public int NameStart;
    public int NameLength;
    public CheckedType Type;

    /// <summary>Which of the source directories it is in.</summary>
    public int Source;

    /// <summary>It stands for a pipeline's name, and has no directory; then this is the last consumer, plus one.</summary>
    public int PipelinePlusOne;

    public int FirstLink;
    public int LastLink;
    public int HashNext;

    /// <summary>A bundle contains it.</summary>
    public bool IsBundled;

    /// <summary>0: not reached yet, 1: on the way, 2: done.</summary>
    public byte Walk;
}

/// <summary>A name in a service's definition; indices are plus one, 0 is none.</summary>
internal struct CheckedName
{
    public int NameStart;
    public int NameLength;
    public CheckedLink Link;
    public int Next;
}

/// <summary>
/// Services of source directories and what they name, in memory of the caller: who is missing, and what goes round in circles.
/// A bundle stands in the graph like a service that depends on its contents, so one walk finds circles of either kind.
/// </summary>
internal ref struct CheckGraph
{
    private readonly Span<CheckedService> _services;
    private readonly Span<CheckedName> _names;
    private readonly Span<int> _buckets;
    private readonly Span<byte> _text;
    private int _nameCount;
    private int _textLength;

    /// <summary>All memory zeroed; the buckets a power of two.</summary>
    public CheckGraph(Span<CheckedService> services, Span<CheckedName> names, Span<int> buckets, Span<byte> text)
    {
        Assert.That(buckets.Length > 0 && (buckets.Length & (buckets.Length - 1)) == 0);
        _services = services;
        _names = names;
        _buckets = buckets;
        _text = text;
        _nameCount = 0;
        _textLength = 0;
        Count = 0;
        Overflowed = false;
    }

    public int Count { get; private set; }

    /// <summary>There was more than there is room for.</summary>
    public bool Overflowed { get; private set; }

    public readonly ref CheckedService this[int index] => ref _services[index];

    public readonly ReadOnlySpan<byte> NameOf(int service) =>
        _text.Slice(_services[service].NameStart, _services[service].NameLength);

    /// <summary>The index of a service, or -1.</summary>
    public readonly int Find(scoped ReadOnlySpan<byte> name)
    {
        int index = _buckets[BucketOf(name)];
        while (index != 0 && !NameOf(index - 1).SequenceEqual(name))
        {
            index = _services[index - 1].HashNext;
        }
        return index - 1;
    }

    /// <summary>Adds a service that is not there yet; -1 where there is no room.</summary>
    public int Add(scoped ReadOnlySpan<byte> name, int source)
    {
        if (Count == _services.Length || !TryStore(name, out int start))
        {
            Overflowed = true;
            return -1;
        }
        ref int bucket = ref _buckets[BucketOf(name)];
        _services[Count] = new CheckedService
        {
            NameStart = start, NameLength = name.Length, Source = source, HashNext = bucket,
        };
        bucket = ++Count;
        return Count - 1;
    }

    /// <summary>Adds a name to a service's definition.</summary>
    public void AddName(int service, scoped ReadOnlySpan<byte> name, CheckedLink link)
    {
        if (_nameCount == _names.Length || !TryStore(name, out int start))
        {
            Overflowed = true;
            return;
        }
        _names[_nameCount++] = new CheckedName { NameStart = start, NameLength = name.Length, Link = link };
        ref CheckedService owner = ref _services[service];
        if (owner.FirstLink == 0)
        {
            owner.FirstLink = _nameCount;
        }
        else
        {
            _names[owner.LastLink - 1].Next = _nameCount;
        }
        owner.LastLink = _nameCount;
    }

    /// <summary>The next name of a service: from 0 on; false at the end.</summary>
    public readonly bool NextName(int service, scoped ref int place, out ReadOnlySpan<byte> name, out CheckedLink link)
    {
        place = place == 0 ? _services[service].FirstLink : _names[place - 1].Next;
        name = place == 0 ? default : _text.Slice(_names[place - 1].NameStart, _names[place - 1].NameLength);
        link = place == 0 ? default : _names[place - 1].Link;
        return place != 0;
    }

    /// <summary>Whether a service names another in that way.</summary>
    public readonly bool Names(int service, scoped ReadOnlySpan<byte> name, CheckedLink link)
    {
        int place = 0;
        while (NextName(service, ref place, out ReadOnlySpan<byte> other, out CheckedLink otherLink))
        {
            if (otherLink == link && other.SequenceEqual(name))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// Walks what can be reached from a service. Finds a circle, at most one a call: then the path is services, each of which
    /// needs the next and the last the first. The memory for the path has two numbers for each service.
    /// </summary>
    public readonly bool FindCircle(int service, Span<int> memory, out ReadOnlySpan<int> circle)
    {
        Assert.That(memory.Length >= Count * 2);
        Span<int> path = memory[..Count];
        Span<int> places = memory[Count..];
        circle = default;
        int depth = 0;
        if (_services[service].Walk != 0)
        {
            return false;
        }
        path[0] = service;
        places[0] = 0;
        _services[service].Walk = 1;
        bool found = false;
        while (depth >= 0)
        {
            int next = NextNeeded(path[depth], ref places[depth]);
            if (next < 0)
            {
                _services[path[depth]].Walk = 2;
                depth--;
            }
            else if (_services[next].Walk == 0)
            {
                depth++;
                path[depth] = next;
                places[depth] = 0;
                _services[next].Walk = 1;
            }
            else if (_services[next].Walk == 1 && !found)
            {
                found = true;
                int start = depth;
                while (path[start] != next)
                {
                    start--;
                }
                // What is behind is not needed any more: nothing further is walked from here.
                circle = path[start..(depth + 1)];
                Finish(path[..(depth + 1)]);
                return true;
            }
        }
        return false;
    }

    private readonly void Finish(ReadOnlySpan<int> path)
    {
        foreach (int service in path)
        {
            _services[service].Walk = 2;
        }
    }

    /// <summary>
    /// The next service that must be up before this one, or is in this bundle; -1 at the end. The place is -1 from then on, for
    /// 0 would begin anew.
    /// </summary>
    private readonly int NextNeeded(int service, scoped ref int place)
    {
        while (place >= 0)
        {
            if (!NextName(service, ref place, out ReadOnlySpan<byte> name, out CheckedLink link))
            {
                place = -1;
                break;
            }
            int other = link == CheckedLink.Producer ? -1 : Find(name);
            if (other >= 0)
            {
                return other;
            }
        }
        return -1;
    }

    private bool TryStore(scoped ReadOnlySpan<byte> text, out int start)
    {
        start = _textLength;
        if (text.Length > _text.Length - _textLength)
        {
            return false;
        }
        text.CopyTo(_text[start..]);
        _textLength += text.Length;
        return true;
    }

    private readonly int BucketOf(scoped ReadOnlySpan<byte> name) => (int)(Text.Hash(name) & (uint)(_buckets.Length - 1));
}
