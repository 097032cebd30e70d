using System;
using Sestet.Supervision;
using Xunit;

namespace Sestet.Tests;

public class ServiceOptionTests
{
    [Fact]
    public void EachIsFoundByItsName()
    {
        for (ServiceOption option = 0; option < ServiceOption.Count; option++)
        {
            Assert.Equal(option, ServiceOptions.Find(ServiceOptions.NameZ(option)[..^1]));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("run")]
    [InlineData("dow")]
    [InlineData("downs")]
    [InlineData("supervise")]
    public void OtherNamesAreNone(string name) =>
        Assert.Equal(ServiceOption.Count, ServiceOptions.Find(System.Text.Encoding.ASCII.GetBytes(name)));
}
