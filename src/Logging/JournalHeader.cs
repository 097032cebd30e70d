using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>
/// The start of the file "unwritten" of s6-log --keep, all numbers big-endian:
/// <code>
/// offset  size  field
///      0     8  "s6log-k1"
///      8     4  marks, one for each logdir
///     12     4  0
///     16     8  where in the file the input begins that is not in the logdirs yet; its end is the file's
///     24  24*n  the marks: up to where the currents were filled before that input
///   4096        input
/// </code>
/// It lies in one page and is written at once, so that a kill leaves the old one or the new one.
/// </summary>
internal static class JournalHeader
{
    public const int DataStart = 4096;
    private const int MarksStart = 24;

    private static ReadOnlySpan<byte> Magic => "s6log-k1"u8;

    /// <summary>Logdirs that one journal has room for.</summary>
    public const int LogdirsMax = (DataStart - MarksStart) / LogMark.Length;

    public static int LengthFor(int logdirs) => MarksStart + logdirs * LogMark.Length;

    /// <summary>Writes all but the marks.</summary>
    public static void Write(Span<byte> header, int logdirs, long start)
    {
        Assert.That(header.Length == LengthFor(logdirs) && start >= DataStart);
        header[..MarksStart].Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], (uint)logdirs);
        BinaryPrimitives.WriteUInt64BigEndian(header[16..], (ulong)start);
    }

    /// <summary>The bytes of a mark.</summary>
    public static Span<byte> MarkAt(Span<byte> header, int index) =>
        header.Slice(MarksStart + index * LogMark.Length, LogMark.Length);

    /// <summary>
    /// Reads the start of a file of that length; false where it has no input that waits, or is no journal.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> header, long fileLength, out int marks, out long start)
    {
        marks = 0;
        start = 0;
        if (header.Length < MarksStart || !header.StartsWith(Magic))
        {
            return false;
        }
        uint count = BinaryPrimitives.ReadUInt32BigEndian(header[8..]);
        ulong begin = BinaryPrimitives.ReadUInt64BigEndian(header[16..]);
        if (count > LogdirsMax || header.Length < LengthFor((int)count) || begin < DataStart || begin >= (ulong)fileLength)
        {
            return false;
        }
        marks = (int)count;
        start = (long)begin;
        return true;
    }
}
