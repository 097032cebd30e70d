using System;
using System.IO;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Harness;

/// <summary>The harness must see what it is for: processes left behind and supervisors that do not end.</summary>
public sealed class HarnessChecks(ITestOutputHelper output)
{
    private sealed class Inner(ITestOutputHelper output) : Scenario(output)
    {
    }

    [Fact]
    public void AProcessLeftBehindIsAFailureAndIsKilled()
    {
        var scenario = new Inner(output);
        CommandResult started = scenario.Shell(Suite.Ours, "sleep 1000 < /dev/null > /dev/null 2>&1 & echo $!");
        int pid = int.Parse(started.Output, System.Globalization.CultureInfo.InvariantCulture);
        Exception? failure = Record.Exception(scenario.Dispose);
        Assert.Contains($"left behind: {pid} `sleep 1000`", failure?.Message, StringComparison.Ordinal);
        Assert.True(ProcessTree.State(pid) is 'X' or 'Z');
        Assert.False(Directory.Exists(scenario.Scratch));
    }

    [Fact]
    public void AProcessThatHidesItsEnvironmentIsFoundByItsDirectory()
    {
        var scenario = new Inner(output);
        CommandResult started = scenario.Shell(Suite.Ours, "env -i sleep 1000 < /dev/null > /dev/null 2>&1 & echo $!");
        Exception? failure = Record.Exception(scenario.Dispose);
        Assert.Contains($"left behind: {started.Output.Trim()} ", failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AWrongExpectationFails()
    {
        using var scenario = new Inner(output);
        Supervised service = scenario.Supervise(Suite.Ours, scenario.NewService().Run(ServiceDirectory.Idle));
        service.Expect("su");
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => service.Expect("sd"));
    }
}
