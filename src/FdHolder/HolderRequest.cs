using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.FdHolder;

/// <summary>What a client asks a fd-holder for.</summary>
internal enum HolderRequestKind
{
    Store,
    Delete,
    Retrieve,
    List,
    GetDump,
    SetDump,
    DumpPart,
}

/// <summary>
/// A request, as it stands behind the frame's header: a letter, and
/// <code>
/// S  Tai, identifier  one descriptor     store (Tai: when it expires)
/// D  identifier                          delete
/// R  0 or 1, identifier                  retrieve; with 1 delete, too
/// L                                      list
/// ?                                      get the dump
/// !  count (4 bytes, big-endian)         parts of a dump will follow
/// .  entries          descriptors        one of these parts
/// </code>
/// where an identifier is its length, itself and a NUL. The answer begins with one byte, 0 or an error number. Behind 0 come:
/// the count (4 bytes) and the identifiers, a NUL behind each, for L; how many parts (4 bytes) and how many descriptors (4
/// bytes) will follow, for ?; how many parts are expected (4 bytes), for !. R's answer has the descriptor. Each part of a dump
/// that is got is a message of entries and their descriptors; each that is set is answered by EAGAIN until the last.
/// </summary>
internal ref struct HolderRequest
{
    public HolderRequestKind Kind;

    /// <summary>The identifier with its NUL.</summary>
    public ReadOnlySpan<byte> IdZ;

    public Tai Limit;

    /// <summary>What is retrieved is also deleted.</summary>
    public bool Deletes;

    /// <summary>Descriptors of the dump that will be set.</summary>
    public uint Count;

    /// <summary>DumpEntries, valid ones.</summary>
    public ReadOnlySpan<byte> Entries;

    /// <summary>False for what is no request, or has not the descriptors that belong to it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> message, int descriptors, out HolderRequest request)
    {
        request = default;
        if (message.IsEmpty)
        {
            return false;
        }
        ReadOnlySpan<byte> rest = message[1..];
        if (message[0] == '.')
        {
            request.Kind = HolderRequestKind.DumpPart;
            request.Entries = rest;
            return descriptors > 0 && DumpEntries.AreValid(rest, descriptors);
        }
        if (message[0] == 'S')
        {
            request.Kind = HolderRequestKind.Store;
            return descriptors == 1 && TryParseStore(rest, ref request);
        }
        if (descriptors != 0)
        {
            return false;
        }
        switch (message[0])
        {
            case (byte)'D':
                request.Kind = HolderRequestKind.Delete;
                return TryParseId(rest, ref request);
            case (byte)'R':
                request.Kind = HolderRequestKind.Retrieve;
                request.Deletes = !rest.IsEmpty && rest[0] != 0;
                return !rest.IsEmpty && TryParseId(rest[1..], ref request);
            case (byte)'L':
                request.Kind = HolderRequestKind.List;
                return rest.IsEmpty;
            case (byte)'?':
                request.Kind = HolderRequestKind.GetDump;
                return rest.IsEmpty;
            case (byte)'!':
                request.Kind = HolderRequestKind.SetDump;
                request.Count = rest.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(rest) : 0;
                return rest.Length == 4;
            default:
                return false;
        }
    }

    private static bool TryParseStore(ReadOnlySpan<byte> rest, ref HolderRequest request)
    {
        if (rest.Length <= Tai.PackedLength)
        {
            return false;
        }
        request.Limit = Tai.Unpack(rest);
        return TryParseId(rest[Tai.PackedLength..], ref request);
    }

    private static bool TryParseId(ReadOnlySpan<byte> rest, ref HolderRequest request) =>
        DumpEntries.TryReadId(rest, out request.IdZ) && request.IdZ.Length + 1 == rest.Length;
}
