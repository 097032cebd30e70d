using System.Text;
using Xunit;

namespace Sestet.Tests;

/// <summary>toml.io/en/v1.0.0, rule by rule: what documents mean, and where those that are none are wrong.</summary>
public class TomlTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData("\ufeffa = 1", "{a=1}")]
    [InlineData("# c\r\n\r\na = 1 # x\r\n", "{a=1}")]
    [InlineData("a.b.c = 1\na.b.d = 2", "{a={b={c=1,d=2}}}")]
    [InlineData("a . \"b.c\" . 'd' = 1", "{a={b.c={d=1}}}")]
    [InlineData("1 = 1\n- = 2\n\"\" = 3\n'é' = 4", "{-=2,1=1,=3,é=4}")]
    [InlineData("a = [1, [2, 'x'], {b = 3}, ] # e", "{a=[1,[2,'x'],{b=3}]}")]
    [InlineData("a = [ # c\n 1 # d\n , # e\n 2 ]", "{a=[1,2]}")]
    [InlineData("a = {}\nb = []", "{a={},b=[]}")]
    [InlineData("a = { b.c = 1, b.d = 2, e = { f = 3 } }", "{a={b={c=1,d=2},e={f=3}}}")]
    [InlineData("[a.b]\nc=1\n[a]\nd=2", "{a={b={c=1},d=2}}")]
    [InlineData("[a]\nb.c=1\n[a.b.d]\ne=2", "{a={b={c=1,d={e=2}}}}")]
    [InlineData("[[a]]\nb=1\n[a.c]\nd=2\n[[a]]\n[[a.e]]\n[[a.e]]", "{a=[{b=1,c={d=2}},{e=[{},{}]}]}")]
    [InlineData("[ a . 'b' ]", "{a={b={}}}")]
    [InlineData("a = 0x_1", "1:5 BadNumber")]
    [InlineData("a = [0, +1, -2, 1_000, 0xfF, 0o17, 0b101, -9223372036854775808, 9223372036854775807]",
        "{a=[0,1,-2,1000,255,15,5,-9223372036854775808,9223372036854775807]}")]
    [InlineData("a = [1.5, -0.0, 1e5, 6.6E-3_4, inf, -nan, +inf, 0e0]", "{a=[F,F,F,F,F,F,F,F]}")]
    [InlineData("a = [1979-05-27, 07:32:00, 1979-05-27T07:32:00Z, 1979-05-27 00:32:00.9-07:00, 2024-02-29t23:59:60]", "{a=[D,D,D,D,D]}")]
    [InlineData("a = [true, false]", "{a=[true,false]}")]
    [InlineData("a = \"\\b\\t\\n\\f\\r\\\"\\\\\\u00e9\\U0001F600\"", "{a='\b\t\n\f\r\"\\é😀'}")]
    [InlineData("a = '\\n\"'", "{a='\\n\"'}")]
    [InlineData("a = \"\"\"\nx\\\n   \r\n\n  y\"\"\"\"\"", "{a='xy\"\"'}")]
    [InlineData("a = '''\r\nx\r\ny'''''", "{a='x\ny'''}")]
    [InlineData("a = ''''x''''", "{a=''x''}")]
    public void Documents(string source, string expected) => Assert.Equal(expected, TomlRun.Show(source));

    [Theory]
    [InlineData("a", "1:2 EqualsExpected")]
    [InlineData("a =", "1:4 ValueExpected")]
    [InlineData("a = b", "1:5 BadValue")]
    [InlineData("= 1", "1:1 KeyExpected")]
    [InlineData("é = 1", "1:1 KeyExpected")]
    [InlineData("a = 1 b = 2", "1:7 EndOfLineExpected")]
    [InlineData("a = 1\na = 2", "2:1 DuplicateKey")]
    [InlineData("a = 1\na.b = 2", "2:1 NotATable")]
    [InlineData("[a]\n[a]", "2:2 DuplicateTable")]
    [InlineData("a.b = 1\n[a]", "2:2 DuplicateTable")]
    [InlineData("[a.b]\n[a]\nb.c = 1", "3:1 ClosedTable")]
    [InlineData("a = {}\na.b = 1", "2:1 ClosedTable")]
    [InlineData("a = {}\n[a.b]", "2:2 ClosedTable")]
    [InlineData("a = {b = {}, b.c = 1}", "1:14 ClosedTable")]
    [InlineData("a = [{}]\n[[a]]", "2:3 NotAnArrayOfTables")]
    [InlineData("[[a]]\n[a]", "2:2 DuplicateKey")]
    [InlineData("a = 1\n[a.b]", "2:2 NotATable")]
    [InlineData("[a", "1:3 BracketExpected")]
    [InlineData("[[a] ]", "1:4 BracketExpected")]
    [InlineData("a = [1 2]", "1:8 CommaOrBracketExpected")]
    [InlineData("a = [,]", "1:6 ValueExpected")]
    [InlineData("a = [1", "1:7 CommaOrBracketExpected")]
    [InlineData("a = {b = 1,}", "1:11 TrailingComma")]
    [InlineData("a = {b = 1\n}", "1:11 LineBreakInTable")]
    [InlineData("a = {b = 1 c = 2}", "1:12 CommaOrBraceExpected")]
    [InlineData("a = \"x", "1:5 UnterminatedString")]
    [InlineData("a = 'x\ny'", "1:5 UnterminatedString")]
    [InlineData("a = '''x", "1:5 UnterminatedString")]
    [InlineData("'''a''' = 1", "1:1 MultiLineKey")]
    [InlineData("a = \"\\x\"", "1:6 BadEscape")]
    [InlineData("a = \"\\u12\"", "1:6 BadEscape")]
    [InlineData("a = \"\\ud800\"", "1:6 BadCodePoint")]
    [InlineData("a = \"\\UFFFFFFFF\"", "1:6 BadCodePoint")]
    [InlineData("a = \"\u0001\"", "1:6 ControlCharacter")]
    [InlineData("a = 1 # \u0000", "1:9 ControlCharacter")]
    [InlineData("a = 1\rb = 2", "1:6 EndOfLineExpected")]
    [InlineData("a = 01", "1:5 BadNumber")]
    [InlineData("a = 1__0", "1:5 BadNumber")]
    [InlineData("a = 1_", "1:5 BadNumber")]
    [InlineData("a = +0x1", "1:5 BadNumber")]
    [InlineData("a = 1.", "1:5 BadNumber")]
    [InlineData("a = .5", "1:5 BadValue")]
    [InlineData("a = 1e", "1:5 BadNumber")]
    [InlineData("a = 9223372036854775808", "1:5 NumberTooLarge")]
    [InlineData("a = 2023-02-29", "1:5 BadDate")]
    [InlineData("a = 24:00:00", "1:5 BadDate")]
    [InlineData("a = 1979-05-27T07:32", "1:5 BadDate")]
    public void Faults(string source, string expected) => Assert.Equal(expected, TomlRun.Show(source));

    [Theory]
    [InlineData(new byte[] { 0x61, 0x3d, 0x27, 0xff, 0x27 }, "1:4 NotUtf8")]
    [InlineData(new byte[] { 0xc0, 0xaf }, "1:1 NotUtf8")]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 }, "1:1 NotUtf8")]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 }, "1:1 NotUtf8")]
    public void Bytes(byte[] source, string expected) => Assert.Equal(expected, TomlRun.Show(source));

    [Fact]
    public void DepthHasABound()
    {
        string fits = "a = " + new string('[', 64) + new string(']', 64);
        Assert.StartsWith("{a=[[", TomlRun.Show(fits));
        Assert.Equal("1:69 TooDeep", TomlRun.Show("a = " + new string('[', 100_000)));
    }

    /// <summary>As many keys as fit: neither their number nor their place makes one slow.</summary>
    [Fact]
    public void ManyKeys()
    {
        StringBuilder source = new();
        for (int i = 0; i < 200_000; i++)
        {
            source.Append('k').Append(i).Append("=1\n");
        }
        Assert.EndsWith(",k99=1,k9=1}", TomlRun.Show(source.ToString()));
    }
}
