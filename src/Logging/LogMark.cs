using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>How long a current is in which all is in its place: what is behind that is written again after a kill.</summary>
internal readonly struct LogMark(ulong device, ulong inode, ulong size)
{
    /// <summary>Bytes of a mark in a LogJournal: device, inode and size, each a big-endian u64.</summary>
    public const int Length = 24;

    public ulong Size { get; } = size;

    public bool IsOf(ulong otherDevice, ulong otherInode) => device == otherDevice && inode == otherInode;

    public void Write(Span<byte> bytes)
    {
        Assert.That(bytes.Length == Length);
        BinaryPrimitives.WriteUInt64BigEndian(bytes, device);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], inode);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], Size);
    }

    public static LogMark Read(ReadOnlySpan<byte> bytes)
    {
        Assert.That(bytes.Length == Length);
        return new LogMark(
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]));
    }
}
