using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Cdb.Host;

/// <summary>
/// Writes a constant database, front to back: records as they come, behind room for the header, then the tables, and the
/// header last. After the first error nothing more is written.
/// </summary>
internal ref struct CdbWriter
{
    private const int SlotLength = CdbFormat.PairLength;

    private readonly Fd _file;
    private Output _output;
    private MemoryRegion _memory;
    private int _count;
    private long _position;

    /// <summary>The buffer is for what is written.</summary>
    public CdbWriter(Fd file, Span<byte> buffer)
    {
        Assert.That(buffer.Length >= CdbFormat.PairLength);
        this = default;
        _file = file;
        _output = new Output(file, buffer);
    }

    /// <summary>Leaves room for the header.</summary>
    public Errno Begin()
    {
        _position = CdbFormat.HeaderLength;
        return Kernel.Seek(_file, _position);
    }

    /// <summary>Adds a record. EFBIG: the file would have places that 32 bits cannot tell.</summary>
    public Errno Add(scoped ReadOnlySpan<byte> key, scoped ReadOnlySpan<byte> data)
    {
        Errno error = MakeRoom();
        if (error.IsNone && _position > uint.MaxValue - CdbFormat.PairLength - (long)key.Length - data.Length)
        {
            error = Errno.EFBIG;
        }
        if (error.Failed)
        {
            return error;
        }
        Slots[_count++] = new CdbSlot { Hash = CdbFormat.Hash(key), Position = (uint)_position };
        WritePair((uint)key.Length, (uint)data.Length);
        _output.Write(key);
        _output.Write(data);
        _position += key.Length + data.Length;
        return _output.Error;
    }

    /// <summary>Writes tables and header.</summary>
    public Errno Finish()
    {
        Span<byte> header = stackalloc byte[CdbFormat.HeaderLength];
        if (_position + (long)_count * 2 * SlotLength > uint.MaxValue)
        {
            return Errno.EFBIG;
        }
        // For the largest table that there can be.
        Errno error = ChainMemory.TryAllocateArray(Math.Max(_count * 2, 1), out Span<CdbSlot> room);
        if (error.Failed)
        {
            return error;
        }
        ReadOnlySpan<CdbSlot> records = Slots[.._count];
        for (int table = 0; table < CdbFormat.TableCount; table++)
        {
            Span<CdbSlot> slots = room[..CdbTable.SlotCount(records, table)];
            CdbTable.Fill(records, table, slots);
            Span<byte> entry = header.Slice(table * CdbFormat.PairLength, CdbFormat.PairLength);
            BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)_position);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[4..], (uint)slots.Length);
            foreach (CdbSlot slot in slots)
            {
                WritePair(slot.Hash, slot.Position);
            }
        }
        _output.Flush();
        error = _output.Error.IsNone ? Kernel.Seek(_file, 0) : _output.Error;
        return error.IsNone ? Output.WriteAll(_file, header) : error;
    }

    private readonly Span<CdbSlot> Slots => _memory.Length == 0 ? default : _memory.As<CdbSlot>();

    private void WritePair(uint first, uint second)
    {
        Span<byte> pair = stackalloc byte[CdbFormat.PairLength];
        BinaryPrimitives.WriteUInt32LittleEndian(pair, first);
        BinaryPrimitives.WriteUInt32LittleEndian(pair[4..], second);
        _output.Write(pair);
        _position += CdbFormat.PairLength;
    }

    private Errno MakeRoom()
    {
        if (_memory.Length == 0)
        {
            return ChainMemory.TryMap(Limits.GrowingBufferLength, out _memory);
        }
        if ((_count + 1) * SlotLength <= _memory.Length)
        {
            return Errno.None;
        }
        if (_memory.Length > int.MaxValue / 2)
        {
            return Errno.ENOMEM;
        }
        Result<MemoryRegion> more = Kernel.ResizeMemory(_memory, _memory.Length * 2);
        _memory = more.Ok ? more.Value : _memory;
        return more.Error;
    }
}
