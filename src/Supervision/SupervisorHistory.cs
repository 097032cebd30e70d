using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Supervision;

/// <summary>
/// What a supervisor remembers of a service beyond its status, in 16 bytes of its record, and one of flags. Integers are
/// big-endian.
/// <code>
/// offset  size  field
///      0     4  deaths that nobody asked for, one after another without a stable time
///      4     4  all deaths that nobody asked for, since the supervision began
///      8     4  milliseconds from the service's being down to its next start; 0 is the reference's rule
///     12     4  the watchdog of the run that is up, in milliseconds; 0 is none
/// flags: 1 told to end, 2 the last death was one too many, 4 failed permanently, 8 has a socket for notifications,
/// 16 has a cgroup
/// </code>
/// </summary>
internal struct SupervisorHistory
{
    public const int Length = 16;

    private const byte FlagToldToEnd = 1;
    private const byte FlagLimitReached = 2;
    private const byte FlagFailed = 4;
    private const byte FlagSocket = 8;
    private const byte FlagCgroup = 16;

    public RestartPolicy Policy;
    public uint Restarts;
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

    public readonly byte Flags
    {
        get
        {
            int flags = (ToldToEnd ? FlagToldToEnd : 0) | (LimitReached ? FlagLimitReached : 0) | (Failed ? FlagFailed : 0)
                | (HasSocket ? FlagSocket : 0) | (HasCgroup ? FlagCgroup : 0);
            return (byte)flags;
        }
    }

    public readonly void Pack(Span<byte> bytes)
    {
        Assert.That(bytes.Length >= Length);
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Policy.Deaths);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], Restarts);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], DelayMs);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], WatchdogMs);
    }

    public static SupervisorHistory Unpack(ReadOnlySpan<byte> bytes, byte flags)
    {
        Assert.That(bytes.Length >= Length);
        return new SupervisorHistory
        {
            Policy = RestartPolicy.After(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            Restarts = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]),
            DelayMs = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]),
            WatchdogMs = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
            ToldToEnd = (flags & FlagToldToEnd) != 0,
            LimitReached = (flags & FlagLimitReached) != 0,
            Failed = (flags & FlagFailed) != 0,
            HasSocket = (flags & FlagSocket) != 0,
            HasCgroup = (flags & FlagCgroup) != 0,
        };
    }
}
