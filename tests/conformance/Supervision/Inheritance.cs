using System.Globalization;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>What a service gets from its supervisor: environment, descriptors, umask, signals, limits.</summary>
public sealed class Inheritance(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Density, Ours, Reference]
    public void TheEnvironmentIsUnchanged(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(
            suite,
            NewService().Run($"env | sort > {messages.Path}\n{ServiceDirectory.Idle}"),
            "env", "A=1", "EMPTY=", "Z=last one");
        service.Expect("su");
        Assert.Equal(
            ["A=1", "EMPTY=", $"PATH={suite.Path}", $"PWD={service.Service.Path}", $"SESTET_TEST={Scratch}", "Z=last one"],
            Enumerable.Range(0, 6).Select(_ => messages.Next()));
    }

    [Theory]
    [Density("")]
    [Ours("")]
    [Density("3")]
    [Ours("3")]
    [Reference("")]
    [Reference("3")]
    public void NoDescriptorLeaks(Suite suite, string notification)
    {
        ServiceDirectory directory = NewService().Run(ServiceDirectory.Idle);
        if (notification.Length > 0)
        {
            directory.With("notification-fd", notification);
        }
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        ExpectDescriptorsOfSleep(service.Status.Pid, ("0 1 2 " + notification).Trim());
    }

    [Theory, Density, Ours, Reference]
    public void UmaskDirectoryPriorityAndLimits(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService()
            .Run($"echo $(umask) $(pwd -P) $(ulimit -n) $(nice) > {messages.Path}\n{ServiceDirectory.Idle}");
        Supervised service = Supervise(
            suite, directory, "prlimit", "--nofile=100:100", "nice", "-n", "3", "sh", "-c", "umask 027; exec \"$@\"", "sh");
        service.Expect("su");
        int inherited = int.Parse(Shell(suite, "nice -n 3 nice").Output, CultureInfo.InvariantCulture);
        messages.Expect($"0027 {directory.Path} 100 {inherited}");
    }

    [Theory, Density, Ours, Reference]
    public void NoSignalIsBlockedOrIgnored(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService()
            .Run($"echo $(grep -E '^Sig(Blk|Ign)' /proc/self/status) > {messages.Path}\n{ServiceDirectory.Idle}");
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        messages.Expect("SigBlk: 0000000000000000 SigIgn: 0000000000000000");
    }

    [Theory, Density, Ours, Reference]
    public void FinishGetsTheSame(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().Run("exit 0").With("notification-fd", "3").Finish(
            $"echo $A $(grep -E '^Sig(Blk|Ign)' /proc/self/status) > {messages.Path}\n{ServiceDirectory.Idle}");
        Supervised service = Supervise(suite, directory, "env", "A=1");
        service.Expect("sud");
        messages.Expect("1 SigBlk: 0000000000000000 SigIgn: 0000000000000000");
        int pid = service.Status.Pid;
        ExpectDescriptorsOfSleep(pid, "0 1 2");
        service.Send("O");
        _ = Native.Kill(pid, 9);
        service.Expect("sudD");
    }

    /// <summary>servicedir.html: flag-newpidns, as root.</summary>
    [RootTheory, Ours, Reference(Since = "2.13.1")]
    public void APidNamespaceOfItsOwn(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().With("flag-newpidns")
            .Run($"echo $$ > {messages.Path}\n{ServiceDirectory.Idle}");
        Supervised service = Supervise(suite, directory);
        service.Expect("su");
        messages.Expect("1");
        int pid = service.Status.Pid;
        Assert.NotEqual(ProcessTree.Link(System.Environment.ProcessId, "ns/pid"), ProcessTree.Link(pid, "ns/pid"));
        Assert.Equal(pid, ProcessTree.StatField(pid, 6));
        // Process 1 of a namespace gets no signal that it has no handler for, but KILL from outside.
        service.Send("dk");
        service.Expect("sudD");
        Assert.Equal(9, service.Status.WaitStatus);
    }

    [Theory, Density, Ours, Reference]
    public void ManyServicesDoNotDisturbEachOther(Suite suite)
    {
        Supervised[] services = [.. Enumerable.Range(0, 8).Select(i => Supervise(
            suite, NewService("svc" + i.ToString(CultureInfo.InvariantCulture)).Run(ServiceDirectory.Idle)))];
        foreach (Supervised service in services)
        {
            service.Expect("su");
        }
        Assert.Equal(8, services.Select(s => s.Status.Pid).Distinct().Count());
        foreach (Supervised service in services)
        {
            service.Send("d");
        }
        foreach (Supervised service in services)
        {
            service.Expect("sudD");
        }
    }

    /// <summary>
    /// What a process has open once it has executed the program sleep. Until that sleeps, its dynamic linker opens files
    /// of its own; a leak stays.
    /// </summary>
    private static void ExpectDescriptorsOfSleep(int pid, string expected)
    {
        Eventually(() => ProcessTree.ReadText(pid, "comm") == "sleep\n");
        string found = "";
        Eventually(() => (found = string.Join(' ', ProcessTree.Descriptors(pid))) == expected, () => $"open are {found}");
    }
}
