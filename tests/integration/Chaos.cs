using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;

namespace Sestet.Integration;

/// <summary>A short run of tests/chaos with one seed; `make chaos` makes long ones, with a new one each time.</summary>
public sealed class Chaos
{
    private const int Seconds = 12;
    private const int TimeoutMs = 150_000;

    /// <summary>It kills forty a second where the machine has nothing else to do.</summary>
    private const int KillsLeast = 100;

    [Fact]
    public void SupervisorsAreKilledAndUpgradedAndNobodyNotices()
    {
        string program = Path.Combine(OwnInstallation.RepositoryRoot, "tests/chaos/bin/Release/net10.0/Chaos");
        Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string)(variable.Value ?? ""));
        string[] words = [
            "Chaos", "--seconds", Seconds.ToString(CultureInfo.InvariantCulture), "--seed", "1", "--binary", OwnInstallation.Binary,
        ];
        CommandResult result = Child.Run(program, words, environment, timeoutMs: TimeoutMs);
        Assert.True(result.ExitCode == 0, $"{result.Output}{result.Error}");
        Match kills = Regex.Match(result.Output, "kills: ([0-9]+) of s6-supervise");
        Assert.True(kills.Success, result.Output);
        Assert.True(int.Parse(kills.Groups[1].Value, CultureInfo.InvariantCulture) >= KillsLeast, result.Output);
    }
}
