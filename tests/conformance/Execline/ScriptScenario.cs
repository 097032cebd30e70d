using System;
using System.Collections.Generic;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Execline;

/// <summary>
/// Scripts of execline, each with what it does: with our commands, with ours where each is executed, and with those of the
/// reference where that is as new as the commands here.
/// </summary>
public abstract class ScriptScenario(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>The version of s6 that came with execline 2.9.9.</summary>
    private static readonly Version ReferenceVersion = new(2, 15, 1);

    private int _scripts;

    private static bool HasReference =>
        Suite.Reference.IsInstalled
        && Suite.Reference.Version >= ReferenceVersion
        && Path.Exists(Path.Combine(Suite.Reference.Directories[0], "execlineb"));

    /// <summary>Each script has a directory of its own, and an empty standard input.</summary>
    protected void Expect(string script, int code, string standardOutput, string error)
    {
        CommandResult expected = new(code, standardOutput, error);
        Assert.Equal(expected, Execute(Suite.Ours, script, "same"));
        Assert.Equal(expected, Execute(Suite.Ours, script, "exec"));
        if (HasReference)
        {
            Assert.Equal(expected, Execute(Suite.Reference, script, "same"));
        }
    }

    /// <summary>What ours does otherwise than the reference on purpose; docs/DIVERGENCES.md has the entry.</summary>
    protected void ExpectOurs(string script, int code, string standardOutput, string error) =>
        Assert.Equal(new CommandResult(code, standardOutput, error), Execute(Suite.Ours, script, "same"));

    private CommandResult Execute(Suite suite, string script, string chain)
    {
        Dictionary<string, string> environment = EnvironmentOf(suite);
        environment["SESTET_CHAIN"] = chain;
        string directory = Directory.CreateDirectory(At($"script-{_scripts++}")).FullName;
        return Child.Run(suite.Find("execlineb"), ["execlineb", "-Pc", script], environment, directory, "");
    }
}
