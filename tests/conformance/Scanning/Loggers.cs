using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Scanning;

/// <summary>scandir.html and s6-svscan.html: a service with a subdirectory log, and s6-svscan-log.</summary>
public sealed class Loggers(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Density, Ours, Reference]
    public void WhatTheServiceWritesComesToItsLogger(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Run($"echo one line; echo another; echo > {messages.Path}; {ServiceDirectory.Idle}");
        ServiceDirectory log = scanner.Add("one/log")
            .Run($"echo $1; read -r line; echo got $line > {messages.Path}; exec cat > lines");
        scanner.Start().ExpectNames("one one/log");
        Assert.Equal(["", "got one line"], new[] { messages.Next(), messages.Next() }.Order());
        Eventually(() => File.Exists(log["lines"]) && File.ReadAllText(log["lines"]) == "another\n");
        // The other streams are not touched.
        Assert.Equal("one/log\n", scanner.Process.Text(error: false));
    }

    [Theory, Ours, Reference]
    public void ThePipeOutlivesBothEnds(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Run($"echo $$; {ServiceDirectory.Idle}");
        scanner.Add("one/log").Run($"while read -r line; do echo got $line > {messages.Path}; done");
        scanner.Start();
        string first = messages.ExpectStart("got ");
        scanner.Events("one").Expect("su");
        scanner.Events("one/log").Expect("su");
        Supervised.SendTo(scanner.Service("one/log"), "k");
        scanner.Events("one/log").Expect("sudDu");
        Supervised.SendTo(scanner.Service("one"), "k");
        string second = messages.ExpectStart("got ");
        Assert.NotEqual(first, second);
        // Nor does a death of the supervisors break it.
        Supervised.SendTo(scanner.Service("one"), "d");
        scanner.Events("one").WaitFor("D", from: 5);
        _ = Native.Kill(scanner.Supervisors()["one"], 9);
        scanner.Events("one").WaitFor("s", from: 1);
        Supervised.SendTo(scanner.Service("one"), "u");
        string third = messages.ExpectStart("got ");
        Assert.NotEqual(second, third);
    }

    /// <summary>TERM: services stop, loggers read all that is left and end by themselves.</summary>
    [Theory]
    [Density("t")]
    [Ours("t")]
    [Density("i")]
    [Ours("i")]
    [Density("SIGTERM")]
    [Ours("SIGTERM")]
    [Density("SIGINT")]
    [Ours("SIGINT")]
    [Reference("t")]
    [Reference("i")]
    [Reference("SIGTERM")]
    [Reference("SIGINT")]
    public void NoLineIsLostAtTheEnd(Suite suite, string how)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.Add("one").Run($"""
            trap 'seq 2 10000; echo last words; exit 0' TERM
            echo 1
            echo up > {messages.Path}
            while :; do sleep 0.05; done
            """);
        scanner.Add("one/log").Run($"exec cat >> {At("log-of-one")}");
        scanner.Start();
        messages.Expect("up");
        scanner.Events("one/log").Expect("su");
        scanner.Ask(how);
        Assert.Equal(new CommandResult(0, "", ""), scanner.Process.WaitForExit());
        string[] lines = File.ReadAllLines(At("log-of-one"));
        Assert.Equal([.. Enumerable.Range(1, 10000).Select(i => $"{i}"), "last words"], lines);
        scanner.Events("one").Expect("sudDx");
        scanner.Events("one/log").Expect("sudDx");
    }

    /// <summary>
    /// HUP for loggers: one that ignores the end of its input keeps s6-svscan waiting after t, not after q, which kills it.
    /// </summary>
    [Theory]
    [Density("q")]
    [Ours("q")]
    [Density("SIGQUIT")]
    [Ours("SIGQUIT")]
    [Reference("q")]
    [Reference("SIGQUIT")]
    public void QuitDoesNotWaitForTheEndOfInput(Suite suite, string how)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Add("one/log").Run($"echo up > {messages.Path}; {ServiceDirectory.Idle}").Finish($"echo $2 > {messages.Path}");
        scanner.Start();
        messages.Expect("up");
        scanner.Events("one").Expect("su");
        scanner.Ask(how);
        messages.Expect("15");
        Assert.Equal(new CommandResult(0, "", ""), scanner.Process.WaitForExit());
    }

    [Theory, Density, Ours, Reference]
    public void AnAbandonedLoggerIsToldByHupOrTerm(Suite suite)
    {
        Messages messages = NewMessages();
        Scanner scanner = NewScanner(suite);
        scanner.AddLinked("one");
        ServiceDirectory log = new ServiceDirectory(At("one/log")).Run($"cat; echo end of input > {messages.Path}");
        Directory.CreateDirectory(log["event"]);
        Listener events = Listen(log["event"]);
        scanner.Start().ExpectNames("one one/log");
        scanner.Events("one").Expect("su");
        events.Expect("su");
        File.Delete(scanner["one"]);
        scanner.Send("an");
        messages.Expect("end of input");
        events.Expect("sudDx");
        scanner.Events("one").Expect("sudDx");
        scanner.ExpectNames("");
    }

    [Theory, Density, Ours, Reference]
    public void ALoggerHasNoLogger(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one");
        scanner.Add("one/log").Run("exec cat");
        scanner.AddIdle("one/log/log");
        scanner.Start().ExpectNames("one one/log");
        scanner.Events("one/log").Expect("su");
        Assert.Equal("", scanner.Events("one/log/log").Heard);
    }

    [Theory, Density, Ours, Reference]
    public void AFileNamedLogIsNoLogger(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.AddIdle("one").With("log");
        scanner.Start().ExpectNames("one");
        scanner.Events("one").Expect("su");
    }

    /// <summary>
    /// -X: the supervisor of s6-svscan-log has the console as its standard error; s6-svscan gets it back at its end.
    /// </summary>
    [Theory, Density, Ours, Reference]
    public void TheConsoleIsForTheCatchAllLogger(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        scanner.Add("s6-svscan-log").Run($"echo from the logger >&2; {ServiceDirectory.Idle}");
        scanner.Add("one").Run($"echo from a service >&2; {ServiceDirectory.Idle}");
        scanner.Script("finish", "echo finish; echo finish-error >&2");
        using Readable console = Native.Pipe(out int writer);
        scanner.StartWith(new() { [5] = writer }, "-X", "5");
        Native.Close(writer);
        scanner.Events("s6-svscan-log").Expect("su");
        scanner.Events("one").Expect("su");
        scanner.Process.WaitForError("from a service\n");
        Patience patience = new();
        while (console.Text.Length == 0 && !patience.IsOver)
        {
            console.Wait(patience);
        }
        Assert.Equal("from the logger\n", console.Text);
        // As a logger it would be left to the end of its input, which here is none of s6-svscan's pipes.
        scanner.Send("q");
        CommandResult result = scanner.Process.WaitForExit();
        console.Drain();
        Assert.Equal(0, result.ExitCode);
        Assert.Equal("from the logger\nfinish\nfinish-error\n", console.Text);
    }
}
