using Sestet.Simulation;
using Xunit;

namespace Sestet.Tests;

/// <summary>Whole commands on the simulated machine.</summary>
public class CommandRunTests
{
    [Fact]
    public void SvokTellsThatNothingIsSupervised()
    {
        using Bench bench = new();
        Assert.Equal(1, bench.Run("s6-svok", "/tmp").ExitCode);
    }

    [Fact]
    public void UsageGoesToStandardError()
    {
        using Bench bench = new();
        CommandResult result = bench.Run("s6-svok");
        Assert.Equal(100, result.ExitCode);
        Assert.Equal("s6-svok: usage: s6-svok servicedir\n", result.Errors);
    }

    [Fact]
    public void VersionGoesToStandardOutput()
    {
        using Bench bench = new();
        CommandResult result = bench.Run("sestet", "version");
        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("sestet 0.", result.Output, System.StringComparison.Ordinal);
    }
}
