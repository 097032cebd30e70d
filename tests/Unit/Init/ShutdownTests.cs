using System;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Init;
using Xunit;

namespace Sestet.Tests;

/// <summary>Times and messages of a shutdown, and what the daemon makes of them.</summary>
public class ShutdownTests
{
    [Theory]
    [InlineData("now", 0)]
    [InlineData("0", 0)]
    [InlineData("+0", 0)]
    [InlineData("5", 300)]
    [InlineData("+5", 300)]
    [InlineData("007", 420)]
    [InlineData("4294967295", 257698037700)]
    public void MinutesAreRelative(string text, ulong seconds)
    {
        Assert.Equal(TimeFault.None, ShutdownTime.Parse(Encoding.UTF8.GetBytes(text), out ShutdownTime time));
        Assert.Equal((false, seconds), (time.IsTimeOfDay, time.Seconds));
    }

    [Theory]
    [InlineData("0:00", 0, 0)]
    [InlineData("1:05", 1, 5)]
    [InlineData("23:59", 23, 59)]
    [InlineData("09:30", 9, 30)]
    public void TimesOfDay(string text, int hour, int minute)
    {
        Assert.Equal(TimeFault.None, ShutdownTime.Parse(Encoding.UTF8.GetBytes(text), out ShutdownTime time));
        Assert.Equal((true, hour, minute), (time.IsTimeOfDay, time.Hour, time.Minute));
    }

