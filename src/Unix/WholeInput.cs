using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>All that comes from a descriptor, in memory that grows with it.</summary>
internal struct WholeInput(Fd input)
{
    private readonly Fd _input = input;
    private MemoryRegion _memory;
    private int _length;

    /// <summary>What was read.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _length == 0 ? default : _memory.Bytes[.._length];

    /// <summary>Reads to the end. ENOMEM: it is more than 1 GB, or than there is memory.</summary>
    public Errno Read()
    {
        Errno error = ChainMemory.TryMap(Limits.ChainMemoryMapLength, out _memory);
        while (error.IsNone)
        {
            Result<int> read = Kernel.Read(_input, _memory.Bytes[_length..]);
            if (!read.Ok || read.Value == 0)
            {
                return read.Error;
            }
            _length += read.Value;
            if (_length == _memory.Length)
            {
                error = Grow();
            }
        }
        return error;
    }

    private Errno Grow()
    {
        if (_memory.Length > int.MaxValue / 2)
        {
            return Errno.ENOMEM;
        }
        Result<MemoryRegion> grown = Kernel.ResizeMemory(_memory, _memory.Length * 2);
        _memory = grown.Ok ? grown.Value : _memory;
        return grown.Error;
    }
}
