using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// What one s6-svscan hands to the program that it goes on in: a header, and an entry for each service, in memory that
/// nobody else sees (memfd_create(2)). Integers are big-endian.
/// <code>
/// header, 64 bytes
/// offset  size  field
///      0     8  "svscan" 0 and the version, 1
///      8     4  bytes of an entry
///     12     4  number of entries
///     16     1  flags: 1 a kill waits for the next scan, 2 kill what is inactive, 4 loggers too
///     24     8  when the directory is scanned, of the monotonic clock in nanoseconds
///     32     8  before when no process is started
///     40     4  index of s6-svscan-log, plus one
///
/// entry, 48 bytes and the name
/// offset  size  field
///      0     8  device, and
///      8     8  inode of the service directory
///     16     8  the earliest next start
///     24     4  pid of its s6-supervise, or 0
///     28     4  index
///     32     4  index of its logger or producer, plus one
///     36     4  descriptor of its end of the pipe, plus one
///     40     4  descriptor of the process where it is no child, plus one
///     44     1  flags: 1 logger, 2 active, 4 awaits the pipe to its logger
///     48        name with a NUL
/// </code>
/// </summary>
internal struct ScannerRecord
{
    public const int HeaderLength = 64;
    public const int EntryHeaderLength = 48;

    public int Index;
    public int PipePlusOne;
    public int ProcessPlusOne;
    public ScannedService Service;

    public static ReadOnlySpan<byte> Magic => "svscan\0\x01"u8;

    /// <summary>Packs an entry; the name has its NUL, and fits.</summary>
    public readonly void Pack(ReadOnlySpan<byte> nameZ, Span<byte> bytes)
    {
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Service.Device);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Service.Inode);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], (ulong)Service.Start.Nanoseconds);
        WriteInt(bytes[24..], Service.Pid.Value);
        WriteInt(bytes[28..], Index);
        WriteInt(bytes[32..], Service.Peer + 1);
        WriteInt(bytes[36..], PipePlusOne);
        WriteInt(bytes[40..], ProcessPlusOne);
        bytes[44] = (byte)((Service.IsLogger ? 1 : 0) | (Service.Active ? 2 : 0) | (Service.AwaitsPipe ? 4 : 0));
        nameZ.CopyTo(bytes[EntryHeaderLength..]);
    }

    public static ScannerRecord Unpack(ReadOnlySpan<byte> bytes) => new()
    {
        Service = new ScannedService
        {
            Used = true,
            Device = BinaryPrimitives.ReadUInt64BigEndian(bytes),
            Inode = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            Start = new Instant((long)BinaryPrimitives.ReadUInt64BigEndian(bytes[16..])),
            Pid = new Pid(ReadInt(bytes[24..])),
            Peer = ReadInt(bytes[32..]) - 1,
            IsLogger = (bytes[44] & 1) != 0,
            Active = (bytes[44] & 2) != 0,
            AwaitsPipe = (bytes[44] & 4) != 0,
        },
        Index = ReadInt(bytes[28..]),
        PipePlusOne = ReadInt(bytes[36..]),
        ProcessPlusOne = ReadInt(bytes[40..]),
    };

    public static void WriteInt(Span<byte> bytes, int value) => BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);

    // What is no number of ours comes out negative, and is refused where it is used.
    public static int ReadInt(ReadOnlySpan<byte> bytes) => unchecked((int)BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
