using System;
using Sestet.Base;
using Sestet.Unix;

namespace Sestet.Rc.Host;

/// <summary>
/// All names that the source directories define or mention, each once, with what is known of them, and the texts they and the
/// words of scripts lie in. Names are found by a hash table.
/// </summary>
internal struct DefinitionTable
{
    private const int SlotsFirst = 4096;

    private GrowingList<Definition> _definitions;
    private GrowingList<byte> _texts;
    private GrowingList<int> _slots;

    public readonly Span<Definition> Items => _definitions.Items;

    public readonly ReadOnlySpan<byte> Texts => _texts.Items;

    public readonly int Count => _definitions.Count;

    public readonly ReadOnlySpan<byte> Name(int index) => NameZ(index)[..^1];

    public readonly ReadOnlySpan<byte> NameZ(int index)
    {
        TextPart name = Items[index].Name;
        return Texts.Slice(name.Start, name.Length + 1);
    }

    /// <summary>The index of the name, which is entered where it is new.</summary>
    public Errno Enter(scoped ReadOnlySpan<byte> name, out int index)
    {
        index = 0;
        Errno error = _definitions.Reserve(1);
        error = error.IsNone ? _texts.Reserve(name.Length + 1) : error;
        error = error.IsNone ? ReserveSlots() : error;
        if (error.Failed)
        {
            return error;
        }
        int slot = FindSlot(name);
        if (_slots.Items[slot] != 0)
        {
            index = _slots.Items[slot] - 1;
            return Errno.None;
        }
        Definition definition = default;
        definition.Name = new TextPart { Start = _texts.Count, Length = name.Length };
        _texts.Add(name);
        _texts.Add(0);
        index = _definitions.Add(definition);
        _slots.Items[slot] = index + 1;
        return Errno.None;
    }

    /// <summary>Adds a word to the texts, with so many blanks in front of it and a NUL behind.</summary>
    public Errno AddWord(int blanks, scoped ReadOnlySpan<byte> word)
    {
        Errno error = _texts.Reserve(blanks + word.Length + 1);
        if (error.IsNone)
        {
            _texts.AddZeroed(blanks).Fill((byte)' ');
            _texts.Add(word);
            _texts.Add(0);
        }
        return error;
    }

    private readonly int FindSlot(scoped ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<int> slots = _slots.Items;
        int mask = slots.Length - 1;
        int slot = (int)(Text.Hash(name) & (uint)mask);
        while (slots[slot] != 0 && !Name(slots[slot] - 1).SequenceEqual(name))
        {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /// <summary>At most half of the slots are taken.</summary>
    private Errno ReserveSlots()
    {
        int length = _slots.Count;
        if ((_definitions.Count + 1) * 2 <= length)
        {
            return Errno.None;
        }
        int wanted = Math.Max(length * 2, SlotsFirst);
        Errno error = _slots.Reserve(wanted - length);
        if (error.Failed)
        {
            return error;
        }
        _slots.Truncate(0);
        _slots.AddZeroed(wanted);
        for (int i = 0; i < _definitions.Count; i++)
        {
            _slots.Items[FindSlot(Name(i))] = i + 1;
        }
        return Errno.None;
    }
}
