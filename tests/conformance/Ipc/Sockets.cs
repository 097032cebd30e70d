using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Ipc;

/// <summary>s6-ipcserver-socketbinder.html, s6-ipcclient.html, s6-ioconnect.html.</summary>
public sealed class Sockets(ITestOutputHelper output) : Scenario(output)
{
    [Theory]
    [Ours("", 0x1ff)]
    [Ours("-a 600", 0x180)]
    [Ours("-a 0", 0)]
    [Ours("-a 01755", 0x1ed)]
    [Reference("", 0x1ff)]
    [Reference("-a 600", 0x180)]
    [Reference("-a 0", 0)]
    [Reference("-a 01755", 0x1ed)]
    public void TheModeIsTheOneGiven(Suite suite, string options, int mode)
    {
        CommandResult result = Shell(suite, $"umask 27; s6-ipcserver-socketbinder {options} s sh -c 'stat -c %F:%a s; umask'");
        string octal = Convert.ToString(mode, 8);
        Assert.Equal(new CommandResult(0, $"socket:{octal}\n0027\n", ""), result);
    }

    [Theory]
    [Ours("")]
    [Ours("-b 0")]
    [Ours("-b 3")]
    [Reference("")]
    [Reference("-b 0")]
    [Reference("-b 3")]
    public void ItListensOrNot(Suite suite, string options)
    {
        CommandResult result = Shell(
            suite, $"s6-ipcserver-socketbinder {options} s sh -c 'readlink /proc/self/fd/0; grep -w s /proc/net/unix'");
        Assert.StartsWith("socket:[", result.Output, StringComparison.Ordinal);
        // __SO_ACCEPTCON.
        string flag = options == "-b 0" ? " 00000000 0001 01 " : " 00010000 0001 01 ";
        Assert.Contains(flag, result.Output, StringComparison.Ordinal);
    }

    [Theory, Ours, Reference]
    public void DatagramsAndBlocking(Suite suite)
    {
        string show = "sh -c 'grep -w s /proc/net/unix; grep flags /proc/self/fdinfo/0'";
        CommandResult result = Shell(suite, $"s6-ipcserver-socketbinder -m -b 0 s {show}");
        Assert.Contains(" 0002 01 ", result.Output, StringComparison.Ordinal);
        Assert.Contains("04002", result.Output, StringComparison.Ordinal);
        result = Shell(suite, $"s6-ipcserver-socketbinder -B s {show}");
        Assert.DoesNotContain("04002", result.Output, StringComparison.Ordinal);
        Assert.Equal(111, Shell(suite, "s6-ipcserver-socketbinder -m s true").ExitCode);
    }

    [Theory, Ours, Reference]
    public void WhatIsThereIsReplacedOrNot(Suite suite)
    {
        File.WriteAllText(At("s"), "file");
        CommandResult result = Run(suite, "s6-ipcserver-socketbinder", "-D", "s", "true");
        Assert.Equal(111, result.ExitCode);
        Assert.StartsWith(
            "s6-ipcserver-socketbinder: fatal: unable to bind to s: Address ", result.Error, StringComparison.Ordinal);
        Assert.Equal("file", File.ReadAllText(At("s")));
        Assert.Equal(0, Run(suite, "s6-ipcserver-socketbinder", "s", "test", "-S", "s").ExitCode);
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(At("s.lock")));
    }

    [Theory]
    [Ours("s6-ipcserver-socketbinder -a 8 s true", 100)]
    [Ours("s6-ipcserver-socketbinder -b x s true", 100)]
    [Ours("s6-ipcserver-socketbinder s", 100)]
    [Ours("s6-ipcserver-socketbinder none/s true", 111)]
    [Ours("s6-ipcserver -c x s true", 100)]
    [Ours("s6-ipcserver s", 100)]
    [Ours("s6-ipcserver none/s true", 111)]
    [Ours("s6-ipcserver -U s true", 100)]
    [Ours("s6-ipcserverd true </dev/null", 100)]
    [Ours("s6-ipcserverd true <&-", 111)]
    [Ours("s6-ipcserver-socketbinder s s6-ipcserverd -1 true >&-", 100)]
    [Ours("s6-ipcserverd -v x true", 100)]
    [Ours("s6-ipcclient none true", 111)]
    [Ours("s6-ipcclient none", 100)]
    [Ours("s6-ioconnect -r 2", 100)]
    [Ours("s6-ioconnect 6<&- 7<&-", 111)]
    [Reference("s6-ipcserver-socketbinder -a 8 s true", 100)]
    [Reference("s6-ipcserver-socketbinder -b x s true", 100)]
    [Reference("s6-ipcserver-socketbinder s", 100)]
    [Reference("s6-ipcserver-socketbinder none/s true", 111)]
    [Reference("s6-ipcserver -c x s true", 100)]
    [Reference("s6-ipcserver s", 100)]
    [Reference("s6-ipcserver none/s true", 111)]
    [Reference("s6-ipcserver -U s true", 100)]
    [Reference("s6-ipcserverd true </dev/null", 100)]
    [Reference("s6-ipcserverd true <&-", 111)]
    [Reference("s6-ipcserver-socketbinder s s6-ipcserverd -1 true >&-", 100)]
    [Reference("s6-ipcserverd -v x true", 100)]
    [Reference("s6-ipcclient none true", 111)]
    [Reference("s6-ipcclient none", 100)]
    [Reference("s6-ioconnect -r 2", 100)]
    [Reference("s6-ioconnect 6<&- 7<&-", 111)]
    public void Failures(Suite suite, string command, int expected) =>
        Assert.Equal(expected, Shell(suite, $"unset UID; {command}").ExitCode);

    [Theory, Ours, Reference]
    public void ClientsKnowTheirOwnPath(Suite suite)
    {
        IpcServer server = new(this, suite, "", "true");
        string[] show = ["sh", "-c", "echo $PROTO:$IPCLOCALPATH"];
        Assert.Equal("IPC:\n", Run(suite, "s6-ipcclient", [server.Path, .. show]).Output);
        Assert.Equal("IPC:own\n", Run(suite, "s6-ipcclient", ["-p", "own", server.Path, .. show]).Output);
        CommandResult result = Run(suite, "s6-ipcclient", ["-v", "-l", "name", server.Path, .. show]);
        string told = $"s6-ipcclient: info: s6-ipcclient: connected to {server.Path}\n";
        Assert.Equal(new CommandResult(0, "IPC:name\n", told), result);
        // It is there already.
        Assert.Equal(111, Run(suite, "s6-ipcclient", ["-p", "own", server.Path, .. show]).ExitCode);
    }

    [Theory, Ours, Reference]
    public void DataGoBothWays(Suite suite)
    {
        string script = "printf there | s6-ioconnect 6</etc/passwd 7>to >from; cat to; cmp from /etc/passwd";
        Assert.Equal(new CommandResult(0, "there", ""), Shell(suite, script));
        script = "head -c 3000000 /dev/zero | s6-ioconnect -r 8 -w 9 8</dev/null 9>to >from; stat -c %s to from";
        Assert.Equal(new CommandResult(0, "3000000\n0\n", ""), Shell(suite, script));
    }

    [Theory, Ours, Reference]
    public void NothingForTooLong(Suite suite)
    {
        CommandResult result = Shell(suite, "mkfifo f; s6-ioconnect -t 1 <>f 6<>f 7>/dev/null; echo $?");
        Assert.Equal("1\n", result.Output);
    }
}
