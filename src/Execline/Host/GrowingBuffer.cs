using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>What is read from a descriptor, in mapped memory that grows with it.</summary>
internal struct GrowingBuffer
{
    private MemoryRegion _memory;
    private int _start;
    private int _end;

    /// <summary>What has been read and not been taken.</summary>
    public readonly Span<byte> Bytes => _memory.Length == 0 ? default : _memory.Bytes[_start.._end];

    /// <summary>Takes that many bytes off the front.</summary>
    public void Take(int count)
    {
        Assert.That(count >= 0 && count <= _end - _start);
        _start += count;
    }

    /// <summary>Reads once, which may block: the number of bytes, 0 at the end. It moves what is there.</summary>
    public Result<int> Fill(Fd input)
    {
        Errno error = MakeRoom();
        if (error.Failed)
        {
            return new Result<int>(error);
        }
        Result<int> read = Kernel.Read(input, _memory.Bytes[_end..]);
        _end += read.Ok ? read.Value : 0;
        return read;
    }

    /// <summary>Reads to the end of the input.</summary>
    public Errno FillToEnd(Fd input)
    {
        while (true)
        {
            Result<int> read = Fill(input);
            if (!read.Ok || read.Value == 0)
            {
                return read.Error;
            }
        }
    }

    private Errno MakeRoom()
    {
        if (_memory.Length == 0)
        {
            return ChainMemory.TryMap(Limits.GrowingBufferLength, out _memory);
        }
        if (_start > 0)
        {
            Bytes.CopyTo(_memory.Bytes);
            _end -= _start;
            _start = 0;
        }
        if (_end < _memory.Length)
        {
            return Errno.None;
        }
        if (_memory.Length >= Limits.CommandLengthMax)
        {
            return Errno.ENOMEM;
        }
        Result<MemoryRegion> larger = Kernel.ResizeMemory(_memory, _memory.Length * 2);
        if (larger.Ok)
        {
            _memory = larger.Value;
        }
        return larger.Error;
    }
}
