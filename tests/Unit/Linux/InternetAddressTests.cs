using System.Net;
using System.Net.Sockets;
using System.Text;
using CsCheck;
using Sestet.Linux;
using Xunit;

namespace Sestet.Tests;

public class InternetAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("255.255.255.255", "255.255.255.255")]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("0:0:1::", "0:0:1::")]
    [InlineData("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1")]
    [InlineData("1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7")]
    [InlineData("::ffff:127.0.0.1", "::ffff:7f00:1")]
    public void ShortestForms(string text, string expected) => Assert.Equal(expected, Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("1..2.3")]
    [InlineData("localhost")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:")]
    [InlineData("::12345")]
    [InlineData("::g")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    public void WhatIsNoAddress(string text) => Assert.Null(Parse(text));

    /// <summary>.NET writes addresses of version 4 inside those of version 6 in another form.</summary>
    [Fact, Trait("Category", "Property")]
    public void AsDotNetHasIt() => Gen.Select(Gen.UShort[0, 3], Gen.UShort, (small, big) => small == 3 ? big : (ushort)(small / 2))
        .Array[8].Sample(groups =>
        {
            byte[] bytes = new byte[16];
            for (int i = 0; i < 8; i++)
            {
                bytes[2 * i] = (byte)(groups[i] >> 8);
                bytes[2 * i + 1] = (byte)(groups[i] & 0xff);
            }
            IPAddress address = new(bytes);
            string text = address.ToString();
            return text.Contains('.') || (address.AddressFamily == AddressFamily.InterNetworkV6 && Parse(text) == text);
        });

    private static string? Parse(string text)
    {
        InternetAddress address = default;
        if (!address.TryParse(Encoding.Latin1.GetBytes(text)))
        {
            return null;
        }
        byte[] formatted = new byte[InternetAddress.TextLengthMax];
        return Encoding.Latin1.GetString(formatted, 0, address.Format(formatted));
    }
}
