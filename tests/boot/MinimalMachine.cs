using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Boot;

/// <summary>
/// A machine whose root file system is busybox, a suite and share/sestet's services: it boots, is used by its console, and
/// goes down, which the file system tells afterwards. Commands to go down are called by their paths: busybox's shell would run
/// its own.
/// </summary>
public sealed class MinimalMachine(ITestOutputHelper output)
{
    public static IEnumerable<object[]> Suites => Images.Suites().Select(suite => new object[] { suite });

    [Theory, MemberData(nameof(Suites))]
    public void BootsIsUsedAndIsTurnedOff(string suite)
    {
        using Machine machine = Start(suite);
        machine.Expect(@"ALL UP AT (\d+\.\d+)");
        machine.LogIn();
        Assert.Equal("s6-svscan\n", machine.Shell("cat /proc/1/comm").Text);
        Assert.Equal("sestet-test\n", machine.Shell("hostname").Text);
        Assert.Contains("<LOOPBACK,UP", machine.Shell("ip link show lo").Text, StringComparison.Ordinal);
        Assert.Contains("/dev/root / ext4 rw", machine.Shell("cat /proc/mounts").Text.Replace("/dev/vda", "/dev/root"), StringComparison.Ordinal);
        Assert.Equal("5\n", machine.Shell("cat /proc/sys/kernel/panic").Text);
        foreach (string mounted in new[] { "/sys", "/dev/pts", "/dev/shm", "/sys/fs/cgroup", "/mnt", "/run" })
        {
            Assert.Contains($" {mounted} ", machine.Shell("cat /proc/mounts").Text, StringComparison.Ordinal);
        }
        Assert.Equal(0, machine.Shell("test -s /var/lib/rngseed/seed").Code);
        Assert.Equal(0, machine.Shell("logger -t test a line for the log; until grep 'a line for the log' /var/log/syslogd/current; do :; done").Code);
        string[] up = machine.Shell("s6-rc -a list").Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Superset(new HashSet<string> { "getty-ttyS0", "mount-fstab", "syslogd-log", "up" }, up.ToHashSet());
        Assert.Equal(0, machine.Shell("echo kept > /var/kept").Code);
        machine.Type("/sbin/poweroff\n");
        ExpectPowerDown(machine);
        AssertClean(machine);
        Assert.Equal("kept\n", Tool.Run("debugfs", "-R", "cat /var/kept", machine.Disk));
    }

    [Theory, MemberData(nameof(Suites))]
    public void IsRebooted(string suite)
    {
        using Machine machine = Start(suite);
        machine.LogIn();
        machine.Type("/sbin/reboot\n");
        machine.Expect("reboot: Restarting system");
        machine.WaitForEnd();
        AssertClean(machine);
    }

    [Theory, MemberData(nameof(Suites))]
    public void IsHalted(string suite)
    {
        using Machine machine = Start(suite);
        machine.LogIn();
        machine.Type("/sbin/halt\n");
        machine.Expect("reboot: System halted");
        AssertClean(machine);
    }

    /// <summary>What the kernel does for Ctrl-Alt-Del: SIGINT to process 1.</summary>
    [Theory, MemberData(nameof(Suites))]
    public void CtrlAltDelReboots(string suite)
    {
        using Machine machine = Start(suite);
        machine.LogIn();
        machine.Type("kill -INT 1\n");
        machine.Expect("reboot: Restarting system");
        machine.WaitForEnd();
        AssertClean(machine);
    }

    [Theory, MemberData(nameof(Suites))]
    public void AShutdownIsScheduledAndCancelled(string suite)
    {
        using Machine machine = Start(suite);
        machine.LogIn();
        Assert.Equal(0, machine.Shell("shutdown -p +10 soon").Code);
        Assert.Equal(0, machine.Shell("shutdown -c never mind").Code);
        Assert.Equal(0, machine.Shell("shutdown -r now").Code);
        machine.Expect("reboot: Restarting system");
        machine.WaitForEnd();
        AssertClean(machine);
    }

