using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.LinuxUtils.Host;

/// <summary>Text of any length in memory that grows. What is in it moves when it grows: keep places, not spans.</summary>
internal struct TextPool
{
    private MemoryRegion _memory;

    public int Length { get; private set; }

    /// <summary>Good until something is appended.</summary>
    public readonly Span<byte> Text => Length == 0 ? default : _memory.Bytes[..Length];

    public readonly ReadOnlySpan<byte> Of(TextRange range) =>
        range.Length == 0 ? default : _memory.Bytes.Slice(range.Start, range.Length);

    public Errno Append(scoped ReadOnlySpan<byte> text)
    {
        Errno error = Reserve(text.Length);
        if (error.IsNone)
        {
            text.CopyTo(_memory.Bytes[Length..]);
            Length += text.Length;
        }
        return error;
    }

    /// <summary>Appends what is at another place once more.</summary>
    public Errno AppendCopy(TextRange range)
    {
        Errno error = Reserve(range.Length);
        // After Reserve, which may have moved it.
        return error.IsNone ? Append(Of(range)) : error;
    }

    /// <summary>Appends what is left of an open file; files of /proc give what there is at each time.</summary>
    public Errno AppendFile(Fd file)
    {
        while (true)
        {
            Errno error = Reserve(Limits.MachineReadLength);
            if (error.Failed)
            {
                return error;
            }
            Result<int> read = Kernel.Read(file, _memory.Bytes[Length..]);
            if (!read.Ok || read.Value == 0)
            {
                return read.Error;
            }
            Length += read.Value;
        }
    }

    /// <summary>Appends a whole file.</summary>
    public Errno AppendFile(Fd directory, ReadOnlySpan<byte> pathZ)
    {
        Result<Fd> file = Kernel.Open(directory, pathZ, OpenFlags.O_RDONLY);
        if (!file.Ok)
        {
            return file.Error;
        }
        Errno error = AppendFile(file.Value);
        Kernel.Close(file.Value);
        return error;
    }

    public void Truncate(int length)
    {
        Assert.That(length <= Length);
        Length = length;
    }

    private Errno Reserve(int length)
    {
        Assert.That(length >= 0);
        if (length <= _memory.Length - Length)
        {
            return Errno.None;
        }
        if (length > Limits.MachineTextMax - Length)
        {
            return Errno.ENOMEM;
        }
        int wanted = Math.Max(Limits.ChainMemoryMapLength, _memory.Length);
        while (wanted < Length + length)
        {
            wanted *= 2;
        }
        if (_memory.Length == 0)
        {
            return ChainMemory.TryMap(wanted, out _memory);
        }
        Result<MemoryRegion> more = Kernel.ResizeMemory(_memory, wanted);
        _memory = more.Ok ? more.Value : _memory;
        return more.Error;
    }
}
