using System.Text;
using CsCheck;
using Sestet.Logging;
using Xunit;

namespace Sestet.Tests;

public class SyslogTests
{
    [Theory]
    [InlineData("<13>x", "user.notice: ", 4)]
    [InlineData("<0>", "kern.emerg: ", 3)]
    [InlineData("<191>", "local7.debug: ", 5)]
    [InlineData("<196>", "mark.warn: ", 5)]
    [InlineData("<4294967295>", "unknown.debug: ", 12)]
    [InlineData("<000000013>", "user.notice: ", 11)]
    [InlineData("<4294967296>", "", 0)]
    [InlineData("<>", "", 0)]
    [InlineData("<13", "", 0)]
    [InlineData("<-1>", "", 0)]
    [InlineData("<1 >", "", 0)]
    [InlineData("x<13>", "", 0)]
    [InlineData(">", "", 0)]
    [InlineData("", "", 0)]
    public void Codes(string line, string name, int length)
    {
        byte[] text = new byte[SyslogCode.TextLengthMax];
        int textLength = SyslogCode.Name(Encoding.Latin1.GetBytes(line), text, out int codeLength);
        Assert.Equal((name, length), (Encoding.Latin1.GetString(text, 0, textLength), codeLength));
    }

    [Theory]
    [InlineData("<13>a\0b\nc\n\0\n", false, false, "user.notice: a~b~c\n")]
    [InlineData("<13>a", false, true, "<13>a\n")]
    [InlineData("abc", true, false, "abc...\n")]
    [InlineData("\n", false, false, "\n")]
    [InlineData("", false, false, "\n")]
    [InlineData("\n\n", true, false, "...\n")]
    public void Lines(string datagram, bool truncated, bool raw, string expected) =>
        Assert.Equal(expected, Compose(Encoding.Latin1.GetBytes(datagram), truncated, raw));

    [Fact, Trait("Category", "Property")]
    public void EveryDatagramIsOneLine() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Bool, Gen.Bool).Sample((bytes, truncated, raw) =>
    {
        string line = Compose(bytes, truncated, raw);
        return line.IndexOf('\n') == line.Length - 1 && !line.Contains('\0') && line.Length <= bytes.Length + SyslogLine.Overhead;
    });

    private static string Compose(byte[] datagram, bool truncated, bool raw)
    {
        byte[] line = new byte[datagram.Length + SyslogLine.Overhead];
        return Encoding.Latin1.GetString(line, 0, SyslogLine.Compose(datagram, truncated, raw, line));
    }
}
