using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>A ./run that cannot be executed: a warning, a pause, and a supervisor that goes on listening.</summary>
public sealed class RunFailures(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void RunIsMissing(Suite suite) => Fails(suite, NewService(), "No such file or directory");

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void RunIsNotExecutable(Suite suite) =>
        Fails(suite, NewService().With("run", "#!/bin/sh\n"), "Permission denied");

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void RunIsADirectory(Suite suite)
    {
        ServiceDirectory service = NewService();
        Directory.CreateDirectory(service["run"]);
        Fails(suite, service, "Permission denied");
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void RunIsADanglingLink(Suite suite)
    {
        ServiceDirectory service = NewService();
        File.CreateSymbolicLink(service["run"], "nowhere");
        Fails(suite, service, "No such file or directory");
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void RunHasAnInterpreterThatIsMissing(Suite suite)
    {
        ServiceDirectory service = NewService().Run("").With("run", "#!/nowhere/sh\n");
        File.SetUnixFileMode(service["run"], (UnixFileMode)0x1ed);
        Fails(suite, service, "No such file or directory");
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void RunIsNoProgram(Suite suite)
    {
        ServiceDirectory service = NewService().With("run", "\u0001\u0002 no program\n");
        File.SetUnixFileMode(service["run"], (UnixFileMode)0x1ed);
        Fails(suite, service, "Exec format error");
    }

    private void Fails(Suite suite, ServiceDirectory directory, string reason)
    {
        Supervised service = Supervise(suite, directory);
        service.Process.WaitForError($"s6-supervise svc: warning: unable to spawn ./run (waiting 60 seconds): {reason}\n");
        Assert.Equal((0, "s"), (service.Status.Pid, service.Events.Heard));
        // It is tried again when asked for, not before.
        if (Directory.Exists(directory["run"]))
        {
            Directory.Delete(directory["run"]);
        }
        directory.Run(ServiceDirectory.Idle);
        service.Send("u");
        service.Expect("su");
    }
}
