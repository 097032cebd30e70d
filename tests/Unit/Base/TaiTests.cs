using System;
using System.Globalization;
using CsCheck;
using Sestet.Base;
using Xunit;

namespace Sestet.Tests;

public class TaiTests
{
    private static readonly Gen<(ulong, uint)> s_moments = Gen.Select(Gen.ULong, Gen.UInt[0, 999_999_999]);

    private static readonly Gen<(long, long)> s_spans = Gen.Select(Gen.Long[0, 2_000_000_000], Gen.Long[0, 100_000_000]);

    [Fact]
    public void PackedBytesAreBigEndian()
    {
        byte[] packed = new byte[Tai.PackedLength];
        new Tai(0x4000000067748a1b, 0x12345678).Pack(packed);
        Assert.Equal("4000000067748A1B12345678", Convert.ToHexString(packed));
    }

    [Fact, Trait("Category", "Property")]
    public void UnpackUndoesPack() => s_moments.Sample((seconds, nanoseconds) =>
    {
        byte[] packed = new byte[Tai.PackedLength];
        new Tai(seconds, nanoseconds).Pack(packed);
        Tai again = Tai.Unpack(packed);
        return again.Seconds == seconds && again.Nanoseconds == nanoseconds;
    });

    [Fact, Trait("Category", "Property")]
    public void LabelIsHexadecimal() => s_moments.Sample((seconds, nanoseconds) =>
    {
        byte[] text = new byte[Tai.TextLength];
        new Tai(seconds, nanoseconds).Format(text);
        string expected = string.Create(CultureInfo.InvariantCulture, $"@{seconds:x16}{nanoseconds:x8}");
        return System.Text.Encoding.ASCII.GetString(text) == expected
            && Tai.TryParse(text, out Tai again) && again.Seconds == seconds && again.Nanoseconds == nanoseconds;
    });

    [Fact, Trait("Category", "Property")]
    public void AnyBytesParseOrNot() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        bool digits = bytes.Length >= 25 && bytes[0] == '@'
            && Array.TrueForAll(bytes[1..25], digit => Uri.IsHexDigit((char)digit));
        bool expected = digits && Convert.ToUInt32(System.Text.Encoding.ASCII.GetString(bytes, 17, 8), 16) < 1_000_000_000;
        return Tai.TryParse(bytes, out _) == expected;
    });

    [Theory]
    [InlineData(0, 0x400000000000000aUL)]
    [InlineData(-1, 0x4000000000000009UL)]
    [InlineData(78796799, 0x400000000000000aUL + 78796799)]
    [InlineData(78796800, 0x400000000000000aUL + 78796801)]
    [InlineData(1483228799, 0x400000000000000aUL + 1483228799 + 26)]
    [InlineData(1483228800, 0x400000000000000aUL + 1483228800 + 27)]
    public void UnixTimeAtTheLeapSeconds(long unix, ulong tai)
    {
        Assert.Equal(tai, Tai.FromUnix(unix, 0).Seconds);
        Assert.Equal(unix, new Tai(tai, 0).UnixSeconds);
    }

    [Fact, Trait("Category", "Property")]
    public void UnixTimeThereAndBack() =>
        Gen.Long[-4_000_000_000, 10_000_000_000].Sample(unix => Tai.FromUnix(unix, 5).UnixSeconds == unix);

    [Fact, Trait("Category", "Property")]
    public void TimeNeverRunsBackwards() => s_spans.Sample((unix, later) =>
    {
        Tai first = Tai.FromUnix(unix, 0);
        Tai second = Tai.FromUnix(unix + later, 0);
        int leaps = LeapSeconds.Before(unix + later) - LeapSeconds.Before(unix);
        return second.SecondsSince(first) == (ulong)(later + leaps) && first.SecondsSince(second) == 0;
    });

    [Fact]
    public void ALeapSecondItselfCountsAsTheSecondBehindIt()
    {
        ulong leap = Tai.FromUnix(1483228800, 0).Seconds - 1;
        Assert.Equal(1483228800, new Tai(leap, 0).UnixSeconds);
        Assert.Equal(1483228799, new Tai(leap - 1, 0).UnixSeconds);
    }

    [Fact, Trait("Category", "Property")]
    public void LeapSecondsAreWhereTwoSecondsFallTogether() => Gen.Int[0, 2_000_000_000].Sample(seconds =>
        IsLeap(0x400000000000000aUL + (ulong)seconds));

    [Fact]
    public void ThereAreTwentySevenLeapSeconds()
    {
        ulong start = Tai.FromUnix(0, 0).Seconds;
        for (int i = 0; i < 27; i++)
        {
            // The first second that counts more than i of them lies right behind one.
            ulong low = start;
            ulong high = Tai.FromUnix(2_000_000_000, 0).Seconds;
            while (low < high)
            {
                ulong middle = low + ((high - low) / 2);
                long leaps = (long)(middle - start) - new Tai(middle, 0).UnixSeconds;
                (low, high) = leaps > i ? (low, middle) : (middle + 1, high);
            }
            Assert.True(new Tai(low - 1, 0).IsLeapSecond);
            Assert.True(IsLeap(low - 2) && IsLeap(low - 1) && IsLeap(low));
        }
        Assert.Equal(2_000_000_000, new Tai(start + 2_000_000_027, 0).UnixSeconds);
    }

    private static bool IsLeap(ulong seconds) =>
        new Tai(seconds, 0).IsLeapSecond == (new Tai(seconds, 0).UnixSeconds == new Tai(seconds + 1, 0).UnixSeconds);
}
