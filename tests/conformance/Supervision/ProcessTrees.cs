using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>docs/SERVICE-DIRECTORY.md, The whole tree.</summary>
public sealed class ProcessTrees(ITestOutputHelper output) : Scenario(output)
{
    private const string Unified = "/sys/fs/cgroup/unified";

    /// <summary>A child of the session in another process group, and one in the service's own.</summary>
    private const string LeavesChildren = """
        (trap '' HUP TERM; sleep 1000) & echo $! > child
        setsid --fork sh -c 'echo $$ > stray; exec sleep 1000'
        perl -e 'setpgrp(0, 0); open(F, ">group"); print F "$$\n"; close F; exec("sleep", "1000")' &
        until test -s child && test -s stray && test -s group; do sleep 0.02; done
        """;

    [ProgramTheory("/usr/bin/perl"), Ours]
    public void WithoutACgroupTheSessionIsKilled(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().With("flag-kill-tree")
            .Run($"{LeavesChildren}\necho up > {messages.Path}; exec sleep 1000")
            .Finish($"for i in child group stray; do kill -0 $(cat $i) 2>/dev/null && echo $i lives; done > {messages.Path}; echo over > {messages.Path}"));
        messages.Expect("up");
        service.Send("d");
        // What has made a session of its own gets away.
        string line = messages.NextOtherThan();
        while (line != "over")
        {
            Assert.Contains(line, (string[])["child lives", "group lives", "stray lives"]);
            line = messages.Next();
        }
        service.Expect("sudD");
        AssertDead(service, "child");
        AssertDead(service, "group");
        int stray = PidIn(service, "stray");
        Assert.NotEqual('X', ProcessTree.State(stray));
        _ = Native.Kill(stray, 9);
    }

    /// <summary>Without the flag, what is left behind is left alone, as the reference does.</summary>
    [Theory, Ours, Reference]
    public void WithoutTheFlagNothingIsKilled(Suite suite)
    {
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().Run($"sleep 1000 & echo $! > {messages.Path}; exec sleep 1000"));
        int child = int.Parse(messages.Next(), CultureInfo.InvariantCulture);
        service.Send("d");
        service.Expect("sudD");
        Eventually(() => ProcessTree.State(child) == 'S');
        _ = Native.Kill(child, 9);
    }

    /// <summary>A cgroup that nobody has delegated: said once, and the service runs, every time.</summary>
    [RootTheory, Ours]
    public void NoDelegationIsReportedOnce(Suite suite)
    {
        Supervised service = Supervise(
            suite, NewService().With("memory-max", "64M").Run("exec sleep 1000"), "unshare", "-m", "sh", "-c",
            "umount -a -l -t cgroup2; exec \"$0\" \"$@\"");
        service.Expect("su");
        service.Send("k");
        service.Expect("sudDu");
        string[] lines = service.Process.Text(error: true).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string line = Assert.Single(lines);
        Assert.Equal(
            "s6-supervise svc: warning: the service runs without a cgroup: unable to find a cgroup of version 2: No such file or directory",
            line);
        Fields(suite, "memory,oom", "-1 -1");
    }

    /// <summary>Where the root of all cgroups is there, whoever was started by the service ends with it.</summary>
    [RootTheory, Ours]
    public void ACgroupHoldsEverything(Suite suite)
    {
        if (!Directory.Exists(Unified) || !File.ReadAllLines("/proc/self/cgroup").Contains("0::/"))
        {
            Output.WriteLine($"left out: the root of all cgroups is not at {Unified}");
            return;
        }
        Messages messages = NewMessages();
        Supervised service = Supervise(suite, NewService().With("flag-cgroup").Run($"""
            setsid --fork sh -c 'echo $$ > stray; exec sleep 1000'
            until test -s stray; do sleep 0.02; done
            grep 0:: /proc/self/cgroup > {messages.Path}
            exec sleep 1000
            """).Finish($"cut -d ' ' -f 3 /proc/$(cat stray)/stat 2>/dev/null | grep -v Z > {messages.Path}; echo over > {messages.Path}"));
        string cgroup = messages.ExpectStart("0::");
        Assert.Equal(Unified + cgroup, File.ReadLines(service.Service["supervise/cgroup"]).First());
        int stray = PidIn(service, "stray");
        service.Process.Kill(9);
        _ = service.WaitForExit();
        Eventually(() => ProcessTree.State(stray) == 'S');
        Supervised next = Supervise(suite, service.Service);
        next.Expect("su");
        next.Send("xd");
        messages.Expect("over");
        Assert.Equal(0, next.WaitForExit().ExitCode);
        Assert.Contains(ProcessTree.State(stray), (char[])['X', 'Z']);
        Assert.False(Directory.Exists(Unified + cgroup));
        Assert.False(File.Exists(next.Service["supervise/cgroup"]));
    }

    private static int PidIn(Supervised service, string file) =>
        int.Parse(File.ReadAllText(service.Service[file]), CultureInfo.InvariantCulture);

    private static void AssertDead(Supervised service, string file)
    {
        Assert.True(ProcessTree.WaitForEnd(PidIn(service, file), new Patience()), $"{file} lives");
    }

    private void Fields(Suite suite, string fields, string values) =>
        Assert.Equal(new CommandResult(0, values + "\n", ""), Run(suite, "s6-svstat", "-o", fields, "svc"));
}
