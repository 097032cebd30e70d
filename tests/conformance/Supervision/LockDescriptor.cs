using System.Globalization;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>servicedir.html: lock-fd keeps a second copy of a service from running beside the first.</summary>
public sealed class LockDescriptor(ITestOutputHelper output) : Scenario(output)
{
    private const string Warning = "s6-supervise svc: warning: ";

    /// <summary>The C s6-setlock loses its lock where it has to move the descriptor: there only 3 protects.</summary>
    [Theory]
    [Ours(3)]
    [Ours(5)]
    [Reference(3, Since = "2.12")]
    public void ACopyOfTheServiceWaitsForTheOther(Suite suite, int descriptor)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().With("lock-fd", $"{descriptor}\n")
            .Run($"echo $$ $1 $(readlink /proc/$$/fd/{descriptor}) > {messages.Path}\n{ServiceDirectory.Idle}");
        Supervised first = Supervise(suite, directory);
        string[] said = messages.Next().Split(' ');
        int pid = int.Parse(said[0], CultureInfo.InvariantCulture);
        Assert.Equal(("svc", directory["supervise/service-lock"]), (said[1], said[2]));
        first.Expect("su");
        first.Process.Kill(3);
        first.Expect("sux");
        Assert.Equal(0, first.WaitForExit().ExitCode);
        // The supervisor comes back, and knows nothing of the service, which still lives: so the new copy must wait.
        File.Delete(directory["supervise/state"]);
        Supervised second = Supervise(suite, directory);
        second.Process.WaitForError(Warning + "another instance of the service is already running, child will block\n");
        second.Expect("su");
        Eventually(() => ProcessTree.State(pid) == 'S');
        _ = Native.Kill(pid, 9);
        said = messages.Next().Split(' ');
        Assert.Equal(second.Status.Pid.ToString(CultureInfo.InvariantCulture), said[0]);
        Assert.Equal("su", second.Events.Heard);
    }

    [Theory, Density, Ours, Reference]
    public void ALockFileWithContentIsWarnedOf(Suite suite)
    {
        ServiceDirectory directory = NewService().With("lock-fd", "3").Run(ServiceDirectory.Idle);
        Directory.CreateDirectory(directory["supervise"]);
        directory.With("supervise/service-lock", "written by a service that should not");
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        Assert.Equal("", File.ReadAllText(directory["supervise/service-lock"]));
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void TheSameAsNotificationIsRefused(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().With("lock-fd", "3").With("notification-fd", "3").Run(ServiceDirectory.Idle));
        service.Process.WaitForError(Warning + "unable to start service: notification-fd and lock-fd are the same\n");
        service.Expect("s");
        service.Service.Without("lock-fd");
        service.Send("u");
        service.Expect("su");
    }

    [Theory]
    [Density("0\n")]
    [Ours("0\n")]
    [Density("x\n")]
    [Ours("x\n")]
    [Reference("0\n", Since = "2.12")]
    [Reference("x\n", Since = "2.12")]
    public void AnInvalidNumberIsWarnedOf(Suite suite, string content)
    {
        Supervised service = Supervise(suite, NewService().With("lock-fd", content).Run(ServiceDirectory.Idle));
        service.Expect("su");
        Assert.Equal(Warning + "invalid lock-fd\n", service.Process.Text(error: true));
    }

    [Theory, Density, Ours, Reference(Since = "2.12")]
    public void ReadinessWorksBesideIt(Suite suite)
    {
        ServiceDirectory directory = NewService().With("lock-fd", "4").With("notification-fd", "3")
            .Run($"echo >&3\n{ServiceDirectory.Idle}");
        Supervise(suite, directory).Expect("suU");
    }
}
