using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Supervision;

/// <summary>
/// One death of a service in supervise/death_tally, oldest first.
/// <code>
/// offset  size  field
///      0    12  when (TAI64N)
///     12     1  exit code; 128 + signal where a signal killed it
///     13     1  signal, or 0
/// </code>
/// </summary>
internal readonly struct DeathRecord(Tai stamp, byte exitCode, byte signal)
{
    public const int Length = Tai.PackedLength + 2;

    public Tai Stamp { get; } = stamp;

    public byte ExitCode { get; } = exitCode;

    public byte Signal { get; } = signal;

    public static DeathRecord From(Tai stamp, WaitStatus status) => status.IsSignaled
        ? new DeathRecord(stamp, (byte)(128 + status.SignalNumber), (byte)status.SignalNumber)
        : new DeathRecord(stamp, (byte)status.ExitCode, 0);

    public void Pack(Span<byte> bytes)
    {
        Stamp.Pack(bytes);
        bytes[12] = ExitCode;
        bytes[13] = Signal;
    }

    public static DeathRecord Unpack(ReadOnlySpan<byte> bytes) => new(Tai.Unpack(bytes), bytes[12], bytes[13]);
}
