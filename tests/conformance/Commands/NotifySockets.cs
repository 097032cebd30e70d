using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-notify-socket-from-fd.html and s6-notify-fd-from-socket.html.</summary>
public sealed class NotifySockets(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Ours("")]
    [Ours("-f ")]
    [Ours("--no-doublefork --doublefork ")]
    [Ours("-d 1 -t 10000 ")]
    [Reference("", Since = "2.15")]
    [Reference("-f ", Since = "2.15")]
    [Reference("-d 1 -t 10000 ", Since = "2.15")]
    public void TellsSystemd(Suite suite, string options)
    {
        using Socket manager = Bind(At("notify"));
        CommandResult result = Shell(suite, $"""
            export NOTIFY_SOCKET={At("notify")}
            exec s6-notify-socket-from-fd {options}sh -c 'echo $$ ${"{"}NOTIFY_SOCKET-none{"}"} >&2; echo; exec >&-'
            """);
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.EndsWith(" none\n", result.Error, StringComparison.Ordinal);
        Assert.Equal($"READY=1\nMAINPID={result.Error.Split(' ')[0]}\n", Receive(manager));
        Assert.Equal("BARRIER=1\n", Receive(manager));
    }

    /// <summary>Another descriptor, and the variable stays.</summary>
    [Theory, Ours, Reference(Since = "2.15")]
    public void KeepsTheEnvironment(Suite suite)
    {
        using Socket manager = Bind(At("notify"));
        CommandResult result = Shell(suite, $"""
            export NOTIFY_SOCKET={At("notify")}
            exec s6-notify-socket-from-fd -k --notification-fd=7 sh -c 'echo $NOTIFY_SOCKET; echo almost >&7'
            """);
        Assert.Equal(new CommandResult(0, At("notify") + "\n", ""), result);
        Assert.StartsWith("READY=1\n", Receive(manager), StringComparison.Ordinal);
        Assert.Equal("BARRIER=1\n", Receive(manager));
    }

    /// <summary>A name of no file ends where its length says.</summary>
    [Theory, Ours]
    public void AnAbstractSocket(Suite suite)
    {
        using Socket manager = Bind("\0sestet-" + Path.GetFileName(Scratch));
        CommandResult result = Shell(suite, $"""
            export NOTIFY_SOCKET=@sestet-{Path.GetFileName(Scratch)}
            exec s6-notify-socket-from-fd sh -c 'echo'
            """);
        Assert.Equal(new CommandResult(0, "", ""), result);
        Assert.StartsWith("READY=1\n", Receive(manager), StringComparison.Ordinal);
        Assert.Equal("BARRIER=1\n", Receive(manager));
    }

    /// <summary>Every line before the newline is waited through; without one, nothing is sent.</summary>
    [Theory]
    [Ours("printf almost")]
    [Ours("exit 3")]
    [Reference("printf almost", Since = "2.15")]
    [Reference("exit 3", Since = "2.15")]
    public void AProgramThatIsNeverReady(Suite suite, string program)
    {
        using Socket manager = Bind(At("notify"));
        CommandResult result = Shell(
            suite, $"export NOTIFY_SOCKET={At("notify")}; exec s6-notify-socket-from-fd sh -c '{program}'");
        Assert.Equal(program.StartsWith("exit", StringComparison.Ordinal) ? 3 : 0, result.ExitCode);
        ProcessTree.WaitForEnd(Scratch, Patience.DefaultMs);
        Assert.Equal(0, manager.Available);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void GivesUpAfterTheTime(Suite suite)
    {
        using Socket manager = Bind(At("notify"));
        CommandResult result = Shell(suite, $"""
            export NOTIFY_SOCKET={At("notify")}
            exec s6-notify-socket-from-fd -t 50 -d 5 sh -c '
                trap "" PIPE
                while printf almost >&5; do sleep 0.02; done 2>/dev/null
                exit 6'
            """);
        Assert.Equal(new CommandResult(6, "", ""), result);
        Assert.Equal(0, manager.Available);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void WithoutTheVariableItOnlyExecutes(Suite suite) =>
        Assert.Equal(new CommandResult(7, "out\n", ""), Run(suite, "s6-notify-socket-from-fd", "sh", "-c", "echo out; exit 7"));

    [Theory]
    [Ours("")]
    [Ours("-d 3")]
    [Reference("", Since = "2.15")]
    [Reference("-d 3", Since = "2.15")]
    public void WrongUsage(Suite suite, string arguments)
    {
        CommandResult result = Run(suite, "s6-notify-socket-from-fd", Words(arguments));
        Assert.Equal(
            new CommandResult(
                100,
                "",
                "s6-notify-socket-from-fd: usage: s6-notify-socket-from-fd [ -d fd ] [ -f ] [ -t timeout ] [ -k ] prog...\n"),
            result);
        Assert.Equal(
            new CommandResult(
                100, "", "s6-notify-fd-from-socket: usage: s6-notify-fd-from-socket [ -f ] [ -3 fd ] [ -t timeout ] prog...\n"),
            Run(suite, "s6-notify-fd-from-socket"));
    }

    [Theory]
    [Ours("s6-notify-socket-from-fd -t x true", "timeout must be an unsigned integer")]
    [Ours("s6-notify-socket-from-fd -d x true", "notification-fd must be an unsigned integer")]
    [Ours("s6-notify-fd-from-socket -3 2 -t x true", "timeout must be an unsigned integer")]
    [Ours("s6-notify-fd-from-socket -3 x true", "notification-fd must be an unsigned integer")]
    [Ours("s6-notify-fd-from-socket -z true", "unrecognized short option: z")]
    [Reference("s6-notify-socket-from-fd -t x true", "timeout must be an unsigned integer", Since = "2.15")]
    [Reference("s6-notify-socket-from-fd -d x true", "notification-fd must be an unsigned integer", Since = "2.15")]
    [Reference("s6-notify-fd-from-socket -3 2 -t x true", "timeout must be an unsigned integer", Since = "2.15")]
    [Reference("s6-notify-fd-from-socket -3 x true", "notification-fd must be an unsigned integer", Since = "2.15")]
    [Reference("s6-notify-fd-from-socket -z true", "unrecognized short option: z", Since = "2.15")]
    public void WrongOptions(Suite suite, string command, string message)
    {
        string[] words = Words(command);
        Assert.Equal(
            new CommandResult(100, "", $"{words[0]}: fatal: {message}\n"), Run(suite, words[0], words[1..]));
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void TheDescriptorIsReadFromTheServiceDirectory(Suite suite)
    {
        const string Program = "s6-notify-fd-from-socket";
        CommandResult missing = Run(suite, Program, "true");
        Assert.Equal(
            new CommandResult(111, "", $"{Program}: fatal: unable to read ./notification-fd: No such file or directory\n"),
            missing);
        File.WriteAllText(At("notification-fd"), "nine\n");
        Assert.Equal(
            new CommandResult(100, "", $"{Program}: fatal: invalid ./notification-fd\n"), Run(suite, Program, "true"));
        File.WriteAllText(At("notification-fd"), "9\n");
        Assert.Equal(
            new CommandResult(111, "", $"{Program}: fatal: notification-fd sanity check failed: Bad file descriptor\n"),
            Run(suite, Program, "true"));
    }

    /// <summary>The program executed has a socket to write to, and not the descriptor.</summary>
    [Theory, Ours, Reference(Since = "2.15")]
    public void TheProgramFindsASocket(Suite suite)
    {
        using Readable readiness = Native.Pipe(out int writer);
        Child child = StartWith(
            suite,
            new Dictionary<int, int> { [9] = writer },
            "s6-notify-fd-from-socket",
            "-3", "9", "-t", "60000", "sh", "-c", "echo $$ $NOTIFY_SOCKET; ls /proc/$$/fd | grep -x 9");
        Native.Close(writer);
        CommandResult result = child.WaitForExit();
        Assert.Equal((1, ""), (result.ExitCode, result.Error));
        Assert.Matches($"^{child.Pid} @[0-9a-f]{{5}}\n$", result.Output);
        EndOf(suite, readiness);
    }

    [Theory]
    [Ours("", "READY=1\n")]
    [Ours("-f ", "STATUS=reading\nREADY=1\nMAINPID=1")]
    [Ours("--timeout=60000 ", "READY=1")]
    [Ours("", "READY=0|READY=1x|\n|READY=1\n")]
    public void TellsTheSupervisor(Suite suite, string options, string messages)
    {
        using Readable readiness = Native.Pipe(out int writer);
        Child child = StartWith(
            suite,
            new Dictionary<int, int> { [9] = writer },
            "s6-notify-fd-from-socket",
            [.. Words(options), "-3", "9", "sh", "-c", "echo $NOTIFY_SOCKET; exec sleep 1000"]);
        Native.Close(writer);
        child.WaitForOutput("\n");
        using var client = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint("\0" + child.Output.Text.Trim()[1..]));
        foreach (string message in messages.Split('|'))
        {
            Assert.Equal("", readiness.Text);
            client.Send(Encoding.ASCII.GetBytes(message));
        }
        EndOf(suite, readiness);
        Assert.Equal("\n", readiness.Text);
    }

    /// <summary>A program that ends says nothing more, and nobody waits for it.</summary>
    [Theory, Ours]
    public void AProgramThatDiesBeforeItIsReady(Suite suite)
    {
        using Readable readiness = Native.Pipe(out int writer);
        Child child = StartWith(
            suite, new Dictionary<int, int> { [9] = writer }, "s6-notify-fd-from-socket", "-3", "9", "sh", "-c", "exit 5");
        Native.Close(writer);
        Assert.Equal(new CommandResult(5, "", ""), child.WaitForExit());
        EndOf(suite, readiness);
        Assert.Equal("", readiness.Text);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void NobodyReadsTheDescriptorAnyMore(Suite suite)
    {
        Readable readiness = Native.Pipe(out int writer);
        Child child = StartWith(
            suite,
            new Dictionary<int, int> { [9] = writer },
            "s6-notify-fd-from-socket", "-3", "9", "sh", "-c", "echo started; exec sleep 1000");
        Native.Close(writer);
        child.WaitForOutput("started\n");
        readiness.Dispose();
        if (suite.IsOurs)
        {
            Eventually(() => ProcessTree.Find(Scratch).Count == 1);
        }
        else
        {
            KillHelpers(child.Pid);
        }
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void TheTimeIsOver(Suite suite)
    {
        using Readable readiness = Native.Pipe(out int writer);
        Child child = StartWith(
            suite,
            new Dictionary<int, int> { [9] = writer },
            "s6-notify-fd-from-socket", "-3", "9", "-t", "50", "sleep", "1000");
        Native.Close(writer);
        child.WaitForError("s6-notify-fd-from-socket: fatal: timed out waiting for notification\n");
        EndOf(suite, readiness);
        Assert.Equal("", readiness.Text);
    }

    /// <summary>Under a supervisor that waits for readiness.</summary>
    [Theory, Ours]
    public void AServiceBecomesReady(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().With("notification-fd", "9\n").Run($"""
            exec s6-notify-fd-from-socket sh -c 'echo "$NOTIFY_SOCKET" > {messages.Path}; exec sleep 1000'
            """);
        Supervised service = Supervise(suite, directory);
        string name = messages.Next();
        service.Expect("su");
        using var client = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        client.SendTo("READY=1"u8, new UnixDomainSocketEndPoint("\0" + name[1..]));
        service.Expect("suU");
    }

    /// <summary>Waits for the process in the background to close the descriptor; the reference's never does by itself.</summary>
    private void EndOf(Suite suite, Readable readiness)
    {
        if (!suite.IsOurs)
        {
            KillHelpers(0);
        }
        Patience patience = new();
        while (!readiness.Ended)
        {
            Assert.False(patience.IsOver, "the background process still lives");
            readiness.Wait(patience);
        }
    }

    private void KillHelpers(int except)
    {
        foreach (int pid in ProcessTree.Find(Scratch).Where(pid => pid != except))
        {
            _ = Native.Kill(pid, 9);
        }
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static Socket Bind(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified)
        {
            ReceiveTimeout = Patience.DefaultMs,
        };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Receive(Socket socket)
    {
        byte[] buffer = new byte[1000];
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
    }
}