    [Theory]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("++5")]
    [InlineData("-1")]
    [InlineData("5m")]
    [InlineData("now0")]
    [InlineData("Now")]
    [InlineData(" 5")]
    [InlineData("4294967296")]
    public void NoTimesAtAll(string text) =>
        Assert.Equal(TimeFault.NoTime, ShutdownTime.Parse(Encoding.UTF8.GetBytes(text), out _));

    [Theory]
    [InlineData(":")]
    [InlineData("1:")]
    [InlineData(":30")]
    [InlineData("1:2")]
    [InlineData("1:234")]
    [InlineData("001:00")]
    [InlineData("24:00")]
    [InlineData("23:60")]
    [InlineData("+1:00")]
    [InlineData("12:3x")]
    public void NoTimesOfDay(string text) =>
        Assert.Equal(TimeFault.NoTimeOfDay, ShutdownTime.Parse(Encoding.UTF8.GetBytes(text), out _));

    /// <summary>The bytes that the reference's shutdown writes.</summary>
    [Fact]
    public void MessagesAreThoseOfTheReference()
    {
        Span<byte> bytes = stackalloc byte[ShutdownMessage.Length];
        new ShutdownMessage { Kind = ShutdownKind.Halt, Seconds = 120, GraceMs = 7000 }.Write(bytes);
        Assert.Equal("68000000000000007800000000" + "00001B58", Convert.ToHexString(bytes));
    }

    [Fact]
    [Trait("Category", "Property")]
    public void MessagesAreReadAsTheyAreWritten() =>
        Gen.Select(Gen.Int[0, 3].Select(i => "hprS"[i]), Gen.UInt, Gen.UInt[0, 999_999_999], Gen.UInt).Sample((letter, seconds, nanoseconds, grace) =>
        {
            byte[] bytes = new byte[ShutdownMessage.Length];
            new ShutdownMessage
            {
                Kind = (ShutdownKind)letter, Seconds = seconds, Nanoseconds = nanoseconds, GraceMs = grace,
            }.Write(bytes);
            Assert.True(ShutdownMessage.TryRead(bytes, out ShutdownMessage read, out int consumed, out bool known));
            Assert.Equal((letter, (ulong)seconds, nanoseconds, grace), ((char)read.Kind, read.Seconds, read.Nanoseconds, read.GraceMs));
            Assert.Equal((ShutdownMessage.Length, true), (consumed, known));
            Assert.False(ShutdownMessage.TryRead(bytes.AsSpan(..^1), out _, out consumed, out _));
            Assert.Equal(0, consumed);
        });

    /// <summary>A message behind garbage that is no letter of one is found.</summary>
    [Fact]
    [Trait("Category", "Property")]
    public void GarbageIsPassedOver() => Gen.Byte.Array[0, 40].Sample(garbage =>
    {
        byte[] bytes = new byte[garbage.Length + ShutdownMessage.Length];
        garbage.CopyTo(bytes, 0);
        for (int i = 0; i < garbage.Length; i++)
        {
            bytes[i] = "hprSc".Contains((char)bytes[i], StringComparison.Ordinal) ? (byte)'x' : bytes[i];
        }
        new ShutdownMessage { Kind = ShutdownKind.Reboot, Seconds = 60 }.Write(bytes.AsSpan(garbage.Length));
        ReadOnlySpan<byte> rest = bytes;
        int found = 0;
        while (ShutdownMessage.TryRead(rest, out ShutdownMessage message, out int consumed, out bool known))
        {
            Assert.InRange(consumed, 1, rest.Length);
            Assert.True(!known || message.Kind == ShutdownKind.Reboot);
            found += known ? 1 : 0;
            rest = rest[consumed..];
        }
        Assert.Equal((1, 0), (found, rest.Length));
    });

    /// <summary>Any bytes are read to their end, but for what may be the start of a message.</summary>
    [Fact]
    [Trait("Category", "Property")]
    public void AnyBytesAreRead() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        ReadOnlySpan<byte> rest = bytes;
        while (ShutdownMessage.TryRead(rest, out ShutdownMessage message, out int consumed, out bool known))
        {
            Assert.InRange(consumed, 1, rest.Length);
            Assert.True(!known || message.Seconds <= Limits.ShutdownSecondsMax);
            rest = rest[consumed..];
        }
        Assert.InRange(rest.Length, 0, ShutdownMessage.Length - 1);
    });

    [Fact]
    public void AShutdownIsPlannedReplacedAndCancelled()
    {
        Instant now = new(1_000_000_000);
        ShutdownSequence sequence = new(3000);
        sequence.Receive(new ShutdownMessage { Kind = ShutdownKind.Halt, Seconds = 10 }, now);
        Assert.Equal((ShutdownStep.Wait, now.PlusSeconds(10)), (sequence.Step, sequence.Deadline));
        sequence.Receive(new ShutdownMessage { Kind = ShutdownKind.Reboot, Seconds = 20, GraceMs = 5 }, now);
        sequence.PassTime(now.PlusSeconds(19));
        Assert.Equal(ShutdownStep.Wait, sequence.Step);
        sequence.Receive(default, now);
        sequence.PassTime(now.PlusSeconds(50));
        Assert.Equal((ShutdownStep.Wait, true), (sequence.Step, sequence.Deadline.IsInfinite));
        sequence.Receive(new ShutdownMessage { Kind = ShutdownKind.Reboot, GraceMs = 5 }, now);
        sequence.PassTime(now);
        Assert.Equal(ShutdownStep.RunScript, sequence.Step);
        sequence.EndScript();
        Assert.Equal(ShutdownStep.Terminate, sequence.Step);
        sequence.EndTermination(now);
        sequence.PassTime(now.PlusMilliseconds(4));
        Assert.Equal(ShutdownStep.WaitGrace, sequence.Step);
        sequence.PassTime(now.PlusMilliseconds(5));
        Assert.Equal((ShutdownStep.Kill, ShutdownKind.Reboot), (sequence.Step, sequence.Kind));
    }

    [Fact]
    public void SingleUserStaysUp()
    {
        Instant now = new(1);
        ShutdownSequence sequence = new(3000);
        sequence.Receive(new ShutdownMessage { Kind = ShutdownKind.Single }, now);
        sequence.PassTime(now);
        sequence.EndScript();
        Assert.Equal((ShutdownStep.Wait, ShutdownKind.None), (sequence.Step, sequence.Kind));
        sequence.Receive(new ShutdownMessage { Kind = ShutdownKind.Halt }, now);
        sequence.PassTime(now);
        Assert.Equal(ShutdownStep.RunScript, sequence.Step);
    }

    /// <summary>Whatever is said and whenever it is: nothing but the steps in their order, and no time that overflows.</summary>
    [Fact]
    [Trait("Category", "Property")]
    public void StepsComeInTheirOrder() =>
        Gen.Select(Gen.Int[0, 4].Select(i => "hprS\0"[i]), Gen.ULong, Gen.UInt, Gen.Long[0, long.MaxValue / 2]).Array[1, 30].Sample(events =>
        {
            ShutdownSequence sequence = new(3000);
            foreach ((char letter, ulong seconds, uint grace, long time) in events)
            {
                Instant now = new(time);
                ShutdownStep before = sequence.Step;
                switch (before)
                {
                    case ShutdownStep.Wait:
                        sequence.Receive(
                            new ShutdownMessage { Kind = (ShutdownKind)letter, Seconds = seconds % (Limits.ShutdownSecondsMax + 1), GraceMs = grace },
                            now);
                        break;
                    case ShutdownStep.RunScript:
                        sequence.EndScript();
                        break;
                    case ShutdownStep.Terminate:
                        sequence.EndTermination(now);
                        break;
                    default:
                        break;
                }
                sequence.PassTime(now);
                bool follows = sequence.Step >= before || (before == ShutdownStep.RunScript && sequence.Step == ShutdownStep.Wait);
                Assert.True(follows, $"{before} to {sequence.Step}");
                Assert.True(sequence.Step == ShutdownStep.Wait || sequence.Kind != ShutdownKind.None);
            }
        });

    [Theory]
    [InlineData(0, "NOW")]
    [InlineData(1, "in 1 second")]
    [InlineData(300, "in 5 minutes")]
    [InlineData(3661, "in 1 hour 1 minute 1 second")]
    [InlineData(172800, "in 2 days")]
    public void UsersAreTold(ulong seconds, string time)
    {
        PathBuffer text = new(new byte[WallText.LengthMax]);
        WallText.AppendAnnouncement(ref text, seconds);
        Assert.Equal($"\n\n*** WARNING ***\nThe system is going down {time}!\n\n", Encoding.UTF8.GetString(text.Text));
    }

    [Fact]
    public void TheLongestAnnouncementFits()
    {
        PathBuffer text = new(new byte[WallText.LengthMax]);
        WallText.AppendAnnouncement(ref text, Limits.ShutdownSecondsMax - 1);
        Assert.False(text.Overflowed);
    }
}
