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

    public static Errno Store(ref HolderConnection holder, Fd descriptor, scoped ReadOnlySpan<byte> id, Tai limit)
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
        error = Ask(ref holder, request[..length], new(in descriptor), out ReadOnlySpan<byte> answer, out ReadOnlySpan<Fd> got);
        return error.Failed ? error : HolderReply.Status(answer, got.Length);
    }

    public static Errno Delete(ref HolderConnection holder, scoped ReadOnlySpan<byte> id)
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
        error = Ask(ref holder, request[..length], default, out ReadOnlySpan<byte> answer, out ReadOnlySpan<Fd> got);
        return error.Failed ? error : HolderReply.Status(answer, got.Length);
    }

    /// <summary>Retrieves a descriptor, with O_CLOEXEC; it may be deleted from the fd-holder at the same time.</summary>
    public static Errno Retrieve(ref HolderConnection holder, scoped ReadOnlySpan<byte> id, bool deletes, out Fd descriptor)
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
        error = Ask(ref holder, request[..length], default, out ReadOnlySpan<byte> answer, out ReadOnlySpan<Fd> got);
        error = error.Failed ? error : HolderReply.Descriptor(answer, got.Length);
        descriptor = error.IsNone ? got[0] : Fd.None;
        return error;
    }

    /// <summary>The identifiers, a NUL behind each.</summary>
    public static Errno List(ref HolderConnection holder, out ReadOnlySpan<byte> ids)
    {
        ids = default;
        Errno error = AskLetter(ref holder, (byte)'L', out ReadOnlySpan<byte> answer, out ReadOnlySpan<Fd> got);
        return error.Failed ? error : HolderReply.List(answer, got.Length, out ids);
    }

    /// <summary>Begins to get a dump: so many parts will come, with so many descriptors.</summary>
    public static Errno BeginGetDump(ref HolderConnection holder, out uint parts, out uint count)
    {
        parts = 0;
        count = 0;
        Errno error = AskLetter(ref holder, (byte)'?', out ReadOnlySpan<byte> answer, out ReadOnlySpan<Fd> got);
        return error.Failed ? error : HolderReply.DumpBegin(answer, got.Length, out parts, out count);
    }

    /// <summary>The next part of a dump, checked: an entry for each descriptor. No more than so many are still to come.</summary>
    public static Errno GetDumpPart(
        ref HolderConnection holder, uint left, out ReadOnlySpan<byte> entries, out ReadOnlySpan<Fd> descriptors)
    {
        Errno error = holder.Receive(out entries, out descriptors);
        return error.Failed ? error : HolderReply.DumpPart(entries, descriptors.Length, left);
    }

    /// <summary>Begins to set a dump of so many descriptors.</summary>
    public static Errno BeginSetDump(ref HolderConnection holder, uint count)
    {
        Span<byte> request = stackalloc byte[Frame.HeaderLength + 5];
        request[Frame.HeaderLength] = (byte)'!';
        BinaryPrimitives.WriteUInt32BigEndian(request[(Frame.HeaderLength + 1)..], count);
        Errno error = Ask(ref holder, request, default, out ReadOnlySpan<byte> answer, out ReadOnlySpan<Fd> got);
        return error.Failed ? error : HolderReply.SetDumpBegin(answer, got.Length);
    }

    /// <summary>
    /// Sends a part of a dump: room for the frame's header and a letter, and entries; with their descriptors.
    /// </summary>
    public static Errno SetDumpPart(
        ref HolderConnection holder, scoped Span<byte> framed, scoped ReadOnlySpan<Fd> descriptors, bool isLast)
    {
        framed[Frame.HeaderLength] = (byte)'.';
        Errno error = Ask(ref holder, framed, descriptors, out ReadOnlySpan<byte> answer, out ReadOnlySpan<Fd> got);
        return error.Failed ? error : HolderReply.SetDumpPart(answer, got.Length, isLast);
    }

    private static Errno CheckId(ReadOnlySpan<byte> id) =>
        id.IsEmpty ? Errno.EINVAL : id.Length > Limits.HeldIdLengthMax ? Errno.ENAMETOOLONG : Errno.None;

    private static Errno AskLetter(
        ref HolderConnection holder, byte letter, out ReadOnlySpan<byte> answer, out ReadOnlySpan<Fd> descriptors)
    {
        Span<byte> request = stackalloc byte[Frame.HeaderLength + 1];
        request[Frame.HeaderLength] = letter;
        return Ask(ref holder, request, default, out answer, out descriptors);
    }

    /// <summary>Sends a request and waits for the answer.</summary>
    private static Errno Ask(
        ref HolderConnection holder,
        scoped Span<byte> framed,
        scoped ReadOnlySpan<Fd> attached,
        out ReadOnlySpan<byte> answer,
        out ReadOnlySpan<Fd> descriptors)
    {
        answer = default;
        descriptors = default;
        Errno error = holder.Send(framed, attached);
        return error.Failed ? error : holder.Receive(out answer, out descriptors);
    }
}
