using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Changes an environment for the next program of a chain. The old block is left alone: the first change copies its
/// list, and new variables lie in <see cref="ChainMemory"/>.
/// As in the reference, a variable that is taken out leaves its place to the last one, and one that is set, be it anew
/// or again, comes last. Of a name that is there twice, the first is meant. After the first error nothing changes.
/// </summary>
internal ref struct EnvironmentEditor
{
    private EnvironmentBlock _original;
    private EnvironmentList _list;
    private bool _copied;
    private EnvironmentIndex _index;
    private int _searches;

    public EnvironmentEditor(EnvironmentBlock environment)
    {
        _original = environment;
        _list = default;
        _copied = false;
        _index = default;
        _searches = 0;
        Error = Errno.None;
    }

    /// <summary>ENOMEM where memory was not to be had.</summary>
    public Errno Error { get; private set; }

    /// <summary>The environment as it is now.</summary>
    public readonly EnvironmentBlock Block => _copied ? _list.Block : _original;

    /// <summary>Sets a variable to a value without NUL bytes.</summary>
    public void Set(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        Unset(name);
        SetNew(name, value);
    }

    /// <summary>Sets a variable that is known not to be there.</summary>
    public void SetNew(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> value)
    {
        // The name, "=", the value and a NUL.
        Errno error = ChainMemory.TryAllocate(name.Length + value.Length + 2, out MemoryRegion memory);
        if (error.Failed)
        {
            Error = error;
            return;
        }
        Span<byte> definition = memory.Bytes;
        name.CopyTo(definition);
        definition[name.Length] = (byte)'=';
        value.CopyTo(definition[(name.Length + 1)..]);
        definition[^1] = 0;
        Append(definition);
    }

    /// <summary>
    /// Sets a variable by "NAME=value" with its NUL, which must stay where it is, and the length of the name.
    /// </summary>
    public void SetDefinition(MemoryRegion definitionZ, int nameLength)
    {
        ReadOnlySpan<byte> definition = definitionZ.Bytes;
        Assert.That(definition[nameLength] == '=' && definition[^1] == 0);
        Unset(definition[..nameLength]);
        Append(definition);
    }

    /// <summary>Takes a variable out, where it is there.</summary>
    public void Unset(scoped ReadOnlySpan<byte> name)
    {
        Assert.That(!name.Contains((byte)'='));
        int index = IndexOf(name);
        if (index < 0 || Error.Failed)
        {
            return;
        }
        if (!_copied)
        {
            Copy(_original);
        }
        if (Error.IsNone)
        {
            RemoveAt(index);
        }
    }

    /// <summary>Takes all variables out.</summary>
    public void Clear()
    {
        Errno error = ChainMemory.TryAllocate((Limits.EnvironmentSlack + 1) * 8, out MemoryRegion memory);
        if (error.Failed)
        {
            Error = error;
            return;
        }
        _list = new EnvironmentList(memory.Slots, Block, 0);
        _copied = true;
        _index = default;
    }

    /// <summary>Takes a variable out as often as it is there.</summary>
    public void UnsetAll(scoped ReadOnlySpan<byte> name)
    {
        while (Error.IsNone && IndexOf(name) >= 0)
        {
            Unset(name);
        }
    }

    /// <summary>
    /// The first place of a variable, or -1. Many changes of a long list, as of thousands of positional parameters, would take
    /// the square of their number by looking through it, so then an index is made.
    /// </summary>
    private int IndexOf(scoped ReadOnlySpan<byte> name)
    {
        if (!_index.IsMade)
        {
            bool isLong = _copied && _list.Count >= Limits.EnvironmentIndexedMin && ++_searches >= Limits.EnvironmentSearchesMax;
            if (!isLong || _index.TryMake(_list.Block, _list.Count).Failed)
            {
                return Block.IndexOf(name);
            }
        }
        int index = _index.Find(_list.Block, name);
        Assert.That(index < _list.Count);
        return index;
    }

    private void RemoveAt(int index)
    {
        if (_index.IsMade)
        {
            EnvironmentBlock variables = _list.Block;
            int last = _list.Count - 1;
            _index.Remove(EnvironmentIndex.NameOf(variables.AtZ(index)), index);
            if (last != index)
            {
                _index.Move(EnvironmentIndex.NameOf(variables.AtZ(last)), last, index);
            }
        }
        _list.RemoveAt(index);
    }

    private void Append(ReadOnlySpan<byte> definitionZ)
    {
        MakeRoom();
        if (Error.Failed)
        {
            return;
        }
        _list.Append(definitionZ);
        if (_index.IsMade && _index.IsFull)
        {
            // The next search makes a larger one.
            _index = default;
        }
        else if (_index.IsMade)
        {
            _index.Add(EnvironmentIndex.NameOf(definitionZ), _list.Count - 1);
        }
    }

    private void MakeRoom()
    {
        if (!_copied)
        {
            Copy(_original);
        }
        else if (_list.IsFull)
        {
            Copy(_list.Block);
        }
    }

    /// <summary>Puts the variables of a block into a new list with room for as many again.</summary>
    private void Copy(EnvironmentBlock block)
    {
        int count = block.Count;
        // The null pointer takes the one more.
        int slots = count + Math.Max(_copied ? count : 0, Limits.EnvironmentSlack) + 1;
        Errno error = ChainMemory.TryAllocate(slots * 8, out MemoryRegion memory);
        if (error.Failed)
        {
            Error = error;
            return;
        }
        _list = new EnvironmentList(memory.Slots, block, count);
        _copied = true;
    }
}
