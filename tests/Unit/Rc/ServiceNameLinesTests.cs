using System.Collections.Generic;
using System.Text;
using Sestet.Rc;
using Xunit;

namespace Sestet.Tests;

/// <summary>s6-rc-fdholder-filler.html: names, one a line.</summary>
public class ServiceNameLinesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("\n\n a b \n#c\n \t\r#d\n\te#", "a b |e#")]
    [InlineData("a\0b\n", "a")]
    [InlineData("  ", "")]
    public void Names(string text, string expected)
    {
        ServiceNameLines lines = new(Encoding.Latin1.GetBytes(text));
        List<string> names = [];
        while (lines.Next(out System.ReadOnlySpan<byte> name))
        {
            names.Add(Encoding.Latin1.GetString(name));
        }
        Assert.Equal(expected, string.Join('|', names));
    }
}
