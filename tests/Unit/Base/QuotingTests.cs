using System;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Base;
using Xunit;

namespace Sestet.Tests;

public class QuotingTests
{
    private static readonly byte[] s_delimiters =
        [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => Quoting.CanDelimit(value) && value is not ((byte)'s' or (byte)'\\'))];

    [Fact, Trait("Category", "Property")]
    public void QuotedBytesComeBack() => Gen.Select(Gen.Byte.Array[0, 60], Gen.OneOf(s_delimiters)).Sample((bytes, delimiter) =>
    {
        byte[] text = Quote(bytes, delimiter);
        byte[] delimited = [.. text, delimiter, (byte)'x'];
        return Quoting.FindEnd(delimited, [delimiter], out int end).IsNone
            && end == text.Length
            && text.All(letter => letter is >= (byte)' ' and < 0x7f)
            && text.AsSpan(0, Quoting.Unquote(text)).SequenceEqual(bytes);
    });

    /// <summary>Any text is read up to a delimiter, or told to have an error somewhere within.</summary>
    [Fact, Trait("Category", "Property")]
    public void AnyTextEnds() => Gen.String[Gen.OneOf(Gen.Char["\\0xaAg\"'"], Gen.Char['\0', '\u00ff']), 0, 30].Sample(text =>
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        Errno error = Quoting.FindEnd(bytes, "\"'"u8, out int end);
        return error.IsNone
            ? text[end] is '"' or '\'' && Quoting.Unquote(bytes.AsSpan(0, end)) <= end
            : end <= text.Length && (error == Errno.EPIPE || error == Errno.EPROTO || (error == Errno.ENODATA && end == text.Length));
    });

    [Theory]
    [InlineData(0, "\\0x00")]
    [InlineData(7, "\\a")]
    [InlineData(10, "\\n")]
    [InlineData(13, "\\r")]
    [InlineData(27, "\\0x1b")]
    [InlineData(' ', " ")]
    [InlineData('"', "\\\"")]
    [InlineData('\'', "'")]
    [InlineData('\\', "\\\\")]
    [InlineData(0x7f, "\\0x7f")]
    [InlineData(0xff, "\\0xff")]
    public void BytesAreQuoted(byte value, string expected) =>
        Assert.Equal(expected, Encoding.ASCII.GetString(Quote([value], (byte)'"')));

    [Theory]
    [InlineData("a\\tb", "a\tb")]
    [InlineData("\\s\\q", " q")]
    [InlineData("\\0", "\0")]
    [InlineData("\\01", "\u00001")]
    [InlineData("\\0xfF0", "\u00ff0")]
    public void TextMeans(string text, string expected)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        Assert.True(Quoting.FindEnd(bytes, default, out int end).IsNone);
        Assert.Equal(bytes.Length, end);
        Assert.Equal(expected, Encoding.Latin1.GetString(bytes, 0, Quoting.Unquote(bytes)));
    }

    [Fact]
    public void FaultsAre()
    {
        Assert.Equal(Errno.EPIPE, Quoting.FindEnd("a\\"u8, "\""u8, out _));
        Assert.Equal(Errno.EPIPE, Quoting.FindEnd("\\0x"u8, "\""u8, out _));
        Assert.Equal(Errno.EPIPE, Quoting.FindEnd("\\0x1"u8, "\""u8, out _));
        Assert.Equal(Errno.EPROTO, Quoting.FindEnd("\\0x1g\""u8, "\""u8, out _));
        Assert.Equal(Errno.ENODATA, Quoting.FindEnd("a\\\""u8, "\""u8, out _));
    }

    [Theory]
    [InlineData("\"'/ ", true)]
    [InlineData("a", false)]
    [InlineData("0", false)]
    [InlineData("x", false)]
    [InlineData("s", false)]
    [InlineData("\\", false)]
    [InlineData("\n", false)]
    [InlineData("", true)]
    public void DelimitersAre(string delimiters, bool can) =>
        Assert.Equal(can, Quoting.CanDelimit(Encoding.Latin1.GetBytes(delimiters).AsSpan()));

    private static byte[] Quote(byte[] bytes, byte delimiter)
    {
        byte[] text = new byte[bytes.Length * Quoting.QuotedByteMax];
        int length = 0;
        foreach (byte value in bytes)
        {
            length += Quoting.Quote(value, delimiter, text.AsSpan(length));
        }
        return text[..length];
    }
}
