using System;
using System.Text;
using CsCheck;
using Sestet.Execline;
using Xunit;

namespace Sestet.Tests;

public class SymbolicModeTests
{
    [Fact, Trait("Category", "Property")]
    public void AFormattedModeComesBack() => Gen.Select(Gen.UInt[0, 0x1ff], Gen.UInt[0, 0x1ff]).Sample((mode, before) =>
    {
        byte[] text = new byte[SymbolicMode.LengthMax];
        int length = SymbolicMode.Format(mode, text);
        return SymbolicMode.TryApply(text.AsSpan(0, length), before, out uint result) && result == mode;
    });

    [Fact, Trait("Category", "Property")]
    public void AnyTextGivesAModeOrNone() => Gen.String[Gen.Char["ugoarwxXst+-=,z"], 0, 20].Sample(text =>
        !SymbolicMode.TryApply(Encoding.ASCII.GetBytes(text), 0x1ed, out uint result) || result <= 0x1ff);

    [Theory]
    [InlineData("u=rwx,go=", 0x1c0)]
    [InlineData("a-w", 0x16d)]
    [InlineData("+x", 0x1ed)]
    [InlineData("u=g", 0x16d)]
    [InlineData("=u", 0x1ff)]
    [InlineData("u=+r", 0x12d)]
    [InlineData("go+w-x", 0x1f6)]
    [InlineData("", 0x1ed)]
    public void ModesAre(string text, uint expected)
    {
        Assert.True(SymbolicMode.TryApply(Encoding.ASCII.GetBytes(text), 0x1ed, out uint result));
        Assert.Equal(expected, result);
    }

    [Theory]
    [InlineData("z")]
    [InlineData("ur")]
    [InlineData("u,g=r")]
    [InlineData("u=rz")]
    public void OthersAreNone(string text) =>
        Assert.False(SymbolicMode.TryApply(Encoding.ASCII.GetBytes(text), 0x1ed, out _));
}
