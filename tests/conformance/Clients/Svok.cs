using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Clients;

/// <summary>s6-svok.html.</summary>
public sealed class Svok(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Density, Ours, Reference]
    public void TellsWhetherThereIsASupervisor(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run(ServiceDirectory.Idle));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svok", "svc"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svok", service.Service.Path + "/"));
        service.Stop();
        Assert.Equal(new CommandResult(1, "", ""), Run(suite, "s6-svok", "svc"));
    }

    [Theory, Density, Ours, Reference]
    public void NoServiceDirectory(Suite suite)
    {
        File.WriteAllText(At("file"), "");
        Directory.CreateDirectory(At("empty"));
        Assert.Equal(new CommandResult(1, "", ""), Run(suite, "s6-svok", "missing"));
        Assert.Equal(new CommandResult(1, "", ""), Run(suite, "s6-svok", "empty"));
        Assert.Equal(
            new CommandResult(111, "", "s6-svok: fatal: unable to check file: Not a directory\n"), Run(suite, "s6-svok", "file"));
    }

    [Theory, Density, Ours, Reference]
    public void WrongUsage(Suite suite) =>
        Assert.Equal(new CommandResult(100, "", "s6-svok: usage: s6-svok servicedir\n"), Run(suite, "s6-svok"));
}
