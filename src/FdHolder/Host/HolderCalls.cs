using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.FdHolder.Host;

/// <summary>
/// What clients ask a fd-holder for (HolderRequest). An error is the fd-holder's answer (s6-fdholder-errorcodes.html), or what
/// kept it from answering.
/// </summary>
internal static class HolderCalls
{
    /// <summary>A letter, a Tai, an identifier.</summary>
    private const int RequestLengthMax = Frame.HeaderLength + 1 + DumpEntries.EntryLengthMax;

    /// <summary>Room for the answers that are not long, and the descriptors of one.</summary>
    public const int ShortAnswerLength = 64;

    public static Errno Store(ref HolderConnection holder, Fd descriptor, ReadOnlySpan<byte> id, Tai limit)
    {
        Errno error = CheckId(id);
        if (error.Failed)
        {
            return error;
        }
        Span<byte> request = stackalloc byte[RequestLengthMax];
        request[Frame.HeaderLength] = (byte)'S';
        int length = Frame.HeaderLength + 1;
        length += DumpEntries.Write(request[length..], limit, id);
        error = holder.Send(request[..length], new ReadOnlySpan<Fd>(in descriptor));
        return error.Failed ? error : ReceiveStatus(ref holder);
    }

    public static Errno Delete(ref HolderConnection holder, ReadOnlySpan<byte> id)
    {
        Errno error = CheckId(id);
        if (error.Failed)
        {
            return error;
        }
        Span<byte> request = stackalloc byte[RequestLengthMax];
        request[Frame.HeaderLength] = (byte)'D';
        int length = Frame.HeaderLength + 1;
        length += DumpEntries.WriteId(request[length..], id);
        error = holder.Send(request[..length], default);
        return error.Failed ? error : ReceiveStatus(ref holder);
    }

    /// <summary>Retrieves a descriptor, with O_CLOEXEC; it may be deleted from the fd-holder at the same time.</summary>
    public static Errno Retrieve(ref HolderConnection holder, ReadOnlySpan<byte> id, bool deletes, out Fd descriptor)
    {
        descriptor = Fd.None;
        Errno error = CheckId(id);
        if (error.Failed)
        {
            return error;
        }
        Span<byte> request = stackalloc byte[RequestLengthMax];
        request[Frame.HeaderLength] = (byte)'R';
        request[Frame.HeaderLength + 1] = deletes ? (byte)1 : (byte)0;
        int length = Frame.HeaderLength + 2;
        length += DumpEntries.WriteId(request[length..], id);
        error = holder.Send(request[..length], default);
        if (error.IsNone)
        {
            error = ReceiveAnswer(ref holder, out ReadOnlySpan<byte> rest, out ReadOnlySpan<Fd> descriptors);
            if (error.IsNone && rest.IsEmpty && descriptors.Length == 1)
            {
                descriptor = descriptors[0];
                return Errno.None;
            }
        }
        return error.Failed ? error : Errno.EPROTO;
    }

    /// <summary>The identifiers, a NUL behind each.</summary>
    public static Errno List(ref HolderConnection holder, out ReadOnlySpan<byte> ids)
    {
        ids = default;
        Errno error = SendLetter(ref holder, (byte)'L');
        if (error.IsNone)
        {
            error = ReceiveAnswer(ref holder, out ReadOnlySpan<byte> rest, out ReadOnlySpan<Fd> descriptors);
            if (error.IsNone && rest.Length >= 4 && descriptors.IsEmpty)
            {
                ids = rest[4..];
                bool complete = ids.Count((byte)0) == BinaryPrimitives.ReadUInt32BigEndian(rest);
                return complete && (ids.IsEmpty || ids[^1] == 0) ? Errno.None : Errno.EPROTO;
            }
        }
        return error.Failed ? error : Errno.EPROTO;
    }

