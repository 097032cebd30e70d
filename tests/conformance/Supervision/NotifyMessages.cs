using System;
using System.IO;
using System.Net.Sockets;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Supervision;

/// <summary>docs/SERVICE-DIRECTORY.md, Messages.</summary>
public sealed class NotifyMessages(ITestOutputHelper output) : Scenario(output)
{
    private const string Perl = "/usr/bin/perl";

    /// <summary>A perl program that can tell its manager something, and wait for a file.</summary>
    private const string Tell = """
        use Socket; socket(S, AF_UNIX, SOCK_DGRAM, 0); $name = $ENV{NOTIFY_SOCKET}; $name =~ s/^@/\0/;
        sub tell_it { send(S, $_[0], 0, pack_sockaddr_un($name)) }
        sub until_file { select(undef, undef, undef, 0.02) until -e $_[0] }

        """;

    [ProgramTheory(Perl), Ours, Density]
    public void ReadyAndStatus(Suite suite)
    {
        Supervised service = Supervise(suite, Notified("tell_it(qq(STATUS=warming\\x07up\\nREADY=1\\nX=y)); sleep 1000"));
        service.Expect("suU");
        Assert.True(service.Status.Ready);
        Fields(suite, "ready,statustext", "true warming?up");
        Assert.Equal("warming?up\n", File.ReadAllText(service.Service["supervise/statustext"]));
    }

    [ProgramTheory(Perl), Ours, Density]
    public void SvcWaitsForReadiness(Suite suite)
    {
        Supervise(suite, Notified("until_file('go'); tell_it('READY=1'); sleep 1000").With("down"));
        CommandResult result = Shell(suite, "(sleep 0.3; echo > svc/go) & exec s6-svc -wU -T 10000 -u svc");
        Assert.Equal(new CommandResult(0, "", ""), result);
    }

    /// <summary>The descriptor and the socket beside each other: the first counts, and there is one U.</summary>
    [ProgramTheory(Perl), Ours, Density]
    public void BesideADescriptor(Suite suite)
    {
        Supervised service = Supervise(suite, Notified("""
            tell_it('READY=1'); until_file('go'); open(F, '>&=3'); syswrite(F, qq(\n)); tell_it('READY=1'); tell_it('STATUS=done'); sleep 1000
            """).With("notification-fd", "3"));
        service.Expect("suU");
        service.Service.With("go");
        WaitForText(service, "done");
        Assert.Equal("suU", service.Events.Heard);
    }

    /// <summary>After STOPPING=1 the service is not ready, and what comes then changes nothing about that.</summary>
    [ProgramTheory(Perl), Ours, Density]
    public void Stopping(Suite suite)
    {
        Supervised service = Supervise(suite, Notified(
            "tell_it('READY=1'); until_file('go'); tell_it(qq(STOPPING=1\\nSTATUS=bye)); tell_it('READY=1'); sleep 1000"));
        service.Expect("suU");
        service.Service.With("go");
        WaitForText(service, "bye");
        Patience patience = new();
        while (service.Status.Ready)
        {
            Assert.False(patience.IsOver, "still ready");
            System.Threading.Thread.Yield();
        }
        service.Send("d");
        service.Expect("suUdD");
    }

    [ProgramTheory(Perl), Ours, Density]
    public void OnlyTheServiceIsBelieved(Suite suite)
    {
        Supervised service = Supervise(suite, Notified("until_file('go'); tell_it('STATUS=mine'); sleep 1000"));
        service.Expect("su");
        string name = File.ReadAllText(service.Service["supervise/notify"]).TrimEnd();
        Assert.StartsWith("s6-supervise/", name, StringComparison.Ordinal);
        using var stranger = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        for (int i = 0; i < 40; i++)
        {
            stranger.SendTo("READY=1\nSTATUS=evil\nWATCHDOG=trigger"u8, new UnixDomainSocketEndPoint("\0" + name));
        }
        service.Service.With("go");
        WaitForText(service, "mine");
        Assert.Equal("su", service.Events.Heard);
    }

    /// <summary>A child of the service's session speaks for it.</summary>
    [ProgramTheory(Perl), Ours, Density]
    public void AChildIsBelieved(Suite suite)
    {
        Supervised service = Supervise(suite, Notified("if (!fork()) { tell_it('READY=1'); sleep 1000 } sleep 1000").With("flag-kill-tree"));
        service.Expect("suU");
    }

