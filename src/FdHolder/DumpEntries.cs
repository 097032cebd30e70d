using System;
using Sestet.Base;

namespace Sestet.FdHolder;

/// <summary>
/// The entries of one part of a dump, one for each descriptor that comes with it:
/// <code>
/// offset  size  field
///      0    12  when it expires (Tai)
///     12     1  length n of the identifier, 1 to 255
///     13     n  the identifier
///   13+n     1  NUL
/// </code>
/// </summary>
internal ref struct DumpEntries(ReadOnlySpan<byte> bytes)
{
    private const int LengthOffset = Tai.PackedLength;
    private const int IdOffset = LengthOffset + 1;

    /// <summary>The longest entry.</summary>
    public const int EntryLengthMax = IdOffset + Limits.HeldIdLengthMax + 1;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The next entry; false at the end, and where what is left is none.</summary>
    public bool Next(out Tai limit, out ReadOnlySpan<byte> idZ)
    {
        limit = default;
        idZ = default;
        if (_rest.Length < IdOffset)
        {
            return false;
        }
        limit = Tai.Unpack(_rest);
        if (!TryReadId(_rest[LengthOffset..], out idZ))
        {
            return false;
        }
        _rest = _rest[(IdOffset + idZ.Length)..];
        return true;
    }

    /// <summary>Whether there are exactly that many entries, and nothing else.</summary>
    public static bool AreValid(ReadOnlySpan<byte> bytes, int count)
    {
        DumpEntries entries = new(bytes);
        for (int i = 0; i < count; i++)
        {
            if (!entries.Next(out _, out _))
            {
                return false;
            }
        }
        return entries._rest.IsEmpty;
    }

    /// <summary>The length of an entry with an identifier of that length.</summary>
    public static int LengthOf(int idLength) => IdOffset + idLength + 1;

    /// <summary>Writes an entry: its length.</summary>
    public static int Write(Span<byte> bytes, Tai limit, ReadOnlySpan<byte> id)
    {
        Assert.That(id.Length is > 0 and <= Limits.HeldIdLengthMax);
        limit.Pack(bytes);
        return LengthOffset + WriteId(bytes[LengthOffset..], id);
    }

    /// <summary>
    /// An identifier behind its length: with its NUL, and at least one byte long. False where there is none; what is behind it
    /// is not looked at.
    /// </summary>
    public static bool TryReadId(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> idZ)
    {
        idZ = default;
        int length = bytes.IsEmpty ? 0 : bytes[0];
        if (length == 0 || bytes.Length < length + 2 || bytes.Slice(1, length + 1).IndexOf((byte)0) != length)
        {
            return false;
        }
        idZ = bytes.Slice(1, length + 1);
        return true;
    }

    /// <summary>Writes an identifier behind its length: how many bytes that takes.</summary>
    public static int WriteId(Span<byte> bytes, ReadOnlySpan<byte> id)
    {
        Assert.That(id.Length is > 0 and <= Limits.HeldIdLengthMax);
        bytes[0] = (byte)id.Length;
        id.CopyTo(bytes[1..]);
        bytes[id.Length + 1] = 0;
        return id.Length + 2;
    }
}
