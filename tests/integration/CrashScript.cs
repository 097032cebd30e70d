using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Integration;

/// <summary>s6-svscan.html: "In case of a major system call failure ... it executes into the .s6-svscan/crash program".</summary>
public sealed class CrashScript(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>
    /// With a limit of one descriptor, poll(2) on two is an error. The crash program must do without descriptors itself: ours
    /// is static.
    /// </summary>
    [Theory, Ours, Reference]
    public void IsExecutedWhereTheKernelFails(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        var control = new ServiceDirectory(scanner[".s6-svscan"]);
        control.Script("crash", "").With("crash", $"#!{Suite.Ours.Find("s6-mkfifodir")} {At("crashed")}\n");
        scanner.Start();
        scanner.Events("one").Expect("su");
        int pid = scanner.Process.Pid;
        Assert.Equal(0, Shell(suite, $"prlimit --pid {pid} --nofile=1:1").ExitCode);
        scanner.Process.Kill(14);
        CommandResult result = scanner.Process.WaitForExit(30_000);
        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("s6-svscan: warning: executing into .s6-svscan/crash\n", result.Error, System.StringComparison.Ordinal);
        Assert.True(System.IO.Directory.Exists(At("crashed")));
        // The service has not noticed.
        Assert.Equal("su", scanner.Events("one").Heard);
        Supervised.SendTo(scanner.Service("one"), "dx");
        scanner.Events("one").Expect("sudDx");
    }
}
