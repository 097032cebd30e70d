using System;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

public class StatusTextTests
{
    [Theory]
    [InlineData("68656C6C6F", "hello")]
    [InlineData("C3A9E282ACF09F9880", "é€😀")]
    [InlineData("1B5B33316D7F09", "?[31m??")]
    [InlineData("C29B", "??")]
    [InlineData("C0AF", "??")]
    [InlineData("E08080", "???")]
    [InlineData("EDA080", "???")]
    [InlineData("F4908080", "????")]
    [InlineData("F5808080", "????")]
    [InlineData("E282", "??")]
    [InlineData("80", "?")]
    [InlineData("", "")]
    public void IsCleaned(string hex, string expected) => Assert.Equal(expected, Clean(Convert.FromHexString(hex)));

    [Fact]
    public void NoCharacterIsCutInTwo()
    {
        Assert.Equal(199, Encoding.UTF8.GetByteCount(Clean(Encoding.UTF8.GetBytes("a" + new string('é', 200)))));
        Assert.Equal(200, Clean(new byte[5000]).Length);
    }

    /// <summary>What comes out is UTF-8 without control characters, and what was such already stays.</summary>
    [Fact, Trait("Category", "Property")]
    public void AnyBytes() => Gen.Byte.Array[0, 400].Sample(bytes =>
    {
        string clean = Clean(bytes);
        Assert.DoesNotContain('\ufffd', clean);
        Assert.DoesNotContain(clean, char.IsControl);
        Assert.Equal(clean, Clean(Encoding.UTF8.GetBytes(clean)));
    });

    [Fact, Trait("Category", "Property")]
    public void AnyText() => Gen.Int[0x20, 0x10ffff].Array[0, 50].Sample(codes =>
    {
        string text = string.Concat(codes.Where(c => Rune.IsValid(c) && !Rune.IsControl(new Rune(c))).Select(c => new Rune(c).ToString()));
        Assert.Equal(text, Clean(Encoding.UTF8.GetBytes(text)));
    });

    private static string Clean(byte[] text)
    {
        byte[] clean = new byte[Limits.StatusTextLengthMax];
        int length = StatusText.Clean(text, clean);
        Assert.True(length <= Limits.StatusTextLengthMax);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(clean, 0, length);
    }
}