    /// <summary>Begins to get a dump: so many parts will come, with so many descriptors.</summary>
    public static Errno BeginGetDump(ref HolderConnection holder, out uint parts, out uint count)
    {
        parts = 0;
        count = 0;
        Errno error = SendLetter(ref holder, (byte)'?');
        if (error.IsNone)
        {
            error = ReceiveAnswer(ref holder, out ReadOnlySpan<byte> rest, out ReadOnlySpan<Fd> descriptors);
            if (error.IsNone && rest.Length == 8 && descriptors.IsEmpty)
            {
                parts = BinaryPrimitives.ReadUInt32BigEndian(rest);
                count = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
                // Empty parts would be endless work.
                return parts <= count ? Errno.None : Errno.EPROTO;
            }
        }
        return error.Failed ? error : Errno.EPROTO;
    }

    /// <summary>The next part of a dump, checked: an entry for each descriptor. No more than so many are still to come.</summary>
    public static Errno GetDumpPart(
        ref HolderConnection holder, uint left, out ReadOnlySpan<byte> entries, out ReadOnlySpan<Fd> descriptors)
    {
        Errno error = holder.Receive(out entries, out descriptors);
        if (error.Failed)
        {
            return error;
        }
        bool valid = (uint)descriptors.Length <= left && DumpEntries.AreValid(entries, descriptors.Length);
        return valid ? Errno.None : Errno.EPROTO;
    }

    /// <summary>Begins to set a dump of so many descriptors.</summary>
    public static Errno BeginSetDump(ref HolderConnection holder, uint count)
    {
        Span<byte> request = stackalloc byte[Frame.HeaderLength + 5];
        request[Frame.HeaderLength] = (byte)'!';
        BinaryPrimitives.WriteUInt32BigEndian(request[(Frame.HeaderLength + 1)..], count);
        Errno error = holder.Send(request, default);
        if (error.IsNone)
        {
            // How many parts it expects does not matter: it takes them as they come.
            error = ReceiveAnswer(ref holder, out ReadOnlySpan<byte> rest, out ReadOnlySpan<Fd> descriptors);
            error = error.IsNone && (rest.Length != 4 || !descriptors.IsEmpty) ? Errno.EPROTO : error;
        }
        return error;
    }

    /// <summary>
    /// Sends a part of a dump: room for the frame's header and a letter, and entries; with their descriptors.
    /// </summary>
    public static Errno SetDumpPart(
        ref HolderConnection holder, scoped Span<byte> framed, scoped ReadOnlySpan<Fd> descriptors, bool isLast)
    {
        framed[Frame.HeaderLength] = (byte)'.';
        Errno error = holder.Send(framed, descriptors);
        error = error.Failed ? error : ReceiveStatus(ref holder);
        if (isLast)
        {
            return error == Errno.EAGAIN ? Errno.EPROTO : error;
        }
        return error == Errno.EAGAIN ? Errno.None : error.Failed ? error : Errno.EPROTO;
    }

    private static Errno CheckId(ReadOnlySpan<byte> id) =>
        id.IsEmpty ? Errno.EINVAL : id.Length > Limits.HeldIdLengthMax ? Errno.ENAMETOOLONG : Errno.None;

    private static Errno SendLetter(ref HolderConnection holder, byte letter)
    {
        Span<byte> request = stackalloc byte[Frame.HeaderLength + 1];
        request[Frame.HeaderLength] = letter;
        return holder.Send(request, default);
    }

    private static Errno ReceiveStatus(ref HolderConnection holder)
    {
        Errno error = ReceiveAnswer(ref holder, out ReadOnlySpan<byte> rest, out ReadOnlySpan<Fd> descriptors);
        return error.Failed ? error : rest.IsEmpty && descriptors.IsEmpty ? Errno.None : Errno.EPROTO;
    }

    /// <summary>What stands behind the first byte of an answer, where that is 0; else that is the error.</summary>
    private static Errno ReceiveAnswer(
        ref HolderConnection holder, out ReadOnlySpan<byte> rest, out ReadOnlySpan<Fd> descriptors)
    {
        Errno error = holder.Receive(out ReadOnlySpan<byte> message, out descriptors);
        rest = message.IsEmpty ? default : message[1..];
        if (error.Failed)
        {
            return error;
        }
        return message.IsEmpty ? Errno.EPROTO : new Errno(message[0]);
    }
}
