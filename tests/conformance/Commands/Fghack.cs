using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-fghack.html.</summary>
public sealed class Fghack(ITestOutputHelper output) : Scenario(output)
{
    private const string Warning =
        "s6-fghack: warning: this program is obsolescent, please use s6-background-watch instead\n";

    [Theory]
    [Ours("exit 0", 0)]
    [Ours("exit 7", 7)]
    [Ours("exit 200", 128)]
    [Ours("kill -9 $$", 137)]
    [Reference("exit 0", 0, Since = "2.14")]
    [Reference("exit 7", 7, Since = "2.14")]
    [Reference("exit 200", 128, Since = "2.14")]
    [Reference("kill -9 $$", 137, Since = "2.14")]
    public void EndsAsTheProgram(Suite suite, string end, int code) =>
        Assert.Equal(new CommandResult(code, "out\n", Warning), Run(suite, "s6-fghack", "sh", "-c", "echo out; " + end));

    /// <summary>What it leaves in the background is waited for; the exit code is its own.</summary>
    [Theory, Ours, Reference]
    public void WaitsForTheBackground(Suite suite)
    {
        Messages messages = NewMessages();
        Child hack = Start(suite, "s6-fghack", "sh", "-c", $"(echo up > {messages.Path}; until [ -e go ]; do sleep 0.02; done) & exit 5");
        messages.Expect("up");
        Eventually(() => ProcessTree.ChildrenOf(hack.Pid).Count == 0);
        Assert.False(hack.HasExited);
        File.WriteAllText(At("go"), "");
        Assert.Equal(5, hack.WaitForExit().ExitCode);
    }

    /// <summary>30 descriptors and more; one of them written to is a fault.</summary>
    [Theory, Ours, Reference]
    public void TheProgramWrites(Suite suite)
    {
        CommandResult result = Run(suite, "s6-fghack", "sh", "-c", "test $(ls /proc/$$/fd | wc -l) -ge 33 && echo fault >&9");
        Assert.Equal((102, ""), (result.ExitCode, result.Output));
        Assert.EndsWith("s6-fghack: fatal: sh wrote on hackpipe\n", result.Error, System.StringComparison.Ordinal);
    }

    [Theory, Ours, Reference(Since = "2.14")]
    public void WhatIsWrong(Suite suite)
    {
        Assert.Equal(new CommandResult(100, "", "s6-fghack: usage: s6-fghack prog...\n"), Run(suite, "s6-fghack"));
        Assert.Equal(
            new CommandResult(111, "", Warning + "s6-fghack: fatal: unable to spawn ./missing: No such file or directory\n"),
            Run(suite, "s6-fghack", "./missing"));
    }
}
