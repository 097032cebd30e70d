using System.Globalization;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class SinceTimeTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("10m", 600)]
    [InlineData("2h", 7200)]
    [InlineData("3d", 259200)]
    [InlineData("1w", 604800)]
    [InlineData("0s", 0)]
    [InlineData("18446744073709551615w", 100UL * 366 * 86400)]
    public void Durations(string text, ulong seconds)
    {
        Assert.True(SinceTime.TryParse(Bytes(text), out SinceTime since));
        Assert.Equal((SinceKind.Ago, seconds), (since.Kind, since.AgoSeconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("-")]
    [InlineData("10")]
    [InlineData("m")]
    [InlineData("10y")]
    [InlineData("-1m")]
    [InlineData("1.5h")]
    [InlineData("18446744073709551616s")]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("2026-00-01")]
    [InlineData("2026-01-00")]
    [InlineData("2026-1-1")]
    [InlineData("2026-01-01 ")]
    [InlineData("2026-01-01 1:00")]
    [InlineData("2026-01-01 24:00")]
    [InlineData("2026-01-01 10:60")]
    [InlineData("2026-01-01 10:00:61")]
    [InlineData("2026-01-01 10:00:00.")]
    [InlineData("2026-01-01 10:00:00.0000000000")]
    [InlineData("2026-01-01 10:00:00 x")]
    [InlineData("@400000006a5f0d2a1234567")]
    [InlineData("@400000006a5f0d2a123456789")]
    [InlineData("@400000006a5f0d2affffffff")]
    public void WhatIsNoTime(string text) => Assert.False(SinceTime.TryParse(Bytes(text), out _));

    [Fact]
    public void Labels()
    {
        Assert.True(SinceTime.TryParse("@400000006a5f0d2a12345678"u8, out SinceTime since));
        Assert.Equal((SinceKind.Label, 0x12345678u), (since.Kind, since.Label.Nanoseconds));
    }

    [Fact, Trait("Category", "Property")]
    public void DatesComeBack() => Gen.DateTime.Sample(time =>
    {
        CalendarText read;
        string date = time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string seconds = time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        string exact = time.ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture);
        bool ok = CalendarText.Read(Bytes(date), out read) == 10 && (read.Year, read.Month, read.Day) == (time.Year, time.Month, time.Day);
        ok &= CalendarText.Read(Bytes(seconds[..16]), out read) == 16 && (read.Hour, read.Minute) == (time.Hour, time.Minute);
        ok &= CalendarText.Read(Bytes(seconds + "  text"), out read) == 19 && read.Second == time.Second;
        ok &= CalendarText.Read(Bytes(exact), out read) == exact.Length;
        return ok && read.Nanoseconds == time.Ticks % 10_000_000 * 100;
    });

    [Fact, Trait("Category", "Property")]
    public void NothingBreaksIt() => Gen.Char["0123456789-:. T@abmhd\0\xff"].Array[0, 40].Sample(letters =>
    {
        byte[] text = Encoding.Latin1.GetBytes(letters);
        _ = SinceTime.TryParse(text, out SinceTime since);
        return since.Calendar.Month <= 99 && CalendarText.Read(text, out _) <= text.Length;
    });

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
