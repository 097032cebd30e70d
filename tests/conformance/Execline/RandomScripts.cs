using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>
/// A few of the random scripts of tests/scripts, always the same; `make scripts` runs many, and new ones. The lexer has been
/// the same for long; commands of older references lack options that these scripts use.
/// </summary>
public sealed class RandomScripts(ITestOutputHelper output) : Scenario(output)
{
    private const string Seed = "1";

    [Theory]
    [Reference("letters", "800", Needs = "execlineb")]
    [Reference("scripts", "400", Needs = "execlineb", Since = "2.15.1")]
    public void BothSuitesDoTheSame(Suite reference, string mode, string cases)
    {
        string program = Path.Combine(OwnInstallation.RepositoryRoot, "tests/scripts/bin/Release/net10.0/Scripts");
        Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string)(variable.Value ?? ""));
        string[] words = ["Scripts", mode, cases, Seed, Suite.Ours.Directories[0], Path.GetDirectoryName(reference.Find("execlineb"))!];
        CommandResult result = Child.Run(program, words, environment, timeoutMs: Patience.DefaultMs * 12);
        Assert.True(result.ExitCode == 0, $"{result.Output}{result.Error}");
        Assert.StartsWith($"seed {Seed}, ", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("; 0 exited 0,", result.Output, StringComparison.Ordinal);
    }
}
