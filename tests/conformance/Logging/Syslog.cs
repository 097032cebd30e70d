using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Logging;

/// <summary>s6-socklog.html and ucspilogd.html: messages for syslog become lines.</summary>
public sealed class Syslog(ITestOutputHelper output) : Scenario(output)
{
    private const int Term = 15;
    private const string Usage =
        "s6-socklog: usage: s6-socklog [ -d notif ] [ -r ] [ -U | -u uid -g gid -G gidlist ] [ -l linelen ] "
        + "[ -t lameducktimeout ] [ -x socket | -i ip_port ]\n";

    private const string Stamp = "@400000006a5f0d2a12345678";

    [Theory]
    [Ours("<13>hi", "user.notice: hi\n")]
    [Ours("<191>hi\n\n\0\n", "local7.debug: hi\n")]
    [Ours("a\0b\nc", "a~b~c\n")]
    [Ours("\n", "\n")]
    [Ours("<300>x", "unknown.warn: x\n")]
    [Ours("<196>x", "mark.warn: x\n")]
    [Ours("<4294967296>x", "<4294967296>x\n")]
    [Ours("<13", "<13\n")]
    [Reference("<13>hi", "user.notice: hi\n")]
    [Reference("<191>hi\n\n\0\n", "local7.debug: hi\n")]
    [Reference("a\0b\nc", "a~b~c\n")]
    [Reference("\n", "\n")]
    [Reference("<300>x", "unknown.warn: x\n")]
    [Reference("<196>x", "mark.warn: x\n")]
    [Reference("<4294967296>x", "<4294967296>x\n")]
    [Reference("<13", "<13\n")]
    public void ADatagramIsALine(Suite suite, string datagram, string line)
    {
        Child socklog = Listen(suite, "-x", "log");
        Send("log", datagram);
        socklog.WaitForOutput(line);
        Assert.Equal(new CommandResult(0, line, ""), Stop(socklog));
    }

    [Theory, Ours, Reference]
    public void RawLinesKeepTheirCodes(Suite suite)
    {
        Child socklog = Listen(suite, "-r", "-x", "log");
        Send("log", "<13>a\nb\n");
        socklog.WaitForOutput("<13>a~b\n");
        Assert.Equal(new CommandResult(0, "<13>a~b\n", ""), Stop(socklog));
    }

    /// <summary>The page cuts at linelen characters; the reference at one more.</summary>
    [Theory]
    [Ours("1", 76)]
    [Ours("100", 100)]
    [Reference("1", 76)]
    [Reference("100", 100)]
    public void LongDatagramsAreCut(Suite suite, string option, int length)
    {
        Child socklog = Listen(suite, "-l", option, "-x", "log");
        Send("log", new string('x', length));
        Send("log", new string('y', length + 50));
        string expected = new string('x', length) + "\n" + new string('y', suite.Diverges(length, length + 1)) + "...\n";
        socklog.WaitForOutput(expected);
        Assert.Equal(new CommandResult(0, expected, ""), Stop(socklog));
    }

    [Theory, Ours, Reference]
    public void EverybodyMayWriteToTheSocket(Suite suite)
    {
        Child socklog = Listen(suite, "-x", "log");
        Assert.Equal((0x1ff, 0x180), (Native.Mode(At("log")), Native.Mode(At("log.lock"))));
        CommandResult second = Run(suite, "s6-socklog", "-x", "log");
        Assert.Equal((111, true), (second.ExitCode, second.Error.StartsWith(
            "s6-socklog: fatal: unable to bind socket to log: ", StringComparison.Ordinal)));
        Assert.Equal(new CommandResult(0, "", ""), Stop(socklog));
        // The path of one that has ended is taken over.
        Child next = Listen(suite, "-x", "log");
        Send("log", "next");
        next.WaitForOutput("next\n");
        Stop(next);
    }

    /// <summary>The reference takes an empty datagram for an error.</summary>
    [Theory, Ours]
    public void AnEmptyDatagramIsAnEmptyLine(Suite suite)
    {
        Child socklog = Listen(suite, "-x", "log");
        Send("log", "");
        Send("log", "x");
        socklog.WaitForOutput("\nx\n");
        Assert.Equal(new CommandResult(0, "\nx\n", ""), Stop(socklog));
    }

