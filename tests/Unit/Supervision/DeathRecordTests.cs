using System;
using CsCheck;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

public class DeathRecordTests
{
    [Theory]
    [InlineData(0x0300, "4000000065531234000000010300")]
    [InlineData(0x0009, "4000000065531234000000018909")]
    [InlineData(0x008b, "4000000065531234000000018B0B")]
    public void GoldenBytes(int waitStatus, string expected)
    {
        byte[] bytes = new byte[DeathRecord.Length];
        DeathRecord.From(new Tai(0x4000000065531234, 1), new WaitStatus(waitStatus)).Pack(bytes);
        Assert.Equal(14, bytes.Length);
        Assert.Equal(expected, Convert.ToHexString(bytes));
    }

    [Fact, Trait("Category", "Property")]
    public void PackUndoesUnpack() => Gen.Byte.Array[DeathRecord.Length].Sample(bytes =>
    {
        byte[] again = new byte[DeathRecord.Length];
        DeathRecord.Unpack(bytes).Pack(again);
        return again.AsSpan().SequenceEqual(bytes);
    });
}
