using System;
using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Sestet.Base;
using Sestet.Ftrig;
using Xunit;

namespace Sestet.Tests;

public class FifoNameTests
{
    private static readonly Gen<(ulong, uint, byte[])> s_parts = Gen.Select(Gen.ULong, Gen.UInt, Gen.Byte.Array[6]);

    [Fact]
    public void GoldenName()
    {
        byte[] name = new byte[FifoName.Length + 2];
        FifoName.FormatHiddenZ(name, new Tai(0x4000000065531234, 0x0a0b0c0d), [0, 1, 10, 36, 62, 63]);
        Assert.Equal(".ftrig1:@40000000655312340a0b0c0d:01Aa-_\0", Encoding.ASCII.GetString(name));
    }

    [Fact, Trait("Category", "Property")]
    public void NamesAreThoseOfListeners() => s_parts.Sample((seconds, nanoseconds, random) =>
    {
        byte[] name = new byte[FifoName.Length + 2];
        FifoName.FormatHiddenZ(name, new Tai(seconds, nanoseconds), random);
        string text = Encoding.ASCII.GetString(name);
        return Regex.IsMatch(text, "^\\.ftrig1:@[0-9a-f]{24}:[0-9A-Za-z_-]{6}\0$")
            && FifoName.IsListener(name.AsSpan(1, FifoName.Length))
            && !FifoName.IsListener(name.AsSpan(0, FifoName.Length + 1))
            && !FifoName.IsListener(name.AsSpan(1));
    });
}
