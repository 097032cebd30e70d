using System;
using System.Buffers.Binary;
using System.IO;
using Xunit;

namespace Sestet.Conformance.Harness;

/// <summary>supervise/status, read by its bytes: the format is a contract between suites.</summary>
public sealed record StatusFile(DateTime Stamp, DateTime ReadyStamp, int Pid, int WaitStatus, byte Flags)
{
    public const int Length = 35;

    private const ulong TaiOfUnixEpoch = (1UL << 62) + 10;

    public bool Paused => (Flags & 1) != 0;

    public bool Finishing => (Flags & 2) != 0;

    public bool WantedUp => (Flags & 4) != 0;

    public bool Ready => (Flags & 8) != 0;

    public static StatusFile Read(string serviceDirectory)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(serviceDirectory, "supervise", "status"));
        Assert.Equal(Length, bytes.Length);
        return new StatusFile(
            Time(bytes),
            Time(bytes.AsSpan(12)),
            checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(24))),
            BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(32)),
            bytes[34]);
    }

    /// <summary>A TAI64N label; leap seconds since 1972 are left in, for tests compare within a minute.</summary>
    private static DateTime Time(ReadOnlySpan<byte> label)
    {
        long seconds = checked((long)(BinaryPrimitives.ReadUInt64BigEndian(label) - TaiOfUnixEpoch));
        return DateTime.UnixEpoch.AddSeconds(seconds);
    }
}
