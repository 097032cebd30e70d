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

/// <summary>s6-ipcserver.html, s6-ipcserverd.html: what a server does with its connections.</summary>
public sealed class Serving(ITestOutputHelper output) : Scenario(output)
{
    private static readonly string[] s_variables = ["PROTO=", "IPC"];

    [Theory, Ours, Reference(Since = "2.15")]
    public void HandlersAreToldWhoHasConnected(Suite suite)
    {
        IpcServer server = new(this, suite, "", "env");
        uint uid = Native.EffectiveUserId();
        string expected = $"IPCCONNNUM=0 IPCREMOTEEGID={Group()} IPCREMOTEEUID={uid} IPCREMOTEPATH= PROTO=IPC";
        Assert.Equal(expected, string.Join(' ', IpcServer.Lines(server.Ask(), s_variables)));
        CommandResult result = Run(suite, "s6-ipcclient", "-p", "own", server.Path, "sh", "-c", "cat <&6");
        Assert.Contains("IPCREMOTEPATH=own\n", result.Output, StringComparison.Ordinal);
    }

    [Theory, Ours, Reference]
    public void WithoutLookingUpNothingIsToldOfUsers(Suite suite)
    {
        // Each user may have one connection, but there are no users.
        IpcServer server = new(this, suite, "-P -v -C 1", "sh", "-c", "env; cat");
        using Socket first = server.Connect();
        server.WaitForError("allow ?:? pid ");
        string answer = server.Ask();
        Assert.Equal("IPCCONNNUM= IPCREMOTEPATH= PROTO=IPC", string.Join(' ', IpcServer.Lines(answer, s_variables)));
        Assert.Contains(" count ?/40\n", server.Errors, StringComparison.Ordinal);
        server.WaitForError(" uid ? exitcode 0\n");
    }

    [RootTheory, Ours, Reference]
    public void PeersAreThoseWhoConnect(Suite suite)
    {
        IpcServer server = new(this, suite, "-v", "sh", "-c", "echo $IPCREMOTEEUID:$IPCREMOTEEGID");
        File.SetUnixFileMode(Scratch, (UnixFileMode)0x1ed);
        CommandResult result = Run(
            suite, "s6-applyuidgid", "-u", "12", "-g", "34", "-G", "", "s6-ipcclient", server.Path, "sh", "-c", "cat <&6");
        Assert.Equal(new CommandResult(0, "12:34\n", ""), result);
        server.WaitForError("allow 12:34 pid ");
    }