    [Theory, MemberData(nameof(Suites))]
    public void SingleUserMode(string suite)
    {
        using Machine machine = Start(suite);
        machine.Expect("ALL UP");
        machine.LogIn();
        machine.Type("telinit single\n");
        // The getty is stopped with all that is not in the bundle, and a root shell is on the console.
        machine.Expect("(?i)(system maintenance|Give root password|Press enter)");
        machine.Type("\n");
        machine.TakeShell();
        Assert.Contains("single-shell\n", machine.Shell("s6-rc -a list").Text, StringComparison.Ordinal);
        machine.Type("/sbin/reboot\n");
        machine.Expect("reboot: Restarting system");
        machine.WaitForEnd();
        AssertClean(machine);
    }

    [Theory, MemberData(nameof(Suites))]
    public void AShellWhereTheBootFails(string suite)
    {
        const string Broken = "mkdir -p etc/s6-rc/sources/broken; echo oneshot > etc/s6-rc/sources/broken/type; echo false > "
            + "etc/s6-rc/sources/broken/up; touch etc/s6-rc/sources/boot/contents.d/broken";
        using Machine machine = new(Images.Build(suite, Broken), output);
        machine.Expect("not everything of \"default\" is up");
        machine.Type("\n");
        machine.TakeShell();
        Assert.Contains("broken\n", machine.Shell("s6-rc -da list").Text, StringComparison.Ordinal);
        machine.Type("/sbin/poweroff\n");
        ExpectPowerDown(machine);
        AssertClean(machine);
    }

    [Theory, MemberData(nameof(Suites))]
    public void AReadOnlyRoot(string suite)
    {
        const string ReadOnly = "sed -i 's/ext4 rw,relatime/ext4 ro,relatime/' etc/fstab; "
            + "printf 'tmpfs /var tmpfs mode=755 0 0\\n' >> etc/fstab";
        using Machine machine = new(Images.Build(suite, ReadOnly), output);
        machine.Expect("ALL UP");
        machine.LogIn();
        Assert.Contains(" / ext4 ro", machine.Shell("cat /proc/mounts").Text, StringComparison.Ordinal);
        Assert.NotEqual(0, machine.Shell("echo > /var/file").Code);
        machine.Type("/sbin/poweroff\n");
        ExpectPowerDown(machine);
        AssertClean(machine);
    }

    /// <summary>From the kernel's start until everything is up, in seconds by its own clock: side by side.</summary>
    [Fact]
    public void IsUpSooner()
    {
        if (Images.Reference == null)
        {
            return;
        }
        List<double> ours = [];
        List<double> theirs = [];
        for (int i = 0; i < 3; i++)
        {
            theirs.Add(TimeUntilUp("reference"));
            ours.Add(TimeUntilUp("ours"));
        }
        output.WriteLine($"up after {Text(ours)} s, the reference {Text(theirs)} s: {Median(ours) / Median(theirs):f2}");
    }

    private double TimeUntilUp(string suite)
    {
        using Machine machine = Start(suite);
        return double.Parse(machine.Expect(@"ALL UP AT (\d+\.\d+)").Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    private static string Text(IEnumerable<double> values) => string.Join(' ', values.Select(v => v.ToString("f2", CultureInfo.InvariantCulture)));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private Machine Start(string suite) => new(Images.Build(suite), output);

    private static void ExpectPowerDown(Machine machine)
    {
        machine.Expect("reboot: Power down");
        machine.WaitForEnd();
    }

    /// <summary>It was unmounted, or mounted read-only, in the end.</summary>
    private static void AssertClean(Machine machine)
    {
        string superblock = Tool.Run("dumpe2fs", "-h", machine.Disk);
        Assert.Matches(@"Filesystem state: +clean\n", superblock);
        Assert.DoesNotContain("needs_recovery", superblock, StringComparison.Ordinal);
        (string text, string errors, int code) = Tool.Try("e2fsck", "-fn", machine.Disk);
        Assert.True(code == 0, text + errors);
    }
}
