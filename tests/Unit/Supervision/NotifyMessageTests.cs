using System;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

public class NotifyMessageTests
{
    private static readonly string[] s_lines =
        ["READY=1", "READY=0", "STOPPING=1", "WATCHDOG=1", "X=1", "", "STATUS=s", "="];

    [Theory]
    //          datagram                                ready  stopping alive triggers
    [InlineData("READY=1",                              true,  false,   false, false)]
    [InlineData("READY=1\n",                            true,  false,   false, false)]
    [InlineData("READY=1\0",                            true,  false,   false, false)]
    [InlineData("\n\nSTATUS=x\nREADY=1\nMAINPID=4\n\n", true,  false,   false, false)]
    [InlineData("STOPPING=1",                           false, true,    false, false)]
    [InlineData("WATCHDOG=1",                           false, false,   true,  false)]
    [InlineData("WATCHDOG=trigger",                     false, false,   false, true)]
    [InlineData("WATCHDOG=trigger\nWATCHDOG=1",         false, false,   true,  false)]
    [InlineData("READY=1\nSTOPPING=1",                  true,  true,    false, false)]
    [InlineData("READY=1\nREADY=0",                     false, false,   false, false)]
    [InlineData("",                                     false, false,   false, false)]
    [InlineData("\0",                                   false, false,   false, false)]
    [InlineData("READY",                                false, false,   false, false)]
    [InlineData("READY=",                               false, false,   false, false)]
    [InlineData("READY=10",                             false, false,   false, false)]
    [InlineData(" READY=1",                             false, false,   false, false)]
    [InlineData("ready=1",                              false, false,   false, false)]
    [InlineData("READY=1\r\n",                          false, false,   false, false)]
    [InlineData("XREADY=1\n=READY=1",                   false, false,   false, false)]
    [InlineData("READY=1\0\n",                          false, false,   false, false)]
    [InlineData("READY=1\nSTATUS=\0READY",              false, false,   false, false)]
    [InlineData("WATCHDOG=TRIGGER\nSTOPPING=true",      false, false,   false, false)]
    public void Keys(string datagram, bool ready, bool stopping, bool alive, bool triggers)
    {
        var message = NotifyMessage.Parse(Encoding.UTF8.GetBytes(datagram));
        Assert.Equal((ready, stopping, alive, triggers), (message.Ready, message.Stopping, message.Alive, message.Triggers));
    }

    [Theory]
    [InlineData("STATUS=one = two", "one = two")]
    [InlineData("STATUS=", "")]
    [InlineData("STATUS=a\nSTATUS=b\nREADY=1", "b")]
    [InlineData("status=a", null)]
    public void Status(string datagram, string? expected)
    {
        var message = NotifyMessage.Parse(Encoding.UTF8.GetBytes(datagram));
        Assert.Equal(expected, message.HasStatus ? Encoding.UTF8.GetString(message.Status) : null);
    }

    [Theory]
    [InlineData("WATCHDOG_USEC=20000000", true, 20_000u)]
    [InlineData("WATCHDOG_USEC=1", true, 1u)]
    [InlineData("WATCHDOG_USEC=1001", true, 2u)]
    [InlineData("WATCHDOG_USEC=0", true, 0u)]
    [InlineData("WATCHDOG_USEC=18446744073709551615", true, uint.MaxValue)]
    [InlineData("WATCHDOG_USEC=18446744073709551616", false, 0u)]
    [InlineData("WATCHDOG_USEC=-1", false, 0u)]
    [InlineData("WATCHDOG_USEC=", false, 0u)]
    public void WatchdogTime(string datagram, bool there, uint milliseconds)
    {
        var message = NotifyMessage.Parse(Encoding.UTF8.GetBytes(datagram));
        Assert.Equal((there, milliseconds), (message.HasWatchdog, message.WatchdogMs));
    }

    /// <summary>Any bytes: it ends, and what it finds stood there.</summary>
    [Fact, Trait("Category", "Property")]
    public void AnyBytes() => Gen.Byte.Array[0, 300].Sample(bytes =>
    {
        var message = NotifyMessage.Parse(bytes);
        Assert.False(message.Status.Contains((byte)'\n') || message.Status.Contains((byte)0));
        Assert.True(message.Status.Length <= bytes.Length);
    });

    /// <summary>Lines of the protocol in any order with others among them: the last of each key counts.</summary>
    [Fact, Trait("Category", "Property")]
    public void AnyLines() => Gen.Int[0, s_lines.Length - 1].Array[0, 20]
        .Select(indices => indices.Select(i => s_lines[i]).ToArray()).Sample(lines =>
        {
            var message = NotifyMessage.Parse(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
            string? last = lines.LastOrDefault(line => line.StartsWith("READY", StringComparison.Ordinal));
            Assert.Equal(last == "READY=1", message.Ready);
            Assert.Equal(lines.Contains("STOPPING=1"), message.Stopping);
            Assert.Equal(lines.Contains("STATUS=s"), message.HasStatus);
            Assert.Equal(lines.Contains("WATCHDOG=1"), message.Alive);
        });
}
