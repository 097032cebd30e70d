using System;
using System.IO;
using Sestet.Conformance.Harness;
using Xunit.Abstractions;

namespace Sestet.Conformance.Holding;

/// <summary>A scenario with fd-holders.</summary>
public abstract class HolderScenario(ITestOutputHelper output) : Scenario(output)
{
    protected const string AllRights = "STORE_REGEX=. RETRIEVE_REGEX=. LIST=1 GETDUMP=1 SETDUMP=1";

    /// <summary>A fd-holder at a socket of that name that takes clients, which may all do what the rights say.</summary>
    protected Child Serve(Suite suite, string name, string rights = AllRights, params string[] options)
    {
        MakeRules(name, rights);
        return WaitForReadiness(Start(suite, "s6-fdholder-daemon", ["-1", .. options, "-i", "rules-" + name, name]));
    }

    /// <summary>It has written its newline, and closed its standard output.</summary>
    protected static Child WaitForReadiness(Child daemon)
    {
        daemon.WaitForOutput("\n");
        Patience patience = new();
        while (!daemon.Output.Ended && !patience.IsOver)
        {
            daemon.Output.Wait(patience);
            daemon.Output.Drain();
        }
        return daemon;
    }

    /// <summary>Descriptors that a process has open.</summary>
    protected static int DescriptorsOf(Child process) => Directory.GetFileSystemEntries($"/proc/{process.Pid}/fd").Length;

    /// <summary>A rule for clients of the user or group, "uid/default" and the like.</summary>
    protected void MakeRules(string name, string rights, string who = "uid/default")
    {
        string environment = At($"rules-{name}/{who}/env");
        Directory.CreateDirectory(environment);
        File.WriteAllText(At($"rules-{name}/{who}/allow"), "");
        foreach (string right in rights.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = right.Split('=');
            File.WriteAllText(Path.Combine(environment, "S6_FDHOLDER_" + words[0]), words[1] + "\n");
        }
    }
}
