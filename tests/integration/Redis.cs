using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Integration;

/// <summary>A real service, with Debian's redis-server: supervised, logged, killed again and again.</summary>
public sealed class Redis(ITestOutputHelper output) : Scenario(output)
{
    private const int Kills = 100;

    /// <summary>
    /// The service says that it is ready as soon as it answers, so that a restart follows at once. Every instance writes its
    /// number; no two may live at the same time, and no line may be lost.
    /// </summary>
    [ProgramTheory("/usr/bin/redis-server"), Ours, Reference]
    public void IsKilledAHundredTimes(Suite suite)
    {
        Scanner scanner = NewScanner(suite);
        string socket = At("redis.sock");
        scanner.Add("redis").With("notification-fd", "3").With("down").Run($"""
            if mkdir {At("alive")}; then :; else echo second instance; fi
            echo start $$
            ( until redis-cli -s {socket} ping > /dev/null 2>&1; do sleep 0.02; done; echo >&3 ) &
            exec redis-server --port 0 --unixsocket {socket} --save '' --appendonly no --daemonize no --logfile ''
            """).Finish($"rmdir {At("alive")}; rm -f {socket}");
        Directory.CreateDirectory(At("logs"));
        scanner.Add("redis/log").Run($"exec s6-log -b n20 s10000000 {At("logs")}");
        scanner.Start().ExpectNames("redis redis/log");
        scanner.Events("redis/log").Expect("su");
        Supervised.SendTo(scanner.Service("redis"), "u");
        string[] pids = new string[Kills + 1];
        int place = 0;
        for (int kill = 0; kill <= Kills; kill++)
        {
            place = scanner.Events("redis").WaitFor("U", place);
            pids[kill] = scanner.Service("redis").Status.Pid.ToString(CultureInfo.InvariantCulture);
            if (kill < Kills)
            {
                // It was ready for less than a second: the supervisor would wait; being asked to it starts at once.
                Supervised.SendTo(scanner.Service("redis"), "k");
                place = scanner.Events("redis").WaitFor("D", place);
                Supervised.SendTo(scanner.Service("redis"), "u");
            }
        }
        Assert.Equal("PONG\n", Shell(suite, $"redis-cli -s {socket} ping").Output);
        Assert.Equal(Kills, Run(suite, "s6-svdt", scanner["redis"]).Output.Split('\n').Count(l => l.EndsWith(" signal SIGKILL", StringComparison.Ordinal)));
        // A clean end, with its own words.
        Assert.Equal(0, Run(suite, "s6-svc", "-wD", "-T", "10000", "-d", scanner["redis"]).ExitCode);
        scanner.Send("t");
        Assert.Equal(0, scanner.Process.WaitForExit().ExitCode);
        string[] lines = File.ReadAllLines(At("logs/current"));
        Assert.DoesNotContain(lines, l => l.Contains("second instance", StringComparison.Ordinal));
        Assert.Equal(pids, lines.Where(l => l.StartsWith("start ", StringComparison.Ordinal)).Select(l => l[6..]));
        Assert.Equal(Kills + 1, lines.Count(l => l.Contains("ready to accept connections", StringComparison.OrdinalIgnoreCase)));
        Assert.Single(lines, l => l.Contains("bye bye", StringComparison.Ordinal));
    }

    [ProgramTheory("/usr/bin/redis-server"), Ours, Reference]
    public void AnswersToItsSignals(Suite suite)
    {
        string socket = At("redis.sock");
        ServiceDirectory directory = NewService().With("notification-fd", "3").With("down-signal", "INT\n").Run($"""
            ( until redis-cli -s {socket} ping > /dev/null 2>&1; do sleep 0.02; done; echo >&3 ) &
            exec redis-server --port 0 --unixsocket {socket} --save '' --appendonly no --daemonize no --logfile {At("log")}
            """);
        Supervised service = Supervise(suite, directory);
        service.Expect("suU");
        Assert.Equal(0, Run(suite, "s6-svc", "-wR", "-T", "10000", "-r", "svc").ExitCode);
        service.Events.ExpectStart("suUdDuU");
        Assert.Equal(0, Run(suite, "s6-svc", "-wD", "-T", "10000", "-d", "svc").ExitCode);
        Assert.Equal(2, File.ReadAllLines(At("log")).Count(l => l.Contains("Received SIGINT", StringComparison.Ordinal)));
        Assert.Equal(0, service.Status.WaitStatus);
    }
}
