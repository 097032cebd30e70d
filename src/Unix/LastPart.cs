using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>The last lines or bytes of a descriptor, in memory that grows with them.</summary>
internal struct LastPart(ulong count, bool bytes)
{
    private readonly ulong _count = count;
    private readonly bool _bytes = bytes;
    private MemoryRegion _memory;
    private int _start;
    private int _end;
    private ulong _newlines;

    /// <summary>The last part, when all was read.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _end == _start ? default : _memory.Bytes[_start.._end];

    /// <summary>Reads to the end. ENOMEM: the last part is more than 1 GB, or than there is memory.</summary>
    public Errno Read(Fd file)
    {
        Errno error = ChainMemory.TryMap(Limits.ChainMemoryMapLength, out _memory);
        while (error.IsNone)
        {
            Result<int> read = Kernel.Read(file, _memory.Bytes[_end..]);
            if (!read.Ok || read.Value == 0)
            {
                Drop(atEnd: true);
                return read.Error;
            }
            foreach (byte value in _memory.Bytes.Slice(_end, read.Value))
            {
                _newlines += value == '\n' ? 1u : 0u;
            }
            _end += read.Value;
            Drop(atEnd: false);
            error = MakeRoom();
        }
        return error;
    }

    /// <summary>Moves the start on to the last part of what was read. A line that has not ended counts at the end only.</summary>
    private void Drop(bool atEnd)
    {
        if (_bytes)
        {
            int excess = _end - _start - (int)Math.Min(_count, int.MaxValue);
            _start += Math.Max(excess, 0);
            return;
        }
        bool unended = atEnd && _end > _start && _memory.Bytes[_end - 1] != '\n';
        ulong lines = _newlines + (unended ? 1u : 0u);
        while (lines > _count)
        {
            // A line that has just begun is kept, for it may be among the last ones.
            ReadOnlySpan<byte> rest = _memory.Bytes[_start.._end];
            int newline = rest.IndexOf((byte)'\n');
            _start = newline < 0 ? _end : _start + newline + 1;
            _newlines -= newline < 0 ? 0u : 1u;
            lines--;
        }
    }

    private Errno MakeRoom()
    {
        if (_end < _memory.Length)
        {
            return Errno.None;
        }
        if (_start > _memory.Length / 2)
        {
            _memory.Bytes[_start.._end].CopyTo(_memory.Bytes);
            _end -= _start;
            _start = 0;
            return Errno.None;
        }
        if (_memory.Length > int.MaxValue / 2)
        {
            return Errno.ENOMEM;
        }
        Result<MemoryRegion> grown = Kernel.ResizeMemory(_memory, _memory.Length * 2);
        _memory = grown.Ok ? grown.Value : _memory;
        return grown.Error;
    }
}
