using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.FdHolder;

/// <summary>
/// A fd-holder's answers (HolderRequest), as its clients read them. An error is the fd-holder's own
/// (s6-fdholder-errorcodes.html), or EPROTO for what is no answer to the request.
/// </summary>
internal static class HolderReply
{
    /// <summary>Nothing but an error.</summary>
    public static Errno Status(ReadOnlySpan<byte> message, int descriptors) => Read(message, descriptors, 0, 0, out _);

    /// <summary>A descriptor comes with it.</summary>
    public static Errno Descriptor(ReadOnlySpan<byte> message, int descriptors) => Read(message, descriptors, 1, 0, out _);

    /// <summary>Identifiers, a NUL behind each.</summary>
    public static Errno List(ReadOnlySpan<byte> message, int descriptors, out ReadOnlySpan<byte> ids)
    {
        ids = default;
        int numbers = Math.Max(message.Length - 1, sizeof(uint));
        Errno error = Read(message, descriptors, 0, numbers, out ReadOnlySpan<byte> rest);
        if (error.Failed)
        {
            return error;
        }
        ids = rest[sizeof(uint)..];
        bool isWhole = ids.IsEmpty || ids[^1] == 0;
        return isWhole && ids.Count((byte)0) == BinaryPrimitives.ReadUInt32BigEndian(rest) ? Errno.None : Errno.EPROTO;
    }

    /// <summary>So many parts of a dump will come, with so many descriptors.</summary>
    public static Errno DumpBegin(ReadOnlySpan<byte> message, int descriptors, out uint parts, out uint count)
    {
        Errno error = Read(message, descriptors, 0, 2 * sizeof(uint), out ReadOnlySpan<byte> rest);
        parts = error.Failed ? 0 : BinaryPrimitives.ReadUInt32BigEndian(rest);
        count = error.Failed ? 0 : BinaryPrimitives.ReadUInt32BigEndian(rest[sizeof(uint)..]);
        // Empty parts would be endless work.
        return parts <= count ? error : Errno.EPROTO;
    }

    /// <summary>A part of a dump: an entry for each descriptor, of which no more than so many are still to come.</summary>
    public static Errno DumpPart(ReadOnlySpan<byte> entries, int descriptors, uint left) =>
        (uint)descriptors <= left && DumpEntries.AreValid(entries, descriptors) ? Errno.None : Errno.EPROTO;

    /// <summary>A dump may be set. How many parts are expected does not matter: they are taken as they come.</summary>
    public static Errno SetDumpBegin(ReadOnlySpan<byte> message, int descriptors) =>
        Read(message, descriptors, 0, sizeof(uint), out _);

    /// <summary>A part of a dump has been taken: EAGAIN asks for the next.</summary>
    public static Errno SetDumpPart(ReadOnlySpan<byte> message, int descriptors, bool isLast)
    {
        Errno error = Status(message, descriptors);
        bool asksForMore = error == Errno.EAGAIN;
        return error.Failed && !asksForMore ? error
            : asksForMore == isLast ? Errno.EPROTO
            : Errno.None;
    }

    /// <summary>The bytes behind the status, where that is 0: exactly so many, and descriptors.</summary>
    private static Errno Read(
        ReadOnlySpan<byte> message, int descriptors, int descriptorsExpected, int length, out ReadOnlySpan<byte> rest)
    {
        rest = message.IsEmpty ? default : message[1..];
        if (message.IsEmpty)
        {
            return Errno.EPROTO;
        }
        if (message[0] != 0)
        {
            return new Errno(message[0]);
        }
        return rest.Length == length && descriptors == descriptorsExpected ? Errno.None : Errno.EPROTO;
    }
}
