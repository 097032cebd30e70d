using System;
using System.Globalization;
using System.Numerics;
using System.Text;
using CsCheck;
using Sestet.Base;
using Xunit;

namespace Sestet.Tests;

public class TextTests
{
    /// <summary>Digits mostly, with what is nearly a number.</summary>
    private static readonly Gen<string> s_texts = Gen.OneOf(
        Gen.ULong.Select(value => value.ToString(CultureInfo.InvariantCulture)),
        Gen.UInt.Select(value => value.ToString(CultureInfo.InvariantCulture)),
        Gen.String[Gen.Char["0123456789"], 0, 25],
        Gen.String[Gen.Char["0123456789 +-x\n\0/:"], 0, 5],
        Gen.OneOf("18446744073709551615", "18446744073709551616", "4294967295", "4294967296", "", "00000000000000000000000001"));

    [Fact, Trait("Category", "Property")]
    public void FormatIsDecimal() => Gen.ULong.Sample(value =>
    {
        byte[] text = new byte[Limits.DecimalLengthMax];
        int length = Text.Format(value, text);
        return Encoding.ASCII.GetString(text, 0, length) == value.ToString(CultureInfo.InvariantCulture);
    });

    [Fact, Trait("Category", "Property")]
    public void ParseTakesWhatFits() => s_texts.Sample(text =>
    {
        bool digits = text.Length > 0 && Array.TrueForAll(text.ToCharArray(), char.IsAsciiDigit);
        BigInteger expected = digits ? BigInteger.Parse(text, CultureInfo.InvariantCulture) : -1;
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        bool wide = Text.TryParse(bytes, out ulong value64);
        bool narrow = Text.TryParse(bytes, out uint value32);
        return wide == (digits && expected <= ulong.MaxValue) && (!wide || value64 == expected)
            && narrow == (digits && expected <= uint.MaxValue) && (!narrow || value32 == expected);
    });

    [Fact, Trait("Category", "Property")]
    public void BaseNameIsBehindTheLastSlash() => Gen.String[Gen.Char["ab/"], 0, 8].Sample(path =>
        Encoding.ASCII.GetString(Text.BaseName(Encoding.ASCII.GetBytes(path))) == path[(path.LastIndexOf('/') + 1)..]);

    [Fact]
    public void HexadecimalDigits()
    {
        for (int letter = 0; letter < 256; letter++)
        {
            int expected = Uri.IsHexDigit((char)letter) ? Convert.ToInt32(((char)letter).ToString(), 16) : -1;
            Assert.Equal(expected, Text.HexValue((byte)letter));
        }
    }

    [Fact]
    public void UntilNulStopsAtTheFirst()
    {
        Assert.Equal("ab"u8, Text.UntilNul("ab\0c\0"u8));
        Assert.Equal("abc"u8, Text.UntilNul("abc"u8));
        Assert.Equal("ab\0"u8, Text.UntilNulZ("ab\0c\0"u8));
    }
}
