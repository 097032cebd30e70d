using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// What a supervisor remembers of a service beyond its status, in 32 bytes of its record. Integers are big-endian.
/// <code>
/// offset  size  field
///      0     4  deaths that nobody asked for, one after another without a stable time
///      4     4  all deaths that nobody asked for, since the supervisor began
///      8     8  when run was last started, of the monotonic clock in nanoseconds
///     16     4  milliseconds from the service's being down to its next start; 0 is the reference's rule
///     20     4  the watchdog of the run that is up, in milliseconds; 0 is none
///     24     1  flags: 1 told to end, 2 the last death was one too many, 4 failed permanently, 8 has a socket for
///               notifications, 16 has a cgroup
/// </code>
/// </summary>
internal struct SupervisorHistory
{
    public const int Length = 32;

    private const byte FlagToldToEnd = 1;
    private const byte FlagLimitReached = 2;
    private const byte FlagFailed = 4;
    private const byte FlagSocket = 8;
    private const byte FlagCgroup = 16;

    public RestartPolicy Policy;
    public uint Restarts;
    public Instant StartedAt;
    public uint DelayMs;
    public uint WatchdogMs;

    /// <summary>The service was told to end, or has said that it will: its death is none of its own.</summary>
    public bool ToldToEnd;

    /// <summary>The service will have failed when it is down.</summary>
    public bool LimitReached;

    /// <summary>It has failed, and was not started since.</summary>
    public bool Failed;

    /// <summary>The host's: the run that is up was given NOTIFY_SOCKET.</summary>
    public bool HasSocket;

    /// <summary>The host's: it was started in a cgroup of its own.</summary>
    public bool HasCgroup;

    public readonly void Pack(Span<byte> bytes)
    {
        Assert.That(bytes.Length >= Length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Policy.Deaths);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Restarts);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (ulong)StartedAt.Nanoseconds);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], DelayMs);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[20..], WatchdogMs);
        int flags = (ToldToEnd ? FlagToldToEnd : 0) | (LimitReached ? FlagLimitReached : 0) | (Failed ? FlagFailed : 0)
            | (HasSocket ? FlagSocket : 0) | (HasCgroup ? FlagCgroup : 0);
        bytes[24] = (byte)flags;
    }

    public static SupervisorHistory Unpack(ReadOnlySpan<byte> bytes)
    {
        Assert.That(bytes.Length >= Length);
        return new SupervisorHistory
        {
            Policy = RestartPolicy.After(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            Restarts = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            StartedAt = new Instant((long)BinaryPrimitives.ReadUInt64BigEndian(bytes[8..])),
            DelayMs = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
            WatchdogMs = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]),
            ToldToEnd = (bytes[24] & FlagToldToEnd) != 0,
            LimitReached = (bytes[24] & FlagLimitReached) != 0,
            Failed = (bytes[24] & FlagFailed) != 0,
            HasSocket = (bytes[24] & FlagSocket) != 0,
            HasCgroup = (bytes[24] & FlagCgroup) != 0,
        };
    }
}
