using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>s6-rc-compile is killed, or finds no room: what has the destination's name is a whole database.</summary>
public sealed class CompileKills(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>Five services in s/: a pipeline with data, two oneshots, a bundle.</summary>
    private const string Sources = """
        mkdir -p s/a/dependencies.d s/a/data s/b s/c s/d/dependencies.d s/e/contents.d
        for i in a b; do echo longrun > s/$i/type; echo '#!/bin/sh' > s/$i/run; done
        for i in c d; do echo oneshot > s/$i/type; echo 'true { false }' > s/$i/up; done
        echo bundle > s/e/type
        echo b > s/a/producer-for; echo a > s/b/consumer-for; echo p > s/b/pipeline-name; echo x > s/a/data/x
        touch s/a/dependencies.d/c s/d/dependencies.d/e s/e/contents.d/a
        """;

    /// <summary>At each of its system calls.</summary>
    [TraceTheory, Ours]
    public void KilledAnywhereItLeavesAllOrNothing(Suite suite)
    {
        Assert.Equal(0, Shell(suite, Sources).ExitCode);
        string compile = suite.Find("s6-rc-compile");
        CommandResult Live(string to, string inject) => Shell(suite, $"exec strace -qq -o {to}.trace {inject} {compile} {to}/o s");
        Directory.CreateDirectory(At("whole"));
        Assert.Equal(new CommandResult(0, "", ""), Live("whole", ""));
        string whole = DatabaseText.Read(At("whole/o"));
        string[] moments = [.. Regex.Matches(File.ReadAllText(At("whole.trace")), @"^(\w+)\(", RegexOptions.Multiline)
            .GroupBy(match => match.Groups[1].Value)
            .SelectMany(call => Enumerable.Range(1, call.Count()).Select(n => $"{call.Key}:signal=KILL:when={n}"))];
        Assert.InRange(moments.Length, 100, 600);
        int made = 0;
        Parallel.For(0, moments.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            Directory.CreateDirectory(At($"{i}"));
            Live($"{i}", $"-e inject={moments[i]}");
            if (Directory.Exists(At($"{i}/o")))
            {
                Assert.True(whole == DatabaseText.Read(At($"{i}/o")), $"killed at {moments[i]}");
                Interlocked.Increment(ref made);
            }
            // What else it left is in nobody's way.
            Assert.InRange(Directory.GetFileSystemEntries(At($"{i}")).Length, 0, 1);
            if (!Directory.Exists(At($"{i}/o")))
            {
                Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-rc-compile", $"{i}/o", "s"));
            }
        });
        Output.WriteLine($"killed at {moments.Length} calls, {made} databases");
        Assert.InRange(made, 1, moments.Length / 2);
    }

    /// <summary>Room and inodes for more and more of it, until it fits.</summary>
    [RootTheory, Ours]
    public void WithoutRoomItLeavesNothing(Suite suite)
    {
        Assert.Equal(0, Shell(suite, $"{Sources}\nmkdir disk").ExitCode);
        string compile = suite.Find("s6-rc-compile");
        const string Try = """
            for size in 4 8 16 24 32 48 64 80 96 112 128 1000; do try size=${size}k; done
            for inodes in $(seq 2 60); do try nr_inodes=$inodes; done
            """;
        string script = "try() { mount -t tmpfs -o $1 none disk && cd disk && { "
            + $"{compile} o ../s 2> ../error; code=$?; left=$(ls -A | tr '\\n' ' ')$(wc -l < ../error); "
            + $"echo \"$code $left $(test -d o && {suite.Find("s6-rc-db")} -c o check && echo whole)\"; "
            + $"cd ..; umount disk; }}; }}\n{Try}";
        CommandResult result = Child.Run(
            "/usr/bin/unshare", ["unshare", "--mount", "sh", "-c", script], EnvironmentOf(suite), Scratch);
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Output.WriteLine($"{result}");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(["0 o 0 whole", "111 1 "], lines.Distinct().Order(StringComparer.Ordinal));
        Assert.InRange(lines.Count(line => line[0] == '1'), 10, 65);
    }
}
