using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Integration;

/// <summary>An idle tree sleeps: no system call, no memory.</summary>
public sealed class Idle(ITestOutputHelper output) : Scenario(output)
{
    private const int TracedSeconds = 2;

    [TraceTheory, Ours, Reference]
    public void MakesNoSystemCall(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one").With("notification-fd", "3").Run($"echo >&3; {ServiceDirectory.Idle}");
        scanner.Add("one/log").Run("exec cat");
        scanner.AddIdle("down").With("down");
        scanner.Start().ExpectNames("down one one/log");
        scanner.Events("one").Expect("suU");
        scanner.Events("one/log").Expect("su");
        scanner.Events("down").Expect("s");
        string[] calls = Trace([scanner.Process.Pid, .. scanner.Supervisors().Values]);
        Assert.True(calls.Length == 0, string.Join('\n', calls));
    }

    /// <summary>The same trace of a tree that is not idle, or this would not be much of a check.</summary>
    [TraceTheory, Ours]
    public void ATraceWouldShowOne(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Start("-t", "200").ExpectNames("one");
        Assert.NotEmpty(Trace([scanner.Process.Pid]));
    }

    /// <summary>Our daemons set up all their memory before they begin to listen.</summary>
    [TraceTheory, Ours]
    public void NoMemoryIsAskedForAfterTheStart(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().Run("exit 1").Finish("exit 0").With("max-death-tally", "4096"));
        service.Expect("sudD");
        Child trace = Start(suite, "/usr/bin/strace", "-q", "-e", "trace=brk,mmap,munmap,mremap", "-o", At("trace"), "-p", $"{service.Process.Pid}");
        Eventually(() => ProcessTree.ReadText(service.Process.Pid, "status").Contains($"TracerPid:\t{trace.Pid}\n", System.StringComparison.Ordinal));
        service.Send("abqhkti12pcyrlPCKOQu");
        service.Events.WaitFor("D", from: 4);
        service.Send("x");
        Assert.Equal(0, service.WaitForExit().ExitCode);
        _ = trace.WaitForExit();
        string[] calls = [.. System.IO.File.ReadAllLines(At("trace")).Where(line => line.Contains('(', System.StringComparison.Ordinal))];
        Assert.True(calls.Length == 0, string.Join('\n', calls));
    }

    /// <summary>What these processes call in a second or two.</summary>
    private string[] Trace(int[] pids)
    {
        // What they did last has its end first.
        Eventually(() => pids.All(pid => ProcessTree.State(pid) == 'S'));
        string options = string.Join(' ', pids.Select(pid => $"-p {pid}"));
        CommandResult trace = Shell(Suite.Ours, $"timeout -s INT {TracedSeconds} strace -q -f -o trace {options}");
        Assert.True(trace.ExitCode is 0 or 124, $"{trace}");
        return [.. System.IO.File.ReadAllLines(At("trace")).Where(IsCall)];
    }

    /// <summary>
    /// A line of strace's that is a call: not the one that a process slept in when it was attached to and let go of, nor one
    /// that only the attaching interrupted and restarted.
    /// </summary>
    private static bool IsCall(string line) =>
        !line.Contains("<detached ...>", System.StringComparison.Ordinal)
        && !line.Contains("restart_syscall", System.StringComparison.Ordinal)
        && !line.Contains("<unfinished ...>", System.StringComparison.Ordinal)
        && line.Contains('(', System.StringComparison.Ordinal);
}