    [ProgramTheory(Perl), Ours, Density]
    public void TheEnvironmentIsTheServicesOwn(Suite suite)
    {
        Messages messages = NewMessages();
        ServiceDirectory directory = NewService().With("flag-notify-socket").With("watchdog", "7000").Run($"""
            env | grep -E 'NOTIFY_SOCKET|WATCHDOG_USEC' | cut -c 1-28 | sort > {messages.Path}
            test $$ = "$WATCHDOG_PID" && echo own > {messages.Path}
            exec sleep 1000
            """);
        Supervise(suite, directory, "env", "NOTIFY_SOCKET=/of/the/supervisor", "WATCHDOG_USEC=1", "WATCHDOG_PID=1");
        messages.Expect("NOTIFY_SOCKET=@s6-supervise/");
        messages.Expect("WATCHDOG_USEC=7000000");
        messages.Expect("own");
    }

    [ProgramTheory(Perl), Ours, Density]
    public void ASilentServiceIsAborted(Suite suite)
    {
        Supervised service = Supervise(suite, Notified("""
            tell_it('READY=1'); for (1..8) { select(undef, undef, undef, 0.2); tell_it('WATCHDOG=1') } sleep 1000
            """).With("watchdog", "1000").With("max-restarts", "0"));
        service.Expect("suU");
        Patience clock = new();
        service.Expect("suUdOD");
        Assert.InRange(clock.ElapsedMs, 1600, 10_000);
        Fields(suite, "signum", "6");
        Assert.Contains("warning: watchdog time is over - sending the service a SIGABRT\n", service.Process.Text(error: true));
    }

    [ProgramTheory(Perl), Ours, Density]
    public void OneThatHoldsOutIsKilled(Suite suite)
    {
        Supervised service = Supervise(suite, Notified("$SIG{ABRT} = 'IGNORE'; tell_it(qq(READY=1\\nWATCHDOG=trigger)); sleep 1 while 1")
            .With("timeout-kill", "300").With("max-restarts", "0"));
        service.Expect("suUdOD");
        Fields(suite, "signal", "SIGKILL");
    }

    /// <summary>A paused service cannot speak.</summary>
    [ProgramTheory(Perl), Ours, Density]
    public void TheWatchdogSleepsWhileTheServiceIsPaused(Suite suite)
    {
        Supervised service = Supervise(suite, Notified("tell_it('READY=1'); sleep 1000").With("watchdog", "600").With("max-restarts", "0"));
        service.Expect("suU");
        service.Send("p");
        Assert.Equal(99, Run(suite, "s6-svwait", "-t", "1200", "-d", "svc").ExitCode);
        service.Send("c");
        service.Expect("suUdOD");
    }

    [ProgramTheory(Perl), Ours, Density]
    public void AnotherSupervisorListensUnderTheSameName(Suite suite)
    {
        Supervised service = Supervise(suite, Notified("until_file('go'); tell_it(qq(READY=1\\nSTATUS=still here)); sleep 1000"));
        service.Expect("su");
        service.Process.Kill(9);
        _ = service.WaitForExit();
        Supervised next = Supervise(suite, service.Service);
        next.Expect("su");
        next.Service.With("go");
        next.Expect("suU");
        WaitForText(next, "still here");
        int pid = next.Status.Pid;
        // And once more in a supervisor that executes itself anew.
        next.Send("E");
        Fields(suite, "pid,statustext", $"{pid} still here");
    }

    private ServiceDirectory Notified(string program)
    {
        ServiceDirectory directory = NewService().With("flag-notify-socket").With("program", Tell + program);
        return directory.Run("exec perl program");
    }

    /// <summary>Waits for the service's last words to be written.</summary>
    private static void WaitForText(Supervised service, string text)
    {
        Patience patience = new();
        string path = service.Service["supervise/statustext"];
        while (!File.Exists(path) || File.ReadAllText(path) != text + "\n")
        {
            Assert.False(patience.IsOver, $"statustext is never {text}");
            System.Threading.Thread.Yield();
        }
    }

    private void Fields(Suite suite, string fields, string values) =>
        Assert.Equal(new CommandResult(0, values + "\n", ""), Run(suite, "s6-svstat", "-o", fields, "svc"));
}
