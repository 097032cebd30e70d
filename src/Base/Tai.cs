using System;
using System.Buffers.Binary;

namespace Sestet.Base;

/// <summary>
/// A moment of the wall clock as TAI64N (https://cr.yp.to/libtai/tai64.html). As in the reference's default build, the
/// system clock counts UTC, and TAI is ahead of it by 10 seconds and the leap seconds so far (<see cref="LeapSeconds"/>).
/// </summary>
internal readonly struct Tai(ulong seconds, uint nanoseconds)
{
    /// <summary>
    /// Bytes packed:
    /// <code>
    /// offset  size  field
    ///      0     8  seconds, big-endian: 2^62 is 1970-01-01 00:00:00 TAI
    ///      8     4  nanoseconds, big-endian
    /// </code>
    /// </summary>
    public const int PackedLength = 12;

    /// <summary>"@" and 24 hexadecimal digits.</summary>
    public const int TextLength = 25;

    /// <summary>2^62 and the 10 seconds between UTC and TAI in 1970.</summary>
    private const ulong UnixEpoch = (1UL << 62) + 10;

    public ulong Seconds { get; } = seconds;

    public uint Nanoseconds { get; } = nanoseconds;

    /// <summary>From seconds since 1970 of the system clock, negative before.</summary>
    public static Tai FromUnix(long seconds, uint nanoseconds) =>
        // Wraps around for clocks set before the beginning of TAI's scale.
        new(unchecked(UnixEpoch + (ulong)seconds + (ulong)LeapSeconds.Before(seconds)), nanoseconds);

    /// <summary>Seconds since 1970 of the system clock. A leap second itself counts as the second after it.</summary>
    public long UnixSeconds
    {
        get
        {
            long seconds = unchecked((long)(Seconds - UnixEpoch));
            return unchecked(seconds - LeapSeconds.BeforeTai(seconds));
        }
    }

    /// <summary>
    /// Whether it lies before 1970-01-01 of the system clock; UnixSeconds is less than 0 then, or not to be expressed.
    /// </summary>
    public bool IsBeforeUnixEpoch => Seconds < UnixEpoch;

    /// <summary>Whether it lies in a leap second, 23:59:60.</summary>
    public bool IsLeapSecond => LeapSeconds.IsOne(unchecked((long)(Seconds - UnixEpoch)));

    public static Tai Unpack(ReadOnlySpan<byte> packed) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(packed), BinaryPrimitives.ReadUInt32BigEndian(packed[8..]));

    public void Pack(Span<byte> packed)
    {
        BinaryPrimitives.WriteUInt64BigEndian(packed, Seconds);
        BinaryPrimitives.WriteUInt32BigEndian(packed[8..], Nanoseconds);
    }

    /// <summary>Whole seconds from an earlier moment to this one; 0 where it lies ahead.</summary>
    public ulong SecondsSince(Tai earlier)
    {
        if (CompareTo(earlier) <= 0)
        {
            return 0;
        }
        ulong seconds = Seconds - earlier.Seconds;
        return Nanoseconds < earlier.Nanoseconds ? seconds - 1 : seconds;
    }

    public int CompareTo(Tai other)
    {
        if (Seconds != other.Seconds)
        {
            return Seconds < other.Seconds ? -1 : 1;
        }
        return Nanoseconds == other.Nanoseconds ? 0 : Nanoseconds < other.Nanoseconds ? -1 : 1;
    }

    /// <summary>Writes the label ("@400000006a…") into exactly <see cref="TextLength"/> bytes.</summary>
    public void Format(Span<byte> text)
    {
        text[0] = (byte)'@';
        ulong seconds = Seconds;
        for (int i = 16; i >= 1; i--, seconds >>= 4)
        {
            text[i] = Text.HexDigit((int)(seconds & 15));
        }
        uint nanoseconds = Nanoseconds;
        for (int i = 24; i >= 17; i--, nanoseconds >>= 4)
        {
            text[i] = Text.HexDigit((int)(nanoseconds & 15));
        }
    }

    /// <summary>
    /// Reads a label at the start of the text. False where there is none, or its nanoseconds are 10^9 or more.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Tai tai)
    {
        tai = default;
        if (text.Length < TextLength || text[0] != '@')
        {
            return false;
        }
        ulong seconds = 0;
        ulong nanoseconds = 0;
        for (int i = 1; i < TextLength; i++)
        {
            int digit = Text.HexValue(text[i]);
            if (digit < 0)
            {
                return false;
            }
            if (i <= 16)
            {
                seconds = (seconds << 4) | (uint)digit;
            }
            else
            {
                nanoseconds = (nanoseconds << 4) | (uint)digit;
            }
        }
        if (nanoseconds >= 1_000_000_000)
        {
            return false;
        }
        tai = new Tai(seconds, (uint)nanoseconds);
        return true;
    }
}
