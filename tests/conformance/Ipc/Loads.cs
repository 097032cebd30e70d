using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Ipc;

/// <summary>
/// s6-ipcserverd with more than it is used to, and with less than it needs: it neither ends nor loses a descriptor or a place
/// for a connection.
/// </summary>
public sealed class Loads(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>A user that has no other process.</summary>
    private const int LonelyUser = 23456;

    private static readonly int[] s_ownDescriptors = [0, 1, 2];

    /// <summary>With room for three at once: a place that is not given back would be missed soon.</summary>
    [Theory, Ours, Reference(Needs = "s6-echo")]
    public void TenThousandOneAfterAnother(Suite suite)
    {
        IpcServer server = new(this, suite, "-c 3", "s6-echo", "there");
        for (int i = 0; i < 10_000; i++)
        {
            using Socket socket = server.Connect();
            Assert.Equal("there\n", IpcServer.ReadToEnd(socket));
        }
        AssertThatNothingIsLeft(server);
        server.Kill(15);
        Assert.Equal(new CommandResult(0, "\n", ""), server.WaitForExit());
    }

    /// <summary>1000 is the most that there can be, whatever is wanted. (The reference takes more.)</summary>
    [Theory]
    [Ours("-c 2000 -C 2000")]
    [Reference("-c 1000 -C 1000", Needs = "s6-cat")]
    public void AThousandAtOnce(Suite suite, string options)
    {
        const int Count = 1000;
        IpcServer server = new(this, suite, $"-v {options}", "s6-cat");
        List<Socket> sockets = [];
        for (int i = 0; i < Count; i++)
        {
            sockets.Add(Own(server.Connect()));
            if (sockets.Count % 100 == 0)
            {
                // More than that does not fit into its queue, nor what it tells into a pipe.
                server.WaitForError($"status: {sockets.Count}/{Count}\n");
            }
        }
        Socket oneMore = Own(server.Connect());
        _ = oneMore.Send("waits"u8);
        foreach (Socket socket in sockets)
        {
            _ = socket.Send("there"u8);
            socket.Shutdown(SocketShutdown.Send);
            Assert.Equal("there", IpcServer.ReadToEnd(socket));
            // What it tells is read meanwhile.
            Assert.NotEmpty(server.Errors);
        }
        oneMore.Shutdown(SocketShutdown.Send);
        Assert.Equal("waits", IpcServer.ReadToEnd(oneMore));
        Eventually(() => server.Errors.EndsWith($"status: 0/{Count}\n", StringComparison.Ordinal));
        AssertThatNothingIsLeft(server);
    }

    [Theory]
    [Ours("cat")]
    [Ours("s6-cat")]
    [Ours("s6-connlimit s6-cat")]
    [Reference("cat")]
    public void HandlersThatAreKilled(Suite suite, string handler)
    {
        const int Count = 20;
        IpcServer server = new(this, suite, $"-v -c {Count}", handler.Split(' '));
        for (int round = 0; round < 2; round++)
        {
            List<Socket> sockets = [.. Enumerable.Range(0, Count).Select(_ => Own(server.Connect()))];
            Eventually(() => Handlers(server).Count == (round + 1) * Count);
            foreach (int pid in Handlers(server).Skip(round * Count))
            {
                _ = Native.Kill(pid, 9);
            }
            foreach (Socket socket in sockets)
            {
                Assert.Equal("", IpcServer.ReadToEnd(socket));
            }
            Eventually(() => server.Errors.EndsWith($"status: 0/{Count}\n", StringComparison.Ordinal));
        }
        Assert.Equal(2 * Count, Regex.Count(server.Errors, "end pid .* signal 9\n"));
        AssertThatNothingIsLeft(server);
    }

    /// <summary>It tells, pauses, and takes the connection when it can. (The reference tries on and on.)</summary>
    [Theory, Ours]
    public void WithoutDescriptors(Suite suite)
    {
        IpcServer server = new(this, suite, "", "s6-cat");
        Limit(server, $"--nofile={s_ownDescriptors.Length}:1000");
        using Socket socket = server.Connect();
        server.WaitForError("s6-ipcserverd: warning: unable to accept: No file descriptors available\n");
        Limit(server, "--nofile=100:1000");
        _ = socket.Send("there"u8);
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal("there", IpcServer.ReadToEnd(socket));
        AssertThatNothingIsLeft(server);
    }

    [RootTheory]
    [Ours("s6-echo")]
    [Ours("s6-cat")]
    [Ours("cat")]
    [Reference("cat", Since = "2.15")]
    public void WithoutProcesses(Suite suite, string handler)
    {
        IpcServer server = new(this, suite, $"-c 2 -u {LonelyUser} -g {LonelyUser}", handler);
        Limit(server, "--nproc=1:1000", LonelyUser);
        string told = $"s6-ipcserverd: warning: unable to spawn {handler}: Resource temporarily unavailable\n";
        for (int i = 1; i <= 5; i++)
        {
            Assert.Equal("", server.Ask());
            Eventually(() => Regex.Count(server.Errors, told) == i);
        }
        Limit(server, "--nproc=100:1000", LonelyUser);
        Assert.Equal(handler == "s6-echo" ? "\n" : "there", server.Ask("there"));
        AssertThatNothingIsLeft(server);
    }

    /// <summary>Who is handled by a command of the suite itself gets a process all the same, with nothing of its server's.</summary>
    [Theory, Ours]
    public void OwnHandlersAreProcesses(Suite suite)
    {
        IpcServer server = new(this, suite, "-v", "s6-cat");
        using Socket socket = server.Connect();
        Eventually(() => Handlers(server).Count == 1);
        int pid = Handlers(server)[0];
        // It has its own name and descriptors a moment later.
        Eventually(() => File.ReadAllText($"/proc/{pid}/comm") == "s6-cat\n");
        Eventually(() => ProcessTree.Descriptors(pid).Order().SequenceEqual(s_ownDescriptors));
        Eventually(() => Regex.IsMatch(File.ReadAllText($"/proc/{pid}/status"), @"SigBlk:\t0+\nSigIgn:\t0+\nSigCgt:\t0+\n"));
        server.Kill(1);
        server.WaitForError($"end pid {pid} uid {Native.EffectiveUserId()} signal 15\n");
        Assert.Equal("", IpcServer.ReadToEnd(socket));
        using Socket second = server.Connect();
        Eventually(() => Handlers(server).Count == 2);
        server.Kill(15);
        Assert.Equal(0, server.WaitForExit().ExitCode);
        // The handler goes on without its server.
        _ = second.Send("there"u8);
        second.Shutdown(SocketShutdown.Send);
        Assert.Equal("there", IpcServer.ReadToEnd(second));
    }

    /// <summary>
    /// Handlers that tell something, into a pipe that nobody reads, wait; their server goes on, and can be told to end.
    /// </summary>
    [Theory, Ours, Reference]
    public void NobodyReadsWhatHandlersTell(Suite suite)
    {
        File.WriteAllText(At("fill"), "dd if=/dev/zero of=fifo bs=4096 oflag=nonblock 2>/dev/null");
        string words = "s6-ipcserver -1 socket s6-ipcserver-access -v1 -l x printenv PROTO";
        Child child = Start(suite, "/bin/sh", "-c", $"mkfifo fifo; exec 2<>fifo; sh fill; exec {words}");
        child.WaitForOutput("\n");
        for (int i = 0; i < 3; i++)
        {
            using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(At("socket")));
            Eventually(() => ProcessTree.ChildrenOf(child.Pid).Count > i);
        }
        int[] handlers = [.. ProcessTree.ChildrenOf(child.Pid)];
        child.Kill(15);
        Assert.Equal(0, child.WaitForExit().ExitCode);
        foreach (int handler in handlers)
        {
            _ = Native.Kill(handler, 9);
        }
    }

    /// <summary>
    /// What a client sends comes back, whatever runs the handler: the server's memory, where the client has sent all of it before
    /// it is seen, or a process of its own.
    /// </summary>
    [Theory]
    [Ours("s6-cat")]
    [Ours("s6-connlimit s6-cat")]
    [Reference("s6-connlimit s6-cat", Needs = "s6-cat")]
    public void WhatIsSentComesBack(Suite suite, string handler)
    {
        IpcServer server = new(this, suite, "", handler.Split(' '));
        foreach (int length in new[] { 0, 1, 4095, 4096, 4097, 100_000 })
        {
            string text = new('x', length);
            Assert.Equal(text, server.Ask(text));
            using Socket waiting = server.Connect();
            _ = waiting.Send("first"u8);
            Assert.Equal(5, waiting.Receive(new byte[5]));
            Assert.Equal(text, server.Ask(text));
            waiting.Shutdown(SocketShutdown.Send);
            Assert.Equal("", IpcServer.ReadToEnd(waiting));
        }
        AssertThatNothingIsLeft(server);
    }

    /// <summary>A client has sent all, but its handler writes elsewhere, where it has to wait: nobody else does.</summary>
    [Theory, Ours]
    public void AHandlerThatWaitsElsewhere(Suite suite)
    {
        IpcServer server = new(this, suite, "", "execlineb", "-c", """
            ifelse { redirfd -w 2 /dev/null s6-rename full taken } { redirfd -w 1 fifo s6-cat } s6-cat
            """);
        CommandResult made = Shell(suite, "mkfifo fifo && : > full");
        Assert.Equal(0, made.ExitCode);
        using Socket waiting = server.Connect();
        _ = waiting.Send("elsewhere"u8);
        waiting.Shutdown(SocketShutdown.Send);
        Eventually(() => File.Exists(At("taken")));
        Assert.Equal("there", server.Ask("there"));
        Eventually(() => ProcessTree.ChildrenOf(server.Pid).Count == 1);
        Assert.Equal("elsewhere", Shell(suite, "exec timeout 10 cat fifo").Output);
        Assert.Equal("", IpcServer.ReadToEnd(waiting));
        AssertThatNothingIsLeft(server);
    }

    /// <summary>
    /// The kernel refuses a call a few times: that is told, and whoever was being served then may be sent away; the server goes on,
    /// and has its places and descriptors back. (The reference ends where poll fails.)
    /// </summary>
    [TraceTheory]
    [Ours("ppoll:error=ENOMEM:when=1..6", "iopause: Out of memory", 0)]
    [Ours("ppoll:error=ENOMEM:when=2..3", "iopause: Out of memory", 0)]
    [Ours("read:error=EIO:when=1..3", "", 0)]
    [Ours("accept4:error=ENFILE:when=1..2", "accept: Too many open files in system", 0)]
    [Ours("accept4:error=ENOMEM:when=1", "accept: Out of memory", 0)]
    [Ours("getsockopt:error=ENOBUFS:when=1", "getpeereid: No buffer space available", 1)]
    [Ours("clone:error=EAGAIN:when=1", "spawn cat: Resource temporarily unavailable", 1)]
    [Ours("clone:error=ENOMEM:when=2", "spawn cat: Out of memory", 1)]
    [Ours("wait4:error=ECHILD:when=1", "", 0)]
    public void WhatTheKernelRefuses(Suite suite, string fault, string told, int sentAway)
    {
        string[] words = ["-q", "-o", At("trace"), "-e", $"inject={fault}", "s6-ipcserver", "-1", At("socket"), "cat"];
        Child tracer = Start(suite, "/usr/bin/strace", words);
        tracer.WaitForOutput("\n");
        using IpcServer server = new(tracer, Assert.Single(ProcessTree.ChildrenOf(tracer.Pid)), At("socket"));
        string[] answers = [.. Enumerable.Range(0, 4).Select(_ => server.Ask("there"))];
        Assert.Equal(4 - sentAway, answers.Count(a => a == "there"));
        Assert.Equal(sentAway, answers.Count(a => a.Length == 0));
        AssertThatNothingIsLeft(server);
        server.Kill(15);
        string warning = told.Length == 0 ? "" : $"s6-ipcserverd: warning: unable to {told}\n";
        CommandResult result = server.WaitForExit();
        Assert.Contains("(INJECTED)", File.ReadAllText(At("trace")), StringComparison.Ordinal);
        Assert.Equal((0, true), (result.ExitCode, result.Error.Split('\n').Distinct().SequenceEqual(warning.Split('\n').Distinct())));
    }

    private static List<int> Handlers(IpcServer server) =>
        [.. Regex.Matches(server.Errors, @"allow \S+ pid (\d+) ").Select(m => int.Parse(m.Groups[1].Value))];

    /// <summary>By the server's own user, for another one may not, not even root everywhere.</summary>
    private void Limit(IpcServer server, string limit, int? user = null)
    {
        string before = user == null ? "" : $"s6-applyuidgid -u {user} -g {user} -G {user} ";
        CommandResult result = Shell(Suite.Ours, $"{before}prlimit --pid {server.Pid} {limit}");
        Assert.True(result.ExitCode == 0, $"{result}");
    }

    /// <summary>No child, dead or alive, and three descriptors: the listening socket, the signals and standard error.</summary>
    private static void AssertThatNothingIsLeft(IpcServer server)
    {
        string children = $"/proc/{server.Pid}/task/{server.Pid}/children";
        Eventually(() => File.ReadAllText(children).Length == 0);
        Eventually(() => ProcessTree.Descriptors(server.Pid).Count == s_ownDescriptors.Length);
    }
}
