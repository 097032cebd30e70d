using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.FdHolder;

/// <summary>
/// What stands in front of every message, of a fd-holder and of s6-sudo; the descriptors come with its first byte.
/// <code>
/// offset  size  field
///      0     4  length of the message behind this header, big-endian
///      4     2  descriptors that belong to it, big-endian
/// </code>
/// </summary>
internal readonly struct Frame(uint length, int descriptors)
{
    public const int HeaderLength = 6;

    /// <summary>Bytes behind the header, as the other end says: not to be believed.</summary>
    public uint Length { get; } = length;

    public int Descriptors { get; } = descriptors;

    public static Frame Read(ReadOnlySpan<byte> header) =>
        new(BinaryPrimitives.ReadUInt32BigEndian(header), (header[4] << 8) | header[5]);

    public void Write(Span<byte> header)
    {
        Assert.That(Descriptors is >= 0 and <= ushort.MaxValue);
        BinaryPrimitives.WriteUInt32BigEndian(header, Length);
        header[4] = (byte)(Descriptors >> 8);
        header[5] = (byte)(Descriptors & 0xff);
    }
}