    [Theory, Ours, Reference]
    public void TheirNumberIsLimited(Suite suite)
    {
        IpcServer server = new(this, suite, "-v -c 2", "sh", "-c", "echo $IPCCONNNUM; exec cat");
        using Socket first = server.Connect();
        using Socket second = server.Connect();
        server.WaitForError("status: 2/2\n");
        // The third waits in the queue until one of them has gone.
        using Socket third = server.Connect();
        first.Shutdown(SocketShutdown.Both);
        Assert.Equal(1, third.Receive(new byte[1]));
        second.Close();
        third.Close();
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void EachUserHasOnlySoMany(Suite suite)
    {
        IpcServer server = new(this, suite, "-v -C 1", "sh", "-c", "echo $IPCCONNNUM; exec cat");
        using Socket first = server.Connect();
        Assert.Equal(2, first.Receive(new byte[2]));
        Assert.Equal("", server.Ask());
        uint uid = Native.EffectiveUserId();
        server.WaitForError($"deny {uid}:{Group()} count 1/1");
        first.Shutdown(SocketShutdown.Send);
        Assert.Equal("", IpcServer.ReadToEnd(first));
        server.WaitForError("exitcode 0\n");
        Assert.Equal("0\n", server.Ask());
    }

    [Theory, Ours, Reference]
    public void EverythingIsTold(Suite suite)
    {
        IpcServer server = new(this, suite, "-v -c 7 -C 3", "sh", "-c", "exit 3");
        Assert.Equal("", server.Ask());
        server.WaitForError("exitcode 3\ns6-ipcserverd: info: status: 0/7\n");
        server.Kill(15);
        CommandResult result = server.WaitForExit();
        string told = Regex.Replace(result.Error, @"pid \d+|\b\d+:\d+ |uid \d+", "N");
        string[] expected =
        [
            "starting", "status: 0/7", "allow NN count 1/3", "status: 1/7", "end N N exitcode 3", "status: 0/7",
            "received SIGTERM, quitting", "exiting",
        ];
        Assert.Equal(string.Concat(expected.Select(l => $"s6-ipcserverd: info: {l}\n")), told);
        Assert.Equal(0, result.ExitCode);
    }

    [Theory, Ours, Reference(Since = "2.15")]
    public void AHandlerThatIsNotThereIsTold(Suite suite)
    {
        IpcServer server = new(this, suite, "", "no-such-program");
        Assert.Equal("", server.Ask());
        server.WaitForError("s6-ipcserverd: warning: unable to spawn no-such-program: No such file or directory\n");
        server.Kill(15);
        Assert.Equal(0, server.WaitForExit().ExitCode);
    }

    [Theory]
    [Ours(1, "SIGHUP, sending SIGTERM+SIGCONT to all connections", " signal 15")]
    [Ours(3, "SIGQUIT, sending SIGTERM+SIGCONT to all connections and quitting", "exiting")]
    [Ours(6, "SIGABRT, sending SIGKILL to all connections and quitting", "exiting")]
    [Ours(15, "SIGTERM, quitting", "exiting")]
    [Reference(1, "SIGHUP, sending SIGTERM+SIGCONT to all connections", " signal 15")]
    [Reference(3, "SIGQUIT, sending SIGTERM+SIGCONT to all connections and quitting", "exiting")]
    [Reference(6, "SIGABRT, sending SIGKILL to all connections and quitting", "exiting")]
    [Reference(15, "SIGTERM, quitting", "exiting")]
    public void Signals(Suite suite, int signal, string told, string then)
    {
        IpcServer server = new(this, suite, "-v", "sh", "-c", "echo on; exec cat");
        using Socket connection = server.Connect();
        Assert.Equal(3, connection.Receive(new byte[3]));
        server.Kill(signal);
        server.WaitForError($"s6-ipcserverd: info: received {told}\n");
        server.WaitForError(then);
        if (signal == 15)
        {
            // The handler goes on.
            _ = connection.Send("x"u8);
            Assert.Equal(1, connection.Receive(new byte[1]));
            connection.Shutdown(SocketShutdown.Send);
        }
        Assert.Equal("", IpcServer.ReadToEnd(connection));
        server.Kill(15);
        Assert.Equal(0, server.WaitForExit().ExitCode);
    }

    /// <summary>A handler has the connection and the server's standard error, and no other descriptor.</summary>
    [Theory, Ours, Reference]
    public void HandlersInheritNothing(Suite suite)
    {
        string[][] handlers = [["ls", "/proc/self/fd"], ["s6-connlimit", "ls", "/proc/self/fd"], ["s6-ls", "/proc/self/fd"]];
        foreach (string[] handler in handlers)
        {
            if (!suite.Has(handler[0]) && handler[0].StartsWith("s6-", StringComparison.Ordinal))
            {
                continue;
            }
            using IpcServer server = new(this, suite, "", handler);
            // The last one is that of the directory itself.
            Assert.Equal(["0", "1", "2", "3"], server.Ask().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
            server.Kill(15);
            Assert.Equal(0, server.WaitForExit().ExitCode);
        }
    }

    [Theory, Ours, Reference]
    public void HandlersHaveNoSignalBlocked(Suite suite)
    {
        IpcServer server = new(this, suite, "", "grep", "-E", "Sig(Blk|Ign)", "/proc/self/status");
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n", server.Ask());
    }

    [Theory, Ours, Reference]
    public void AThousandOneAfterAnother(Suite suite)
    {
        IpcServer server = new(this, suite, "", "s6-connlimit", "printenv", "IPCCONNNUM");
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(int.TryParse(server.Ask(), out int others) && others < 40);
        }
        server.Kill(15);
        Assert.Equal(new CommandResult(0, "\n", ""), server.WaitForExit());
    }

    [Theory, Ours, Reference]
    public void ManyAtOnce(Suite suite)
    {
        const int Count = 200;
        IpcServer server = new(this, suite, $"-v -c 1000 -C 1000 -b {Count}", "cat");
        List<Socket> sockets = [];
        for (int i = 0; i < Count; i++)
        {
            sockets.Add(Own(server.Connect()));
        }
        server.WaitForError($"status: {Count}/1000\n");
        foreach (Socket socket in sockets)
        {
            socket.Shutdown(SocketShutdown.Send);
            Assert.Equal("", IpcServer.ReadToEnd(socket));
        }
        Eventually(() => server.Errors.EndsWith("status: 0/1000\n", StringComparison.Ordinal));
    }

    [Theory]
    [Mixed]
    public void ClientAndServerOfTwoSuites(Suite serving, Suite asking)
    {
        IpcServer server = new(this, serving, "", "cat");
        CommandResult result = RunWithInput(asking, "there\nand back\n", "s6-ipcclient", server.Path, "s6-ioconnect");
        Assert.Equal(new CommandResult(0, "there\nand back\n", ""), result);
    }

    private string Group() => Shell(Suite.Ours, "id -g").Output.TrimEnd();
}
