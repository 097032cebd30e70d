using System;
using System.Buffers.Binary;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// The state of a service as supervise/status tells it (s6_svstatus_t of the reference).
/// <code>
/// offset  size  field
///      0    12  stamp: when the service last went up or down (TAI64N)
///     12    12  readyStamp: when it last became ready
///     24     8  pid, big-endian: of run, or of finish while that runs; 0 for none
///     32     2  wait status of the last run, big-endian
///     34     1  flags: 1 paused, 2 finishing, 4 wanted up, 8 ready
/// </code>
/// "Paused" with no pid says that the service was not started yet.
/// </summary>
internal struct ServiceStatus
{
    public const int Length = 35;

    private const byte FlagPaused = 1;
    private const byte FlagFinishing = 2;
    private const byte FlagWantedUp = 4;
    private const byte FlagReady = 8;

    public Tai Stamp;
    public Tai ReadyStamp;
    public Pid Pid;
    public WaitStatus WaitStatus;
    public bool Paused;
    public bool Finishing;
    public bool WantedUp;
    public bool Ready;

    /// <summary>The later of its two moments.</summary>
    public readonly Tai Latest => Stamp.CompareTo(ReadyStamp) < 0 ? ReadyStamp : Stamp;

    public readonly bool IsUp => !Pid.IsNone && !Finishing;

    public readonly bool NotStartedYet => Pid.IsNone && !Finishing && Paused;

    public readonly void Pack(Span<byte> bytes)
    {
        Assert.That(bytes.Length >= Length);
        Stamp.Pack(bytes);
        ReadyStamp.Pack(bytes[12..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], (ulong)Pid.Value);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[32..], (ushort)WaitStatus.Bits);
        int flags = (Paused ? FlagPaused : 0) | (Finishing ? FlagFinishing : 0)
            | (WantedUp ? FlagWantedUp : 0) | (Ready ? FlagReady : 0);
        bytes[34] = (byte)flags;
    }

    /// <summary>False where the bytes are too few, or the pid is none that Linux has.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> bytes, out ServiceStatus status)
    {
        status = default;
        if (bytes.Length < Length)
        {
            return false;
        }
        ulong pid = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        if (pid > int.MaxValue)
        {
            return false;
        }
        status.Stamp = Tai.Unpack(bytes);
        status.ReadyStamp = Tai.Unpack(bytes[12..]);
        status.Pid = new Pid((int)pid);
        status.WaitStatus = new WaitStatus(BinaryPrimitives.ReadUInt16BigEndian(bytes[32..]));
        status.Paused = (bytes[34] & FlagPaused) != 0;
        status.Finishing = (bytes[34] & FlagFinishing) != 0;
        status.WantedUp = (bytes[34] & FlagWantedUp) != 0;
        status.Ready = (bytes[34] & FlagReady) != 0;
        return true;
    }
}
