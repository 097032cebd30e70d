using System;
using System.Buffers.Binary;
using Sestet.Base;

namespace Sestet.Init;

/// <summary>
/// What s6-linux-init-shutdownd is told through its FIFO; the reference's programs say and understand the same.
/// <code>
/// offset  size  field
///      0     1  a ShutdownKind; "c", alone, cancels
///      1     8  seconds from now, big-endian
///      9     4  and nanoseconds
///     13     4  milliseconds between SIGTERM and SIGKILL; 0 is the daemon's own number
/// </code>
/// </summary>
internal readonly struct ShutdownMessage
{
    public const int Length = 17;

    private const int SecondsAt = 1;
    private const int NanosecondsAt = 9;
    private const int GraceAt = 13;

    /// <summary>None cancels what was planned.</summary>
    public ShutdownKind Kind { get; init; }

    public ulong Seconds { get; init; }

    public uint Nanoseconds { get; init; }

    /// <summary>0: as the daemon was told.</summary>
    public uint GraceMs { get; init; }

    public static ReadOnlySpan<byte> Cancel => "c"u8;

    /// <summary>Writes Length bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        Assert.That(bytes.Length >= Length && Kind != ShutdownKind.None);
        Assert.That(Nanoseconds < 1_000_000_000);
        bytes[0] = (byte)Kind;
        BinaryPrimitives.WriteUInt64BigEndian(bytes[SecondsAt..], Seconds);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[NanosecondsAt..], Nanoseconds);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[GraceAt..], GraceMs);
    }

    /// <summary>
    /// Reads what the bytes begin with. False where it is not all there yet; Consumed is how many bytes are done with, and
    /// IsKnown whether they were a message. What cannot be one is passed over byte by byte, up to where one may begin.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ShutdownMessage message, out int consumed, out bool isKnown)
    {
        message = default;
        consumed = 0;
        isKnown = true;
        if (bytes.IsEmpty)
        {
            return false;
        }
        consumed = 1;
        if (bytes[0] == Cancel[0])
        {
            return true;
        }
        ShutdownKind kind = (ShutdownKind)bytes[0];
        if (kind is not (ShutdownKind.Single or ShutdownKind.Halt or ShutdownKind.PowerOff or ShutdownKind.Reboot))
        {
            isKnown = false;
            return true;
        }
        if (bytes.Length < Length)
        {
            consumed = 0;
            return false;
        }
        message = new ShutdownMessage
        {
            Kind = kind,
            Seconds = BinaryPrimitives.ReadUInt64BigEndian(bytes[SecondsAt..]),
            Nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[NanosecondsAt..]),
            GraceMs = BinaryPrimitives.ReadUInt32BigEndian(bytes[GraceAt..]),
        };
        isKnown = message.Nanoseconds < 1_000_000_000 && message.Seconds <= Limits.ShutdownSecondsMax;
        consumed = isKnown ? Length : 1;
        return true;
    }
}
