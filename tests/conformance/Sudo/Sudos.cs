using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using Sestet.Conformance.Harness;
using Sestet.Conformance.Ipc;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Sudo;

/// <summary>s6-sudo.html, s6-sudoc.html, s6-sudod.html: clients of one suite, servers of the other.</summary>
public sealed class Sudos(ITestOutputHelper output) : Scenario(output)
{
    private const string Refused =
        "s6-sudoc: fatal: unable to connect to the s6-sudod server - check that you have appropriate permissions\n";

    [Theory, Pairs]
    public void ArgumentsAndStreams(Suite client, Suite server)
    {
        using IpcServer service = new(this, server, "", "s6-sudod", "sh", "-c", "cat; printf '<%s>' \"$@\" >&2; exit 7", "x");
        CommandResult result = Shell(client, "printf in | s6-sudo socket a 'b c' '' -x --");
        Assert.Equal(new CommandResult(7, "in", "<a><b c><><-x><-->"), result);
        // All options of s6-ipcclient and s6-sudoc, and a command of the client's alone.
        result = Shell(client, "s6-sudo -v -q -Q -p own -l name -e -t 9000 -T 9000 -- socket < /dev/null");
        Assert.Equal(new CommandResult(7, "", "<>"), result);
    }

    /// <summary>Only variables that are empty at the server's end are taken from the client.</summary>
    [Theory, Pairs]
    public void Environment(Suite client, Suite server)
    {
        using IpcServer service = new(
            this, server, "", "env", "A=", "B=x", "C=", "E=", "s6-sudod", "sh", "-c",
            "echo \"$A/$B/${C-unset}/${D-unset}/$E${LD_PRELOAD-}\"; env | grep -c ^A");
        Assert.Equal("a/x//unset/e=e\nf\n1\n", Shell(client, "A=a B=b D=d E='e=e\nf' s6-sudo socket").Output);
        Assert.Equal("/x//unset/\n1\n", Shell(client, "A=a B=b D=d E=e s6-sudo -e socket").Output);
        // A client that is linked dynamically complains of it.
        Assert.Equal("/x//unset/\n1\n", Shell(client, "LD_PRELOAD=x s6-sudo socket 2> complaints").Output);
    }

    /// <summary>The program has three descriptors, whatever client and server have.</summary>
    [Theory, Pairs]
    public void Descriptors(Suite client, Suite server)
    {
        File.WriteAllText(At("handler"), "#!/bin/sh\nexec 8</dev/null; exec 8<&-; exec s6-sudod \"$@\"\n");
        File.SetUnixFileMode(At("handler"), (UnixFileMode)0x1ed);
        using IpcServer service = new(this, server, "", At("handler"), "ls", "/proc/self/fd");
        // The fourth is the directory that ls reads.
        Assert.Equal("0\n1\n2\n3\n", Shell(client, "exec 9</dev/null 8>x; s6-sudo socket").Output);
    }

    [Theory, Pairs]
    public void OptionsOfTheServer(Suite client, Suite server)
    {
        File.WriteAllText(At("rules"), "");
        using IpcServer service = new(
            this, server, "", "sh", "-c", "read options < options; exec s6-sudod $options sh -c 'readlink /proc/$$/fd/0; readlink /proc/$$/fd/1; echo told >&2'");
        (string Options, string Output, string Error)[] cases =
        [
            ("-t 9000", "/dev/full\npipe\n", "told\n"), ("-0", "/dev/null\npipe\n", "told\n"), ("-1", "", "told\n"),
            ("-2", "/dev/full\npipe\n", ""), ("-012", "", ""), ("-d", "", ""), ("-t 0 -d", "", ""),
        ];
        foreach ((string options, string text, string error) in cases)
        {
            File.WriteAllText(At("options"), options + "\n");
            CommandResult result = Shell(client, "s6-sudo socket < /dev/full | sed 's/pipe:.*/pipe/'");
            Assert.Equal((options, text, error), (options, result.Output, result.Error));
        }
        service.WaitForError("told\ntold\ntold\ntold\n");
    }

