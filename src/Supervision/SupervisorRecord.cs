using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// All that the next supervisor of a service needs to go on where one was killed (supervise/state). Integers are
/// big-endian.
/// <code>
/// offset  size  field
///      0     8  "sestet" 0 and the version, 1
///      8     8  boot id (BootId): the numbers below mean something until the next boot only
///     16     8  in .s6-svscan/hosted: FNV-1a of the service directory's device and inode; 0 in supervise/state
///     24     8  born: nanoseconds since boot at which pid lived and had begun; without a pid, some time before the writing
///     32    35  status, as in supervise/status
///     67     1  state (SupervisorState)
///     68     1  flags: 1 dying, 2 readiness is awaited on the FIFO, 4 the supervisor has left in order,
///               8 something came on the notification descriptor
///     69     1  flags of the history
///     72     8  deadline, of the monotonic clock in nanoseconds; the greatest number is never
///     80     8  the earliest next start; 0 is none
///     88     8  when pid had not begun yet, of the monotonic clock; 0 is not known
///     96    16  history (SupervisorHistory)
///    112     8  FNV-1a of what supervise/status said when this was written; 0 is not known
///    120     8  FNV-1a of the bytes before
/// </code>
/// </summary>
internal struct SupervisorRecord
{
    public const int Length = 128;

    private const int HistoryAt = 96;
    private const int ChecksumAt = 120;
    private const int StatusBeforeAt = 112;
    private const int StatusAt = 32;
    private const int PidAt = StatusAt + 24;
    private const int BornAt = 24;
    private const int IdentityAt = 16;
    private const byte FlagDying = 1;
    private const byte FlagAwaitsReadiness = 2;
    private const byte FlagLeft = 4;
    private const byte FlagHeardReadiness = 8;

    public BootId Boot;
    public long NotBefore;
    public long Born;
    public ServiceStatus Status;
    public SupervisorState State;
    public bool Dying;

    /// <summary>The service was given a descriptor to tell its readiness, and it may still come.</summary>
    public bool AwaitsReadiness;

    /// <summary>It has come, or something has that was taken for it.</summary>
    public bool HeardReadiness;

    /// <summary>The supervisor was told to go, and went: what it left is not the loss of anything.</summary>
    public bool Left;

    public Instant Deadline;
    public Instant NextStart;
    public SupervisorHistory History;
    public ulong StatusBefore;

    /// <summary>Of the service directory, where records of many are in one file (IdentityOf); else 0.</summary>
    public ulong Identity;

    private static ReadOnlySpan<byte> Magic => "sestet\0\x01"u8;

    public readonly void Pack(Span<byte> bytes)
    {
        PackUnsealed(bytes);
        Seal(bytes);
    }

    /// <summary>The same without the checksum at its end, for what is still to be changed or compared.</summary>
    public readonly void PackUnsealed(Span<byte> bytes)
    {
        bytes[..Length].Clear();
        Magic.CopyTo(bytes);
        Boot.CopyTo(bytes[8..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[IdentityAt..], Identity);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[BornAt..], (ulong)Born);
        Status.Pack(bytes[32..]);
        bytes[67] = (byte)State;
        int flags = (Dying ? FlagDying : 0) | (AwaitsReadiness ? FlagAwaitsReadiness : 0) | (Left ? FlagLeft : 0)
            | (HeardReadiness ? FlagHeardReadiness : 0);
        bytes[68] = (byte)flags;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[72..], (ulong)Deadline.Nanoseconds);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[80..], (ulong)NextStart.Nanoseconds);
        History.Pack(bytes[HistoryAt..]);
        bytes[69] = History.Flags;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[88..], (ulong)NotBefore);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[StatusBeforeAt..], StatusBefore);
    }

    /// <summary>Puts the process that has just been born into a packed record.</summary>
    public static void SetBirth(Span<byte> bytes, Pid pid, long born)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes[BornAt..], (ulong)born);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[PidAt..], (ulong)pid.Value);
        Seal(bytes);
    }

    /// <summary>Puts the checksum in.</summary>
    public static void Seal(Span<byte> bytes) =>
        BinaryPrimitives.WriteUInt64BigEndian(bytes[ChecksumAt..], Checksum(bytes[..ChecksumAt]));

    /// <summary>
    /// Of a packed record: where it is the same, there is no need to write another. That supervise/status has caught up
    /// with a record is none.
    /// </summary>
    public static ulong ContentOf(ReadOnlySpan<byte> bytes) => Checksum(bytes[..StatusBeforeAt]);

    /// <summary>What tells one service directory from another, in a few bytes.</summary>
    public static ulong IdentityOf(ulong device, ulong inode)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, device);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], inode);
        return Checksum(bytes);
    }

    /// <summary>What supervise/status has of a packed record.</summary>
    public static ReadOnlySpan<byte> StatusIn(ReadOnlySpan<byte> bytes) => bytes.Slice(StatusAt, ServiceStatus.Length);

    /// <summary>False for anything but a whole record of this version that says what can be.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> bytes, out SupervisorRecord record)
    {
        record = default;
        if (bytes.Length < Length
            || !bytes[..8].SequenceEqual(Magic)
            || BinaryPrimitives.ReadUInt64BigEndian(bytes[ChecksumAt..]) != Checksum(bytes[..ChecksumAt])
            || !ServiceStatus.TryUnpack(bytes[32..], out record.Status)
            || bytes[67] >= (byte)SupervisorState.Count)
        {
            return false;
        }
        record.Boot = BootId.From(bytes[8..]);
        record.Identity = BinaryPrimitives.ReadUInt64BigEndian(bytes[IdentityAt..]);
        record.Born = (long)BinaryPrimitives.ReadUInt64BigEndian(bytes[BornAt..]);
        record.State = (SupervisorState)bytes[67];
        record.Dying = (bytes[68] & FlagDying) != 0;
        record.AwaitsReadiness = (bytes[68] & FlagAwaitsReadiness) != 0;
        record.HeardReadiness = (bytes[68] & FlagHeardReadiness) != 0;
        record.NotBefore = (long)BinaryPrimitives.ReadUInt64BigEndian(bytes[88..]);
        record.Left = (bytes[68] & FlagLeft) != 0;
        record.Deadline = new Instant((long)BinaryPrimitives.ReadUInt64BigEndian(bytes[72..]));
        record.NextStart = new Instant((long)BinaryPrimitives.ReadUInt64BigEndian(bytes[80..]));
        record.History = SupervisorHistory.Unpack(bytes[HistoryAt..], bytes[69]);
        record.StatusBefore = BinaryPrimitives.ReadUInt64BigEndian(bytes[StatusBeforeAt..]);
        return Supervisor.CanResume(record);
    }

    /// <summary>FNV-1a.</summary>
    public static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 0xcbf29ce484222325;
        foreach (byte value in bytes)
        {
            // Wraps around: that is how FNV-1a mixes.
            hash = unchecked((hash ^ value) * 0x100000001b3);
        }
        return hash;
    }
}
