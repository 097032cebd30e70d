using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <content>Names become numbers.</content>
internal ref partial struct SourceCompiler
{
    /// <summary>Names of a circle that a message shows.</summary>
    private const int CircleShownMax = 16;

    private readonly int ServiceCount => _atomic.Count;

    /// <summary>Checks all definitions against each other.</summary>
    public int Resolve()
    {
        int code = CheckPipelines();
        if (code == ExitCode.Success)
        {
            Errno error = GiveNumbers();
            code = error.Failed ? OutOfMemory(error) : code;
        }
        if (code == ExitCode.Success && _options.Verbosity >= 2)
        {
            Diagnostics.Info("resolving bundle names"u8);
        }
        for (int i = 0; i < _defined.Count && code == ExitCode.Success; i++)
        {
            code = _table.Items[_defined.Items[i]].Kind == DefinitionKind.Bundle ? ResolveBundle(_defined.Items[i]) : code;
        }
        if (code == ExitCode.Success && _options.Verbosity >= 2)
        {
            Diagnostics.Info("resolving service names"u8);
        }
        for (int i = 0; i < ServiceCount && code == ExitCode.Success; i++)
        {
            code = ResolveDependencies(i);
        }
        if (code == ExitCode.Success)
        {
            Errno error = OrderDependencies();
            code = error.Failed ? OutOfMemory(error) : FindCircle();
        }
        return code;
    }

    private Errno GiveNumbers()
    {
        Errno error = _atomic.Reserve(_defined.Count);
        for (int pass = 0; pass < 2 && error.IsNone; pass++)
        {
            _longruns = _atomic.Count;
            foreach (int index in _defined.Items)
            {
                ref Definition definition = ref _table.Items[index];
                if (definition.Kind == (pass == 0 ? DefinitionKind.Longrun : DefinitionKind.Oneshot))
                {
                    definition.Number = _atomic.Add(index);
                }
            }
        }
        error = error.IsNone ? _taken.Reserve(ServiceCount) : error;
        error = error.IsNone ? _directFirst.Reserve(ServiceCount + 1) : error;
        error = error.IsNone ? _reverseFirst.Reserve(ServiceCount + 2) : error;
        if (error.IsNone)
        {
            _taken.AddZeroed(ServiceCount);
        }
        return error;
    }

    /// <summary>What a bundle and the bundles in it stand for: those within before those around them.</summary>
    private int ResolveBundle(int bundle)
    {
        if (_table.Items[bundle].Mark == SearchMark.Done)
        {
            return ExitCode.Success;
        }
        _stack.Truncate(0);
        int code = Descend(bundle);
        while (code == ExitCode.Success && _stack.Count > 0)
        {
            int current = _stack.Items[^2];
            ListPart mentions = _table.Items[current].Mentions;
            int next = _stack.Items[^1]++;
            if (next == mentions.Count)
            {
                _stack.Truncate(_stack.Count - 2);
                Errno error = CollectMembers(current);
                code = error.Failed ? OutOfMemory(error) : code;
                continue;
            }
            int mention = _mentions.Items[mentions.First + next];
            Definition definition = _table.Items[mention];
            if (definition.Kind == DefinitionKind.Unknown)
            {
                code = Undefined("during resolution of bundle "u8, current, mention);
            }
            else if (definition.Kind == DefinitionKind.Bundle && definition.Mark == SearchMark.UnderWay)
            {
                code = TellBundleCircle(bundle, mention);
            }
            else if (definition.Kind == DefinitionKind.Bundle && definition.Mark == SearchMark.NotSeen)
            {
                code = Descend(mention);
            }
        }
        return code;
    }

    private readonly int TellBundleCircle(int bundle, int mention)
    {
        SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
        message.Add("cyclic bundle definition: resolution of "u8, _table.Name(bundle));
        message.Add(" encountered a cycle involving "u8, _table.Name(mention));
        return message.Print();
    }

    /// <summary>A bundle, and which of its mentions is next, go on the stack.</summary>
    private int Descend(int bundle)
    {
        Errno error = _stack.Reserve(2);
        if (error.Failed)
        {
            return OutOfMemory(error);
        }
        _table.Items[bundle].Mark = SearchMark.UnderWay;
        _stack.Add(bundle);
        _stack.Add(0);
        return ExitCode.Success;
    }

    private Errno CollectMembers(int bundle)
    {
        ListPart mentions = _table.Items[bundle].Mentions;
        int first = _members.Count;
        for (int i = 0; i < mentions.Count; i++)
        {
            Errno error = Collect(ref _members, _mentions.Items[mentions.First + i], bundle + 1);
            if (error.Failed)
            {
                return error;
            }
        }
        Span<int> members = _members.Items[first..];
        HeapSort.Sort(members);
        ref Definition definition = ref _table.Items[bundle];
        definition.Members = new ListPart { First = first, Count = members.Length };
        definition.Mark = SearchMark.Done;
        foreach (int member in members)
        {
            // The page speaks of flag-essential only; the reference passes flag-recommended on, too.
            _table.Items[_atomic.Items[member]].Flags |= definition.Flags;
        }
        return Errno.None;
    }

    /// <summary>Adds what a name stands for, but for the numbers that this taker has already.</summary>
    private Errno Collect(ref GrowingList<int> list, int index, int taker)
    {
        Definition definition = _table.Items[index];
        bool isBundle = definition.Kind == DefinitionKind.Bundle;
        int count = isBundle ? definition.Members.Count : 1;
        Errno error = list.Reserve(count);
        for (int i = 0; i < count && error.IsNone; i++)
        {
            int number = isBundle ? _members.Items[definition.Members.First + i] : definition.Number;
            if (_taken.Items[number] != taker)
            {
                _taken.Items[number] = taker;
                list.Add(number);
            }
        }
        return error;
    }

    private int ResolveDependencies(int service)
    {
        int index = _atomic.Items[service];
        Definition definition = _table.Items[index];
        // Takers behind those of bundles.
        int taker = _table.Count + 1 + service;
        _directFirst.Add(_direct.Count);
        Errno error = Errno.None;
        if (definition.Kind == DefinitionKind.Oneshot)
        {
            error = Collect(ref _direct, OneshotRunner, taker);
        }
        else if (definition.ConsumerPlusOne != 0 || definition.Producers.Count > 0)
        {
            error = Collect(ref _direct, FdHolder, taker);
            error = error.IsNone && definition.ConsumerPlusOne != 0
                ? Collect(ref _direct, definition.ConsumerPlusOne - 1, taker)
                : error;
        }
        for (int i = 0; i < definition.Mentions.Count && error.IsNone; i++)
        {
            int mention = _mentions.Items[definition.Mentions.First + i];
            if (_table.Items[mention].Kind == DefinitionKind.Unknown)
            {
                return Undefined("during dependency resolution for service "u8, index, mention);
            }
            error = Collect(ref _direct, mention, taker);
        }
        return error.Failed ? OutOfMemory(error) : ExitCode.Success;
    }

    /// <summary>
    /// Makes the reverse lists by going through the direct ones in order, and the direct ones again by going through those: both
    /// are sorted then.
    /// </summary>
    private Errno OrderDependencies()
    {
        _directFirst.Add(_direct.Count);
        Errno error = _reverse.Reserve(_direct.Count);
        if (error.Failed)
        {
            return error;
        }
        _reverse.AddZeroed(_direct.Count);
        _reverseFirst.AddZeroed(ServiceCount + 2);
        Invert(_directFirst.Items, _direct.Items, _reverseFirst.Items, _reverse.Items);
        error = _stack.Reserve(ServiceCount + 2);
        if (error.IsNone)
        {
            _stack.Truncate(0);
            _stack.AddZeroed(ServiceCount + 2);
            Invert(_reverseFirst.Items, _reverse.Items, _stack.Items, _direct.Items);
        }
        return error;
    }

    /// <summary>
    /// Lists of who has a number in which list; the places of the result are zero before, and one more than needed.
    /// </summary>
    private static void Invert(
        ReadOnlySpan<int> first, ReadOnlySpan<int> lists, Span<int> invertedFirst, Span<int> inverted)
    {
        int count = invertedFirst.Length - 2;
        foreach (int number in lists)
        {
            invertedFirst[number + 2]++;
        }
        for (int i = 2; i < invertedFirst.Length; i++)
        {
            invertedFirst[i] += invertedFirst[i - 1];
        }
        for (int i = 0; i < count; i++)
        {
            foreach (int number in lists[first[i]..first[i + 1]])
            {
                inverted[invertedFirst[number + 1]++] = i;
            }
        }
    }

    private readonly ReadOnlySpan<int> Direct(int service) =>
        _direct.Items[_directFirst.Items[service].._directFirst.Items[service + 1]];

    private readonly ReadOnlySpan<int> Reverse(int service) =>
        _reverse.Items[_reverseFirst.Items[service].._reverseFirst.Items[service + 1]];

    /// <summary>Takes away who needs nobody, again and again: a circle is left.</summary>
    private int FindCircle()
    {
        Span<int> needs = _taken.Items;
        _stack.Truncate(0);
        for (int i = 0; i < ServiceCount; i++)
        {
            needs[i] = Direct(i).Length;
            if (needs[i] == 0)
            {
                _stack.Add(i);
            }
        }
        int gone = 0;
        for (; gone < _stack.Count; gone++)
        {
            foreach (int other in Reverse(_stack.Items[gone]))
            {
                if (--needs[other] == 0)
                {
                    _stack.Add(other);
                }
            }
        }
        if (gone == ServiceCount)
        {
            return ExitCode.Success;
        }
        int service = 0;
        while (needs[service] == 0)
        {
            service++;
        }
        // Each that is left needs another that is left: after so many steps it is one of a circle.
        for (int i = 0; i < ServiceCount; i++)
        {
            service = NextLeft(service, needs);
        }
        return TellCircle(service, needs);
    }

    private readonly int NextLeft(int service, ReadOnlySpan<int> needs)
    {
        foreach (int other in Direct(service))
        {
            if (needs[other] > 0)
            {
                return other;
            }
        }
        Assert.That(false);
        return service;
    }

    private readonly int TellCircle(int service, ReadOnlySpan<int> needs)
    {
        SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
        message.Add("cyclic service dependency reached from "u8, NumberedName(service), " and involving "u8);
        message.Add(NumberedName(service), ": "u8, NumberedName(service));
        int shown = 1;
        for (int next = NextLeft(service, needs); next != service; next = NextLeft(next, needs))
        {
            message.Add(" needs "u8, shown < CircleShownMax ? NumberedName(next) : "..."u8);
            if (shown++ == CircleShownMax)
            {
                break;
            }
        }
        message.Add(" needs "u8, NumberedName(service));
        return message.Print();
    }

    private readonly ReadOnlySpan<byte> NumberedName(int service) => _table.Name(_atomic.Items[service]);

    private readonly int Undefined(ReadOnlySpan<byte> words, int index, int mention)
    {
        SourceMessage message = new(stackalloc byte[SourceMessage.Length]);
        message.Add(words, _table.Name(index), ": undefined service name "u8, _table.Name(mention));
        return message.Print();
    }
}
