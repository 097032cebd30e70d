using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Commands;

/// <summary>s6-permafailon.html.</summary>
public sealed class Permafailon(ITestOutputHelper output) : Scenario(output)
{
    private const string Usage =
        "s6-permafailon: usage: s6-permafailon seconds deathcount statuslist prog...\n";

    /// <summary>TAI is 37 seconds ahead of the system clock's UTC; 10 of them, and those since 1972.</summary>
    private const int LeapSeconds = 37;

    /// <summary>Deaths by signals 11 and 7, and by exit codes 1, 101, 103 and 0, one second apart, the last one now.</summary>
    [Theory]
    [Ours("1000 1 1", "1 exit code 1")]
    [Ours("1000 2 1", "")]
    [Ours("1000 3 1,101-103", "3 exit code 103")]
    [Ours("1000 4 1,101-103", "")]
    [Ours("1000 5 1,101-103,SIGSEGV,SIGBUS", "5 exit code 103")]
    [Ours("1000 1 SIGSEGV", "1 signal 11")]
    [Ours("1000 1 segv", "1 signal 11")]
    [Ours("1000 1 sig11", "1 signal 11")]
    [Ours("1000 2 Sig7;SIG11", "2 signal 7")]
    [Ours("1000 1 139", "1 signal 11")]
    [Ours("1000 6 0-255", "6 exit code 0")]
    [Ours("1000 7 0-255", "")]
    [Ours("1000 99999 0-255", "")]
    [Ours("0 1 1", "")]
    [Ours("1000 1 SIGTERM", "")]
    [Ours("4294967295 1 1SIGTERM", "1 exit code 1")]
    [Ours("500 2 0-255", "")]
    [Ours("500 1 0-255", "1 exit code 0")]
    [Reference("1000 1 1", "1 exit code 1")]
    [Reference("1000 2 1", "")]
    [Reference("1000 3 1,101-103", "3 exit code 103")]
    [Reference("1000 4 1,101-103", "")]
    [Reference("1000 5 1,101-103,SIGSEGV,SIGBUS", "5 exit code 103")]
    [Reference("1000 1 SIGSEGV", "1 signal 11")]
    [Reference("1000 1 segv", "1 signal 11")]
    [Reference("1000 1 sig11", "1 signal 11")]
    [Reference("1000 2 Sig7;SIG11", "2 signal 7")]
    [Reference("1000 1 139", "1 signal 11")]
    [Reference("1000 6 0-255", "6 exit code 0")]
    [Reference("1000 7 0-255", "")]
    [Reference("1000 99999 0-255", "")]
    [Reference("0 1 1", "")]
    [Reference("1000 1 SIGTERM", "")]
    [Reference("4294967295 1 1SIGTERM", "1 exit code 1")]
    [Reference("500 2 0-255", "")]
    [Reference("500 1 0-255", "1 exit code 0")]
    public void Judges(Suite suite, string arguments, string failure)
    {
        WriteTally([.. Record(900, 139, 11), .. Record(899, 135, 7), .. Record(898, 1), .. Record(897, 101),
            .. Record(896, 103), .. Record(0, 0)]);
        string[] words = arguments.Split(' ');
        CommandResult result = Run(suite, "s6-permafailon", [.. words, "echo", "goes", "on"]);
        string[] how = failure.Split(' ', 2);
        CommandResult expected = failure.Length == 0
            ? new CommandResult(0, "goes on\n", "")
            : new CommandResult(125, "", "s6-permafailon: info: PERMANENT FAILURE triggered after " +
                $"{how[0]} events involving {how[1]} in the last {words[0]} seconds\n");
        Assert.Equal(expected, result);
    }

    [Theory]
    [Ours(-1, "unable to stat supervise/death_tally: No such file or directory")]
    [Ours(13, "invalid supervise/death_tally")]
    [Ours(4097 * 14, "invalid supervise/death_tally")]
    [Ours(0, "")]
    [Reference(-1, "unable to stat supervise/death_tally: No such file or directory")]
    [Reference(13, "invalid supervise/death_tally")]
    [Reference(4097 * 14, "invalid supervise/death_tally")]
    [Reference(0, "")]
    public void WithoutAUsefulTally(Suite suite, int length, string warning)
    {
        Directory.CreateDirectory(At("supervise"));
        if (length >= 0)
        {
            File.WriteAllBytes(At("supervise/death_tally"), new byte[length]);
        }
        string error = warning.Length == 0 ? "" : $"s6-permafailon: warning: {warning}\n";
        Assert.Equal(new CommandResult(0, "on\n", error), Run(suite, "s6-permafailon", "10", "1", "0-255", "echo", "on"));
    }

    /// <summary>In the place it is made for.</summary>
    [Theory, Ours, Reference]
    public void AServiceFailsForGood(Suite suite)
    {
        string command = suite.Find("s6-permafailon");
        Supervised service = Supervise(
            suite, NewService().Run("exit 3").Finish($"exec {command} 60 2 3 true"));
        service.Expect("sudDudOD");
        Assert.Equal(2 * 14, new FileInfo(service.Service["supervise/death_tally"]).Length);
    }

    [Theory]
    [Ours("")]
    [Ours("60 1")]
    [Ours("x 1 1 true")]
    [Ours("60 x 1 true")]
    [Ours("60 0 1 true")]
    [Ours("-z 60 1 1 true")]
    [Reference("")]
    [Reference("60 1")]
    [Reference("x 1 1 true")]
    [Reference("60 x 1 true")]
    [Reference("60 0 1 true")]
    [Reference("-z 60 1 1 true")]
    public void WrongUsage(Suite suite, string arguments) =>
        Assert.Equal(new CommandResult(100, "", Usage), Run(suite, "s6-permafailon", Words(arguments)));

    [Theory]
    [Ours("256", "invalid exit code")]
    [Ours("1-256", "invalid exit code")]
    [Ours("1-", "invalid interval specification")]
    [Ours("2-1", "invalid interval")]
    [Ours("SIGNOTHING", "invalid status list specification")]
    [Ours(",1", "invalid status list specification")]
    [Ours("-1", "invalid status list specification")]
    [Reference("256", "invalid exit code")]
    [Reference("1-256", "invalid exit code")]
    [Reference("1-", "invalid interval specification")]
    [Reference("2-1", "invalid interval")]
    [Reference("SIGNOTHING", "invalid status list specification")]
    [Reference(",1", "invalid status list specification")]
    [Reference("-1", "invalid status list specification")]
    public void WrongLists(Suite suite, string list, string message) => Assert.Equal(
        new CommandResult(100, "", $"s6-permafailon: fatal: {message}\n"),
        Run(suite, "s6-permafailon", "60", "1", list, "true"));

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private void WriteTally(byte[] records)
    {
        Directory.CreateDirectory(At("supervise"));
        File.WriteAllBytes(At("supervise/death_tally"), records);
    }

    private static byte[] Record(int secondsAgo, byte code, byte signal = 0)
    {
        byte[] record = new byte[14];
        long seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + LeapSeconds - secondsAgo;
        BinaryPrimitives.WriteUInt64BigEndian(record, (1UL << 62) + (ulong)seconds);
        record[12] = code;
        record[13] = signal;
        return record;
    }
}
