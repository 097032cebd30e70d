using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>
/// Lines from a descriptor, each whole however long it is: the memory grows with the longest. Reading is a step of its own
/// (<see cref="Fill"/>), so that a filter can flush its output first.
/// </summary>
internal struct WholeLines
{
    private readonly byte _separator;
    private MemoryRegion _memory;
    private int _start;
    private int _searched;
    private int _end;

    public WholeLines(Fd input, byte separator = (byte)'\n')
    {
        Input = input;
        _separator = separator;
        _memory = default;
        _start = 0;
        _searched = 0;
        _end = 0;
        Ended = false;
    }

    /// <summary>Where the lines come from.</summary>
    public Fd Input { get; }

    /// <summary>The end of the input was read.</summary>
    public bool Ended { get; private set; }

    /// <summary>
    /// The next line, with a NUL in the place of what ends it; whole: it was ended, which the last of the input may not be.
    /// False where the memory has none. The bytes are good until Fill.
    /// </summary>
    public bool Next(out Span<byte> lineZ, out bool whole)
    {
        ReadOnlySpan<byte> rest = _end == 0 ? default : _memory.Bytes[_searched.._end];
        int found = rest.IndexOf(_separator);
        whole = found >= 0;
        int end = whole ? _searched + found : _end;
        _searched = end;
        if (!whole && (!Ended || end == _start))
        {
            lineZ = default;
            return false;
        }
        // Behind what was read there is always room for one byte.
        _memory.Bytes[end] = 0;
        lineZ = _memory.Bytes[_start..(end + 1)];
        _searched = Math.Min(end + 1, _end);
        _start = _searched;
        return true;
    }

    /// <summary>Reads once, which may block. What is left of the last line may then come. ENOMEM: the line is too long.</summary>
    public Errno Fill()
    {
        Assert.That(_searched == _end && !Ended);
        Errno error = MakeRoom();
        if (error.Failed)
        {
            return error;
        }
        Result<int> read = Kernel.Read(Input, _memory.Bytes[_end..^1]);
        if (read.Ok)
        {
            _end += read.Value;
            Ended = read.Value == 0;
        }
        return read.Error;
    }

    private Errno MakeRoom()
    {
        if (_memory.Length == 0)
        {
            return ChainMemory.TryMap(Limits.FilterBufferLength, out _memory);
        }
        if (_start > 0)
        {
            // Only the part of a line that has not ended yet is left.
            _memory.Bytes[_start.._end].CopyTo(_memory.Bytes);
            _end -= _start;
            _searched = _end;
            _start = 0;
        }
        if (_end + 1 < _memory.Length)
        {
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
