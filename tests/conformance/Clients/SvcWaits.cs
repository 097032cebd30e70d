using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Clients;

/// <summary>s6-svc.html: -w where something is missing. docs/DIVERGENCES.md has what the C program does instead.</summary>
public sealed class SvcWaits(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Density("-wu -u")]
    [Ours("-wu -u")]
    [Density("-wD -d")]
    [Ours("-wD -d")]
    [Density("-wu")]
    [Ours("-wu")]
    [Density("-wR -r")]
    [Ours("-wR -r")]
    public void NotSupervised(Suite suite, string options)
    {
        Supervised service = Supervise(suite, NewService().With("notification-fd", "3").Run(ServiceDirectory.Idle));
        service.Expect("su");
        service.Stop();
        CommandResult result = Run(suite, "s6-svc", [.. options.Split(' '), "svc"]);
        Assert.Equal((102, ""), (result.ExitCode, result.Output));
    }

    [Theory, Density, Ours]
    public void OneOfTwoIsNotSupervised(Suite suite)
    {
        Supervised service = Supervise(suite, NewService("one").With("down").Run(ServiceDirectory.Idle));
        Directory.CreateDirectory(At("two"));
        Assert.Equal(102, Run(suite, "s6-svc", "-wu", "-u", "one", "two").ExitCode);
        Assert.Equal(0, Run(suite, "s6-svok", "one").ExitCode);
        Assert.Equal(0, Run(suite, "s6-svc", "-d", "one").ExitCode);
        Assert.True(service.Status.Ready);
    }

    /// <summary>Readiness is waited for where the service supports it, and warned of where it does not.</summary>
    [Theory, Density, Ours]
    public void ReadinessOfEachService(Suite suite)
    {
        Supervised one = Supervise(suite, NewService("one").With("down").Run(ServiceDirectory.Idle));
        Supervised two = Supervise(
            suite, NewService("two").With("down").With("notification-fd", "3")
                .Run($"sleep 0.2; echo >&3; {ServiceDirectory.Idle}"));
        CommandResult result = Run(suite, "s6-svc", "-wU", "-u", "one", "two");
        Assert.Equal(
            new CommandResult(
                0, "", "s6-svc: warning: one/notification-fd not present - ignoring request for readiness notification\n"),
            result);
        one.Expect("su");
        two.Expect("suU");
    }

    [Theory]
    [Density("directory", 111)]
    [Ours("directory", 111)]
    [Density("loop", 111)]
    [Ours("loop", 111)]
    public void ABrokenControlFile(Suite suite, string kind, int code)
    {
        ServiceDirectory directory = NewService();
        Directory.CreateDirectory(directory["supervise"]);
        if (kind == "directory")
        {
            Directory.CreateDirectory(directory["supervise/control"]);
        }
        else
        {
            File.CreateSymbolicLink(directory["supervise/control"], "control");
        }
        CommandResult result = Run(suite, "s6-svc", "-u", "svc");
        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("s6-svc: warning: ", result.Error, System.StringComparison.Ordinal);
    }
}
