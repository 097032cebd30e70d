using System;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.DaemontoolsExtras;

/// <summary>s6-softlimit.html: limits of what follows.</summary>
public sealed class ResourceLimits(ITestOutputHelper output) : Scenario(output)
{
    // All the rows start from the same limits, which only root could raise.
    private const string Before = "ulimit -c 100; ulimit -v unlimited; ulimit -n 400; ";

    [Theory]
    [Ours("-c 1024", "Max core file size 1024 51200")]
    [Ours("-c 0", "Max core file size 0 51200")]
    [Ours("-c 99999999", "Max core file size 51200 51200")]
    [Ours("-c 0 -c =", "Max core file size 51200 51200")]
    [Ours("-o 50", "Max open files 50 400")]
    [Ours("-o 50 -o 60", "Max open files 60 400")]
    [Ours("-H -o 50", "Max open files 50 50")]
    [Ours("-o 30 -h -o 50", "Max open files 30 50")]
    [Ours("-a 1000000000", "Max address space 1000000000 unlimited")]
    [Ours("-d 1000000000", "Max data size 1000000000 unlimited")]
    [Ours("-f 5120", "Max file size 5120 unlimited")]
    [Ours("-r 1000000", "Max resident set 1000000 unlimited")]
    [Ours("-t 1000", "Max cpu time 1000 unlimited")]
    [Ours("-f 18446744073709551615", "Max file size unlimited unlimited")]
    [Reference("-c 1024", "Max core file size 1024 51200")]
    [Reference("-c 0", "Max core file size 0 51200")]
    [Reference("-c 99999999", "Max core file size 51200 51200")]
    [Reference("-c 0 -c =", "Max core file size 51200 51200")]
    [Reference("-o 50", "Max open files 50 400")]
    [Reference("-o 50 -o 60", "Max open files 60 400")]
    [Reference("-H -o 50", "Max open files 50 50")]
    [Reference("-o 30 -h -o 50", "Max open files 30 50")]
    [Reference("-a 1000000000", "Max address space 1000000000 unlimited")]
    [Reference("-d 1000000000", "Max data size 1000000000 unlimited")]
    [Reference("-f 5120", "Max file size 5120 unlimited")]
    [Reference("-r 1000000", "Max resident set 1000000 unlimited")]
    [Reference("-t 1000", "Max cpu time 1000 unlimited")]
    [Reference("-f 18446744073709551615", "Max file size unlimited unlimited")]
    public void Sets(Suite suite, string options, string expected)
    {
        CommandResult result = Shell(suite, $"{Before} exec s6-softlimit {options} cat /proc/self/limits");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains(result.Output.Split('\n').Select(Squeeze), line => line.StartsWith(expected, StringComparison.Ordinal));
    }

    [Theory, Ours, Reference]
    public void AllKindsOfMemoryTogether(Suite suite)
    {
        CommandResult all = Shell(suite, "ulimit -l 64; exec s6-softlimit -m 400000000 cat /proc/self/limits");
        string[] lines = [.. all.Output.Split('\n').Select(Squeeze)];
        Assert.Contains(lines, line => line.StartsWith("Max locked memory 65536 65536 ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Max data size 400000000 ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Max stack size 400000000 ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Max address space 400000000 ", StringComparison.Ordinal));
    }

    [Theory, Ours, Reference]
    public void LoweringTheHardLimitLowersTheSoftOne(Suite suite)
    {
        CommandResult result = Shell(suite, $"{Before} exec s6-softlimit -o 300 -h -o 200 sh -c 'ulimit -n; ulimit -Hn'");
        // As the page says; the reference is refused by the kernel.
        Assert.Equal(suite.Diverges((0, "200\n200\n"), (111, "")), (result.ExitCode, result.Output));
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void RealTimePriority(Suite suite)
    {
        CommandResult result = Run(suite, "s6-softlimit", "-P", "0", "grep", "realtime priority", "/proc/self/limits");
        Assert.StartsWith("Max realtime priority 0 ", Squeeze(result.Output), StringComparison.Ordinal);
    }

    [Theory, Ours, Reference]
    public void RaisingAHardLimitIsForRoot(Suite suite)
    {
        string[] user = IsRoot ? ["s6-setuidgid", "1:1"] : ["s6-setuidgid", ""];
        CommandResult result = Run(
            suite, user[0], user[1], "s6-softlimit", "-H", "-o", "50", "s6-softlimit", "-H", "-o", "60", "true");
        Assert.Equal(new CommandResult(111, "", "s6-softlimit: fatal: unable to setrlimit: Operation not permitted\n"), result);
    }

    [Theory]
    [Ours("")]
    [Ours("-c")]
    [Ours("-c 5")]
    [Ours("-c 5x true")]
    [Ours("-c -1 true")]
    [Ours("-c == true")]
    [Ours("-c 18446744073709551616 true")]
    [Reference("")]
    [Reference("-c")]
    [Reference("-c 5")]
    [Reference("-c 5x true")]
    [Reference("-c -1 true")]
    [Reference("-c == true")]
    [Reference("-c 18446744073709551616 true")]
    public void WrongUsage(Suite suite, string words)
    {
        CommandResult result = Run(suite, "s6-softlimit", words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((100, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("s6-softlimit: usage: s6-softlimit [ -", result.Error, StringComparison.Ordinal);
    }

    [Theory, Ours, Reference]
    public void AnUnknownOptionIsWrongUsage(Suite suite) =>
        // The reference ignores it and executes prog without the limit.
        Assert.Equal(suite.Diverges(100, 0), Run(suite, "s6-softlimit", "-x", "true").ExitCode);

    private static string Squeeze(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
