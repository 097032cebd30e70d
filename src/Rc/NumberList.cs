using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>Numbers as a compiled database has them: 32 bits each, the highest byte first.</summary>
internal readonly ref struct NumberList
{
    public const int NumberLength = 4;

    private readonly ReadOnlySpan<byte> _bytes;

    public NumberList(ReadOnlySpan<byte> bytes)
    {
        Assert.That(bytes.Length % NumberLength == 0);
        _bytes = bytes;
    }

    public int Count => _bytes.Length / NumberLength;

    /// <summary>A number that was found to be one of a service, or one that is checked now.</summary>
    public uint this[int index] => BinaryPrimitives.ReadUInt32BigEndian(_bytes[(index * NumberLength)..]);

    /// <summary>A service's number; the list must have been verified.</summary>
    public int Service(int index) => (int)this[index];

    /// <summary>Every number is less than that.</summary>
    public bool AllBelow(int limit)
    {
        Assert.That(limit >= 0);
        for (int i = 0; i < Count; i++)
        {
            if (this[i] >= (uint)limit)
            {
                return false;
            }
        }
        return true;
    }

    public bool Contains(int service)
    {
        for (int i = 0; i < Count; i++)
        {
            if (this[i] == (uint)service)
            {
                return true;
            }
        }
        return false;
    }
}
