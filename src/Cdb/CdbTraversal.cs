using System;
using Sestet.Base;

namespace Sestet.Cdb;

/// <summary>Goes through all records, in the order that they were put in.</summary>
internal struct CdbTraversal
{
    private long _position;
    private long _end;

    /// <summary>The record's key and data stand one behind the other from here.</summary>
    public long KeyPosition { get; private set; }

    public uint KeyLength { get; private set; }

    public uint DataLength { get; private set; }

    public readonly long DataPosition => KeyPosition + KeyLength;

    /// <summary>Records end where the first table begins, as that of the header says.</summary>
    public static Errno Begin<TSource>(ref TSource source, out CdbTraversal traversal)
        where TSource : struct, ICdbSource, allows ref struct
    {
        traversal = default;
        Errno error = CdbSearch.ReadPair(ref source, 0, out uint end, out _);
        traversal._position = CdbFormat.HeaderLength;
        traversal._end = end;
        return error.IsNone && end < CdbFormat.HeaderLength ? Errno.EINVAL : error;
    }

    /// <summary>The next record; false behind the last. EINVAL: it goes beyond where records end.</summary>
    public Errno Next<TSource>(ref TSource source, out bool found)
        where TSource : struct, ICdbSource, allows ref struct
    {
        found = false;
        if (_position == _end)
        {
            return Errno.None;
        }
        if (_position + CdbFormat.PairLength > _end)
        {
            return Errno.EINVAL;
        }
        Errno error = CdbSearch.ReadPair(ref source, _position, out uint keyLength, out uint dataLength);
        if (error.Failed)
        {
            return error;
        }
        KeyPosition = _position + CdbFormat.PairLength;
        KeyLength = keyLength;
        DataLength = dataLength;
        _position = DataPosition + dataLength;
        found = _position <= _end;
        return found ? Errno.None : Errno.EINVAL;
    }
}