    [Theory]
    [Ours("127.0.0.1", "_")]
    [Ours("127.0.0.1", ":")]
    [Ours("::1", "_")]
    [Reference("127.0.0.1", "_", Since = "2.15")]
    [Reference("127.0.0.1", ":", Since = "2.15")]
    [Reference("::1", "_", Since = "2.15")]
    public void InternetDatagramsTellTheirSenders(Suite suite, string address, string separator)
    {
        var to = IPAddress.Parse(address);
        using Socket probe = new(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(to, 0));
        int port = ((IPEndPoint)probe.LocalEndPoint!).Port;
        probe.Close();
        Child socklog = Listen(suite, "-i", $"{address}{separator}{port}");
        using Socket sender = new(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        sender.Bind(new IPEndPoint(to, 0));
        sender.SendTo("<13>hi"u8, new IPEndPoint(to, port));
        string expected = $"{address}_{((IPEndPoint)sender.LocalEndPoint!).Port}: user.notice: hi\n";
        socklog.WaitForOutput(expected);
        Assert.Equal(new CommandResult(0, expected, ""), Stop(socklog));
    }

    [RootTheory, Ours, Reference]
    public void PrivilegesAreDropped(Suite suite)
    {
        Child socklog = Listen(suite, "-u", "1234", "-g", "2345", "-G", "7,8", "-x", "log");
        string status = File.ReadAllText($"/proc/{socklog.Pid}/status");
        Assert.Contains("Uid:\t1234\t1234\t1234\t1234\n", status, StringComparison.Ordinal);
        Assert.Contains("Gid:\t2345\t2345\t2345\t2345\n", status, StringComparison.Ordinal);
        Assert.Contains(suite.Diverges("Groups:\t7 8 \n", "Groups:\t7 8 2345 \n"), status, StringComparison.Ordinal);
        Assert.Equal(new CommandResult(0, "", ""), Stop(socklog));
    }

    [Theory, Ours, Reference]
    public void WrongUsage(Suite suite)
    {
        foreach (string wrong in new[] { "-z", "-lx", "-tx", "-ux", "-gx", "-G,", "-ifoo", "-i1.2.3.4_x", "-dx", "-x" })
        {
            Assert.Equal(new CommandResult(100, "", Usage), Run(suite, "s6-socklog", wrong));
        }
        const string fatal = "s6-socklog: fatal: ";
        CommandResult low = Run(suite, "s6-socklog", "-d2", "-xlog");
        Assert.Equal(new CommandResult(100, "", fatal + "notification fd must be 3 or more\n"), low);
        CommandResult closed = Run(suite, "s6-socklog", "-d77", "-xlog");
        Assert.Equal(new CommandResult(100, "", fatal + "invalid notification fd: Bad file descriptor\n"), closed);
        Assert.Equal(new CommandResult(100, "", fatal + "UID not set\n"), Shell(suite, "exec env -u UID s6-socklog -U"));
        Assert.Equal(
            new CommandResult(100, "", fatal + "invalid $GIDLIST\n"), Shell(suite, "UID=1 GID=1 GIDLIST=x exec s6-socklog -U"));
        Assert.Equal(
            new CommandResult(111, "", fatal + "unable to bind socket to none/log: No such file or directory\n"),
            Run(suite, "s6-socklog", "-x", "none/log"));
    }

    /// <summary>With nobody reading its output, it stops receiving; after SIGTERM it gives up in the time it was given.</summary>
    [Theory, Ours, Reference]
    public void LinesThatCannotBeWrittenAreGivenUp(Suite suite)
    {
        Native.Check(Native.MakeFifo(At("full"), 0x180), "mkfifo");
        int fifo = Native.Check(Native.Open(At("full"), Native.OpenReadWrite | Native.OpenCloseOnExec, 0), "open");
        Child socklog = StartWith(
            suite, null, "/bin/sh", "-c", $"exec {suite.Find("s6-socklog")} -t 200 -x log 3>ready -d 3 > full");
        Eventually(() => File.Exists(At("ready")) && new FileInfo(At("ready")).Length > 0);
        using Socket sender = Connect("log");
        sender.SendTimeout = 200;
        int sent = 0;
        byte[] datagram = Encoding.ASCII.GetBytes(new string('x', 1000));
        Assert.Throws<SocketException>(() =>
        {
            for (; sent < 10_000; sent++)
            {
                sender.Send(datagram);
            }
        });
        Assert.InRange(sent, 60, 9_999);
        socklog.Kill(Term);
        Assert.Equal(99, socklog.WaitForExit().ExitCode);
        Native.Close(fifo);
    }

    /// <summary>Many senders at once, with anything in their datagrams: each datagram is a line, and none is torn.</summary>
    [Theory, Ours]
    public void ManySendersWithAnything(Suite suite)
    {
        // To a file, for nobody reads a pipe while this sends.
        Messages messages = NewMessages();
        Child socklog = StartWith(
            suite, null, "/bin/sh", "-c", $"exec {suite.Find("s6-socklog")} -d 3 -l 65536 -x log 3>{messages.Path} > lines");
        messages.Expect("");
        Random random = new(4711);
        List<string> expected = [];
        Socket[] senders = [.. Enumerable.Range(0, 20).Select(_ => Connect("log"))];
        for (int i = 0; i < 400; i++)
        {
            byte[] datagram = new byte[random.Next(10) == 0 ? 65536 : random.Next(300)];
            random.NextBytes(datagram);
            senders[random.Next(senders.Length)].Send(datagram);
            string text = Encoding.Latin1.GetString(datagram).TrimEnd('\n', '\0');
            expected.Add(text.Replace('\0', '~').Replace('\n', '~') + "\n");
        }
        string all = string.Concat(expected);
        Eventually(() => Logger.Read(At("lines")).Length >= all.Length);
        Assert.Equal(new CommandResult(0, "", ""), Stop(socklog));
        Assert.True(all == Logger.Read(At("lines")), "the lines are not those that were sent");
        Array.ForEach(senders, s => s.Dispose());
    }

    [Theory]
    [Ours("<13>a\n<14>b\0c\n\n", "user.notice: a\nuser.info: b\nc\n\n")]
    [Ours("<13>no newline", "user.notice: no newline\n")]
    [Ours("", "")]
    [Ours(Stamp + " <13>x\n" + Stamp + "<13>\n", Stamp + " user.notice: x\n" + Stamp + "<13>\n")]
    [Reference("<13>a\n<14>b\0c\n\n", "user.notice: a\nuser.info: b\nc\n\n")]
    [Reference("<13>no newline", "user.notice: no newline\n")]
    [Reference("", "")]
    [Reference(Stamp + " <13>x\n" + Stamp + "<13>\n", Stamp + " user.notice: x\n" + Stamp + "<13>\n")]
    public void TheFilter(Suite suite, string input, string expected) =>
        Assert.Equal(new CommandResult(0, expected, ""), RunWithInput(suite, input, "ucspilogd"));

    [Theory, Ours, Reference]
    public void TheFilterPrintsVariables(Suite suite)
    {
        const string script = $"printf '<13>a\\n{Stamp} <13>b\\n' | A=1 B= ucspilogd";
        string all = $"1: : <undefined>: user.notice: a\n{Stamp} 1: : <undefined>: user.notice: b\n";
        Assert.Equal(all, Shell(suite, script + " A B C").Output);
        string one = $"none: user.notice: a\n{Stamp} none: user.notice: b\n";
        Assert.Equal(one, Shell(suite, script + " -D none C").Output);
    }

    [Theory, Ours, Reference]
    public void EveryCodeHasAName(Suite suite)
    {
        string input = string.Concat(Enumerable.Range(0, 1100).Select(i => $"<{i}>\n"));
        CommandResult own = RunWithInput(Suite.Ours, input, "ucspilogd");
        Assert.Equal(own, RunWithInput(suite, input, "ucspilogd"));
        Assert.Equal(1100, own.Output.Count(c => c == '\n'));
    }

    [Theory, Ours, Reference]
    public void WrongUsageOfTheFilter(Suite suite)
    {
        Assert.Equal(
            new CommandResult(100, "", "ucspilogd: usage: ucspilogd [ -D default ] [ var... ]\n"), Run(suite, "ucspilogd", "-x"));
        Assert.Equal(
            new CommandResult(111, "", "ucspilogd: fatal: unable to read from stdin: Is a directory\n"),
            Shell(suite, "exec ucspilogd < ."));
    }

    /// <summary>What a super-server would do: s6-socklog receives, ucspilogd names the codes.</summary>
    [Theory, Ours, Reference]
    public void TheFilterBehindTheSocket(Suite suite)
    {
        Child pipe = StartWith(
            suite, null, "/bin/sh", "-c", $"{suite.Find("s6-socklog")} -r -d 3 -x log 3>ready | A=1 {suite.Find("ucspilogd")} A");
        Eventually(() => File.Exists(At("ready")) && new FileInfo(At("ready")).Length > 0);
        Send("log", "<13>x\n");
        pipe.WaitForOutput("1: user.notice: x\n");
        foreach (int pid in ProcessTree.Find(Scratch).Where(p => ProcessTree.ReadText(p, "comm") == "s6-socklog\n"))
        {
            _ = Native.Kill(pid, Term);
        }
        Assert.Equal(new CommandResult(0, "1: user.notice: x\n", ""), pipe.WaitForExit());
    }

    private Child Listen(Suite suite, params string[] arguments)
    {
        Messages messages = NewMessages();
        Child child = StartWith(
            suite, null, "/bin/sh", ["-c", $"exec {suite.Find("s6-socklog")} -d 3 \"$@\" 3>{messages.Path}", "sh", .. arguments]);
        messages.Expect("");
        return child;
    }

    private static CommandResult Stop(Child socklog)
    {
        socklog.Kill(Term);
        return socklog.WaitForExit();
    }

    private Socket Connect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(At(path)));
        return socket;
    }

    private void Send(string path, string datagram)
    {
        using Socket socket = Connect(path);
        socket.Send(Encoding.Latin1.GetBytes(datagram));
    }
}
