using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Clients;

/// <summary>s6-svdt.html and s6-svdt-clear.html.</summary>
public sealed class Svdt(ITestOutputHelper output) : Scenario(output)
{
    [Theory, Density, Ours, Reference]
    public void PrintsEveryDeath(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 3"));
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svdt", "svc"));
        service.Send("o");
        service.Expect("sudD");
        service.Service.Run("kill -9 $$");
        service.Send("o");
        service.Expect("sudDudD");
        string[] stamps = Stamps(service.Service);
        Assert.Equal(
            new CommandResult(0, $"{stamps[0]} exitcode 3\n{stamps[1]} signal SIGKILL\n", ""), Run(suite, "s6-svdt", "svc"));
        Assert.Equal($"{stamps[0]} exitcode 3\n{stamps[1]} signal 9\n", Run(suite, "s6-svdt", "-s", "svc").Output);
        Assert.Equal($"{stamps[0]} exitcode 3\n{stamps[1]} signal SIGKILL\n", Run(suite, "s6-svdt", "-s", "-S", "svc").Output);
    }

    [Theory, Density, Ours, Reference]
    public void OnlyTheLatest(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down"));
        byte[] tally = [.. Enumerable.Range(1, 5).SelectMany(Record)];
        File.WriteAllBytes(service.Service["supervise/death_tally"], tally);
        Assert.Equal(5, Run(suite, "s6-svdt", "svc").Output.Count(c => c == '\n'));
        Assert.Equal("", Run(suite, "s6-svdt", "-n", "0", "svc").Output);
        Assert.EndsWith(" exitcode 5\n", Run(suite, "s6-svdt", "-n", "1", "svc").Output, StringComparison.Ordinal);
        Assert.Equal(5, Run(suite, "s6-svdt", "-n", "100000", "svc").Output.Count(c => c == '\n'));
    }

    [Theory, Density, Ours, Reference]
    public void TheWholeTallyOf4096(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down"));
        File.WriteAllBytes(service.Service["supervise/death_tally"], [.. Enumerable.Range(0, 4096).SelectMany(Record)]);
        string[] lines = Run(suite, "s6-svdt", "svc").Output.Split('\n');
        Assert.Equal(4097, lines.Length);
        Assert.EndsWith(" exitcode 0", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" exitcode 255", lines[4095], StringComparison.Ordinal);
    }

    [Theory, Density, Ours, Reference]
    public void Clears(Suite suite)
    {
        Supervised service = Supervise(suite, NewService().With("down").Run("exit 1"));
        service.Send("o");
        service.Expect("sudD");
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svdt-clear", "svc"));
        Assert.Equal(0, new FileInfo(service.Service["supervise/death_tally"]).Length);
        Assert.Equal(new CommandResult(0, "", ""), Run(suite, "s6-svdt", "svc"));
        service.Send("o");
        service.Expect("sudDudD");
        Assert.Single(Stamps(service.Service));
    }

    [Theory, Density, Ours, Reference]
    public void NoServiceDirectory(Suite suite)
    {
        Assert.Equal(
            new CommandResult(
                111, "", "s6-svdt: fatal: unable to read death tally for service missing: No such file or directory\n"),
            Run(suite, "s6-svdt", "missing"));
        Assert.Equal(
            new CommandResult(
                111, "", "s6-svdt-clear: fatal: unable to clear death tally for service missing: No such file or directory\n"),
            Run(suite, "s6-svdt-clear", "missing"));
    }

    [Theory]
    [Density("")]
    [Ours("")]
    [Density("-z svc")]
    [Ours("-z svc")]
    [Density("-n x svc")]
    [Ours("-n x svc")]
    [Reference("")]
    [Reference("-z svc")]
    [Reference("-n x svc")]
    public void WrongUsage(Suite suite, string arguments)
    {
        CommandResult result = Run(suite, "s6-svdt", arguments.Length == 0 ? [] : arguments.Split(' '));
        Assert.Equal((100, ""), (result.ExitCode, result.Output));
        Assert.Matches(@"^s6-svdt: usage: s6-svdt \[ -S \| -s \] \[ -n max(entries|lines) \] servicedir\n$", result.Error);
        Assert.Equal(new CommandResult(100, "", "s6-svdt-clear: usage: s6-svdt-clear servicedir\n"), Run(suite, "s6-svdt-clear"));
    }

    /// <summary>The stamps in the file, as TAI64N labels.</summary>
    private static string[] Stamps(ServiceDirectory service) =>
        [.. File.ReadAllBytes(service["supervise/death_tally"]).Chunk(14)
            .Select(r => "@" + Convert.ToHexStringLower(r.AsSpan(0, 12)))];

    /// <summary>A death with that exit code, modulo 256, at that second of 1970.</summary>
    private static byte[] Record(int number)
    {
        byte[] record = Convert.FromHexString(
            "40000000" + (number + 10).ToString("x8", CultureInfo.InvariantCulture) + "000000000000");
        record[12] = (byte)(number & 0xff);
        return record;
    }
}