    [Theory, Pairs]
    public void ExitCodesAndSignals(Suite client, Suite server)
    {
        using IpcServer service = new(this, server, "", "s6-sudod", "sh", "-c");
        foreach (string code in (string[])["0", "1", "128", "255"])
        {
            // The C program has 128 for whatever is more.
            int expected = int.Parse(code, null);
            int found = Run(client, "s6-sudo", service.Path, $"exit {code}").ExitCode;
            Assert.Equal(client.Diverges(expected, Math.Min(expected, 128)), found);
        }
        foreach (int signal in (int[])[1, 2, 9, 13, 15])
        {
            Assert.Equal(128 + signal, Run(client, "s6-sudo", service.Path, $"kill -{signal} $$").ExitCode);
        }
        // The client dies of the signal itself; the C program exits with its number.
        Assert.Equal(client.Diverges("Killed\n", ""), Shell(client, "s6-sudo socket 'kill -9 $$'; true").Error);
    }

    [Theory, Pairs(Since = "2.15")]
    public void ProgramsThatCannotBeStarted(Suite client, Suite server)
    {
        using IpcServer service = new(this, server, "-v", "s6-sudod");
        CommandResult result = Run(client, "s6-sudo", service.Path, "/no/such/program");
        Assert.Equal(111, result.ExitCode);
        Assert.StartsWith("s6-sudoc: fatal: unable to get confirmation from server: ", result.Error, StringComparison.Ordinal);
        service.WaitForError("s6-sudod: fatal: unable to spawn /no/such/program: No such file or directory\n");
        Assert.Equal(111, Run(client, "s6-sudo", service.Path).ExitCode);
        service.WaitForError("s6-sudod: fatal: client and server args both empty\n");
        service.WaitForError("exitcode 100\n");
    }

    /// <summary>More words than the server can execute with.</summary>
    [Theory, Pairs(Since = "2.15")]
    public void TooManyArguments(Suite client, Suite server)
    {
        using IpcServer service = new(this, server, "", "prlimit", "--stack=524288", "s6-sudod", "true");
        Assert.Equal(0, Shell(client, "s6-sudo socket $(seq 1000)").ExitCode);
        Assert.Equal(111, Shell(client, "s6-sudo socket $(seq 30000)").ExitCode);
        service.WaitForError("s6-sudod: fatal: unable to spawn true: Argument list too long\n");
    }

    [Theory, Pairs(Since = "2.15")]
    public void TheClientIsKilled(Suite client, Suite server)
    {
        using IpcServer service = new(
            this, server, "-v", "s6-sudod", "sh", "-c", "echo $PPID $$ > pid; echo started; exec sleep 1000");
        Child child = Start(client, "s6-sudo", service.Path);
        child.WaitForOutput("started\n");
        int[] pids = [.. File.ReadAllText(At("pid")).Split(' ').Select(int.Parse)];
        // The program may be quicker than the word that it has started: the server sleeps when it has sent it.
        Eventually(() => ProcessTree.State(pids[0]) == 'S');
        child.Kill(9);
        service.WaitForError("exitcode 1\n");
        Eventually(() => !Directory.Exists($"/proc/{pids[1]}"));
    }

    /// <summary>With -d the program goes on.</summary>
    [Theory, Pairs]
    public void TheClientOfADetachedProgramIsKilled(Suite client, Suite server)
    {
        Assert.Equal(0, Shell(Suite.Ours, "mkfifo fifo started").ExitCode);
        using IpcServer service = new(
            this, server, "-v", "s6-sudod", "-d", "sh", "-c", "echo $PPID > started; read line < fifo; echo $line > out");
        Child child = Start(client, "s6-sudo", service.Path);
        int handler = int.Parse(Shell(client, "cat started").Output, CultureInfo.InvariantCulture);
        // The program may be quicker than the word that it has started: the server sleeps when it has sent it.
        Eventually(() => ProcessTree.State(handler) == 'S');
        child.Kill(9);
        _ = child.WaitForExit();
        Assert.Equal(0, Shell(client, "echo went on > fifo").ExitCode);
        service.WaitForError("exitcode 0\n");
        Assert.Equal("went on\n", File.ReadAllText(At("out")));
    }

