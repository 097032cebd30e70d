using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.LinuxUtils;
using Xunit;

namespace Sestet.Tests;

public class MountTableTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("# a b\n\n  \n\t# c\n", "")]
    [InlineData("a b c d 0 0", "a|b|c|d")]
    [InlineData("\ta  b\tc d", "a|b|c|d")]
    [InlineData("a b\n#\nc", "a|b||/c|||")]
    [InlineData("a\\040b \\011\\134 \\043 \\377", "a b|\t\\|#|\u00ff")]
    [InlineData("\\04 \\048 \\400 \\000", "\\04|\\048|\\400|\\000")]
    [InlineData("a\0b c\r\n", "a|b|c|")]
    public void Fields(string text, string expected) => Assert.Equal(expected, string.Join('/', Read(text)));

    [Fact]
    [Trait("Category", "Property")]
    public void WhatIsEscapedComesBack() =>
        Gen.Char['\u0001', '\u00ff'].Array[1, 20].Array[1, 4].Sample(fields =>
        {
            string line = string.Join(" ", fields.Select(field => string.Concat(field.Select(Escape))));
            string[] expected = [.. fields.Select(field => new string(field)), .. Enumerable.Repeat("", 4 - fields.Length)];
            Assert.Equal(string.Join('|', expected), Assert.Single(Read(line)));
        });

    [Fact]
    [Trait("Category", "Property")]
    public void GarbageIsRead() => Gen.Int[0, 7].Select(i => "\\04 \na\0#"[i]).Array[0, 60].Sample(text =>
        Assert.True(Read(new string(text)).Count <= text.Length + 1));

    private static string Escape(char value) =>
        value is ' ' or '\t' or '\n' or '\r' or '\\' or '#' ? "\\" + System.Convert.ToString(value, 8).PadLeft(3, '0') : $"{value}";

    private static List<string> Read(string text)
    {
        List<string> lines = [];
        MountTable table = new(Encoding.Latin1.GetBytes(text + "\n"));
        while (table.NextLine())
        {
            List<string> fields = [];
            for (int i = 0; i < 4; i++)
            {
                fields.Add(Encoding.Latin1.GetString(table.NextZ()[..^1]));
            }
            lines.Add(string.Join('|', fields));
        }
        return lines;
    }
}
