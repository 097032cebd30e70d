using System.Text;
using Sestet.Base;
using Xunit;

namespace Sestet.Tests;

public class CpuListTests
{
    [Theory]
    [InlineData("0", 1)]
    [InlineData("0-1", 2)]
    [InlineData("0-3,8,10-11", 7)]
    [InlineData("1023", 1)]
    [InlineData("0-1023", 1024)]
    public void CountsWhatItNames(string list, int count) => Assert.Equal(count, CpuList.Count(Encoding.ASCII.GetBytes(list)));

    /// <summary>Nothing is done about processors then.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0-")]
    [InlineData("-1")]
    [InlineData("3-1")]
    [InlineData("0,,1")]
    [InlineData("0-1024")]
    [InlineData("0-1023,0")]
    [InlineData("0-4294967295")]
    public void OthersAreNotUnderstood(string list) => Assert.Equal(0, CpuList.Count(Encoding.ASCII.GetBytes(list)));
}