    [Theory, Pairs]
    public void TheServerIsKilled(Suite client, Suite server)
    {
        using IpcServer service = new(this, server, "", "s6-sudod", "sh", "-c", "echo $PPID $$; exec sleep 1000");
        Child child = Start(client, "s6-sudo", service.Path);
        child.WaitForOutput("\n");
        int[] pids = [.. child.Text(error: false).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        _ = Native.Kill(pids[0], 9);
        CommandResult result = child.WaitForExit();
        _ = Native.Kill(pids[1], 9);
        Assert.Equal(111, result.ExitCode);
        // The program may have been quicker than the word that it has started.
        Assert.Matches("^s6-sudoc: fatal: unable to get (exit status|confirmation) from server: ", result.Error);
    }

    [Theory, Pairs(Since = "2.15")]
    public void TimeIsOver(Suite client, Suite server)
    {
        using IpcServer service = new(this, server, "-v", "sh", "-c", "read wait < wait; if [ $wait = no ]; then exec s6-sudod sleep 1000; fi; exec sleep 1000");
        File.WriteAllText(At("wait"), "no\n");
        Assert.Equal(
            new CommandResult(111, "", "s6-sudoc: fatal: unable to get exit status from server: Operation timed out\n"),
            Run(client, "s6-sudo", "-T", "100", service.Path));
        service.WaitForError("exitcode 1\n");
        File.WriteAllText(At("wait"), "yes\n");
        Assert.Equal(new CommandResult(111, "", Refused), Run(client, "s6-sudo", "-t", "100", service.Path));
        service.Kill(6);
        _ = service.WaitForExit();
    }

    /// <summary>A client that sends nothing, or not all, or no message at all.</summary>
    [Theory, Ours, Reference(Since = "2.15")]
    public void ClientsThatAreNone(Suite suite)
    {
        using IpcServer service = new(this, suite, "-v", "s6-sudod", "-t", "100", "touch", "executed");
        using (Socket silent = service.Connect())
        {
            Assert.Equal("s6-sudo b v1.0\n", IpcServer.ReadToEnd(silent));
            service.WaitForError("s6-sudod: fatal: unable to read message from client: Operation timed out\n");
            service.WaitForError("exitcode 111\n");
        }
        Assert.Equal("s6-sudo b v1.0\n", service.Ask("GET / HTTP/1.1\r\n\r\n"));
        string hello = "s6-sudo a v1.0\n" + new string('\0', 16);
        Assert.Equal("s6-sudo b v1.0\n", service.Ask("\0\0\0\x1f\0\0" + hello));
        service.WaitForError("s6-sudod: fatal: client did not send 3 fds\n");
        service.WaitForError("exitcode 100\n");
        Assert.False(File.Exists(At("executed")));
    }

    /// <summary>Messages with lengths that lie, without descriptors, and too long: each is an error, and no program is run.</summary>
    [Theory, Ours]
    public void Garbage(Suite suite)
    {
        using IpcServer service = new(this, suite, "-v", "s6-sudod", "-t", "5000", "touch", "executed");
        string hello = "s6-sudo a v1.0\n";
        string[] messages =
        [
            "\u00ff\u00ff\u00ff\u00ff\0\0",
            "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff" + hello, "\0\0\0\0\0\0", "\0\0\0\0\0\u0003", "\0\0\0\u0005\0\0abcde",
            "\0\0\0\x1f\0\u0003" + hello + new string('\0', 16), "\0\u0060\0\u0001\0\0" + hello, "\0\0\0\x21\0\0" + hello
                + "\0\0\0\u0001\0\0\0\0\0\0\0\u0002\0\0\0\0a\0", new('\0', 4000), new('x', 100_000),
        ];
        for (int i = 0; i < messages.Length; i++)
        {
            using Socket socket = service.Connect();
            Assert.Equal(15, socket.Receive(new byte[15]));
            try
            {
                _ = socket.Send(Encoding.Latin1.GetBytes(messages[i]));
                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // It may have hung up before all was sent.
            }
            Assert.Equal("", IpcServer.ReadToEnd(socket));
            int count = i + 1;
            Eventually(
                () => service.Errors.Split("exitcode 111\n").Length + service.Errors.Split("exitcode 100\n").Length - 2 == count,
                () => service.Errors);
        }
        Assert.False(File.Exists(At("executed")));
    }

    /// <summary>A server that says something else.</summary>
    [Theory, Ours, Reference]
    public void ServersThatAreNone(Suite suite)
    {
        using IpcServer service = new(this, suite, "", "echo", "s6-sudo b v1.1");
        CommandResult result = Run(suite, "s6-sudo", service.Path);
        Assert.Equal(
            new CommandResult(100, "", "s6-sudoc: fatal: wrong banner - check that you are connecting to a s6-sudod server\n"), result);
    }

    /// <summary>Who may, by uid; and what the program is told of the client is the kernel's word, not the client's.</summary>
    [RootTheory, Pairs(Since = "2.15")]
    public void AccessRules(Suite client, Suite server)
    {
        File.SetUnixFileMode(Scratch, (UnixFileMode)0x1ed);
        Directory.CreateDirectory(At("rules/uid/12"));
        Directory.CreateDirectory(At("rules/uid/13"));
        File.WriteAllText(At("rules/uid/12/allow"), "");
        File.WriteAllText(At("rules/uid/13/deny"), "");
        using IpcServer service = new(
            this, server, "", "s6-ipcserver-access", "-v0", "-l0", "-i", At("rules"), "env", "X=", "s6-sudod", "sh", "-c",
            "id -u; echo $IPCREMOTEEUID:$IPCREMOTEEGID $X");
        string As(int uid) => $"X=x IPCREMOTEEUID=0 s6-applyuidgid -u {uid} -g 34 -G '' s6-sudo socket";
        Assert.Equal(new CommandResult(0, "0\n12:34 x\n", ""), Shell(client, As(12)));
        Assert.All((int[])[13, 14], uid => Assert.Equal(new CommandResult(111, "", Refused), Shell(client, As(uid))));
    }

    [Theory]
    [Ours("s6-sudo", "", "s6-sudo: usage: s6-sudo [ -q | -Q | -v ] [ -p bindpath ] [ -l localname ] [ -e ] [ -t timeout ] [ -T timeoutrun ] path [ args... ]")]
    [Ours("s6-sudo", "-t x path", "s6-sudo: usage: s6-sudo [ -q | -Q | -v ] [ -p bindpath ] [ -l localname ] [ -e ] [ -t timeout ] [ -T timeoutrun ] path [ args... ]")]
    [Ours("s6-sudoc", "-x", "s6-sudoc: usage: s6-sudoc [ -e ] [ -t timeoutconn ] [ -T timeoutrun ] [ args... ]")]
    [Ours("s6-sudoc", "-T x", "s6-sudoc: usage: s6-sudoc [ -e ] [ -t timeoutconn ] [ -T timeoutrun ] [ args... ]")]
    [Ours("s6-sudod", "-3", "s6-sudod: usage: s6-sudod [ -0 ] [ -1 ] [ -2 ] [ -d ] [ -t timeout ] args...")]
    [Reference("s6-sudo", "", "s6-sudo: usage: s6-sudo [ -q | -Q | -v ] [ -p bindpath ] [ -l localname ] [ -e ] [ -t timeout ] [ -T timeoutrun ] path [ args... ]", Since = "2.15")]
    [Reference("s6-sudoc", "-x", "s6-sudoc: usage: s6-sudoc [ -e ] [ -t timeoutconn ] [ -T timeoutrun ] [ args... ]")]
    [Reference("s6-sudod", "-3", "s6-sudod: usage: s6-sudod [ -0 ] [ -1 ] [ -2 ] [ -d ] [ -t timeout ] args...")]
    public void WrongUsage(Suite suite, string program, string words, string usage) => Assert.Equal(
        new CommandResult(100, "", usage + "\n"), Run(suite, program, words.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
}
