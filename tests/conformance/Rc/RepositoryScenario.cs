using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Conformance.Harness;
using Xunit;
using Xunit.Abstractions;

namespace Sestet.Conformance.Rc;

/// <summary>A store, a repository of it, and what the repository holds, in a scratch directory.</summary>
public abstract partial class RepositoryScenario(ITestOutputHelper output) : Scenario(output)
{
    /// <summary>Defines a service in a store; words behind its type are services that it needs, or +FLAG.</summary>
    protected void Define(string name, string definition, string store = "store")
    {
        string[] words = definition.Split(' ');
        string directory = At($"{store}/{name}");
        string list = Path.Combine(directory, words[0] == "bundle" ? "contents.d" : "dependencies.d");
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "type"), $"{words[0]}\n");
        if (words[0] == "oneshot")
        {
            File.WriteAllText(Path.Combine(directory, "up"), "true\n");
        }
        if (words[0] == "longrun")
        {
            File.WriteAllText(Path.Combine(directory, "run"), "#!/bin/sh\nexec sleep 1000\n");
            File.SetUnixFileMode(Path.Combine(directory, "run"), (UnixFileMode)0x1ed);
        }
        foreach (string word in words.Skip(1))
        {
            string file = Path.Combine(word[0] == '+' ? directory : list, word.TrimStart('+'));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
        }
    }

    /// <summary>Has one longrun write into another.</summary>
    protected void Pipe(string producer, string consumer)
    {
        File.WriteAllText(At($"store/{producer}/producer-for"), $"{consumer}\n");
        File.WriteAllText(At($"store/{consumer}/consumer-for"), $"{producer}\n");
        File.WriteAllText(At($"store/{consumer}/pipeline-name"), $"{consumer}-pipeline\n");
    }

    /// <summary>The store that most scenarios use.</summary>
    protected void DefineAll()
    {
        Define("base", "oneshot");
        Define("net", "longrun base");
        Define("web", "longrun net");
        Define("early", "oneshot +flag-essential");
        Define("clock", "oneshot +flag-recommended");
        Define("src", "longrun");
        Define("log", "longrun");
        Pipe("src", "log");
        Define("all", "bundle net web");
    }

    /// <summary>A repository of the store at repo, with a set.</summary>
    protected void MakeRepository(Suite suite, string set = "set")
    {
        DefineAll();
        Assert.Equal(new CommandResult(0, "", ""), Rc(suite, $"repo-init -r repo {At("store")}"));
        Assert.Equal(new CommandResult(0, "", ""), Rc(suite, $"set-new -r repo {set}"));
    }

    /// <summary>Runs a shell line behind "s6-rc-"; the other suite's compiler is taken where one has none.</summary>
    protected CommandResult Rc(Suite suite, string line)
    {
        string others = string.Join(':', Suite.Reference.Directories);
        return Shell(suite, $"PATH=$PATH:{others}; s6-rc-{line}");
    }

    protected int Code(Suite suite, string line) => Rc(suite, line).ExitCode;

    /// <summary>What s6-rc-set-status prints, in alphabetical order, blanks between.</summary>
    protected string Status(Suite suite, string words)
    {
        CommandResult result = Rc(suite, $"set-status -r repo {words}");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return string.Join(' ', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    /// <summary>Everything in a directory: path, mode, where links lead; without random letters and times.</summary>
    protected List<string> Tree(string directory) =>
    [
        .. Shell(Suite.Ours, $"find {directory} -printf '%p %M %l\\n'").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Letters().Replace(Label().Replace(line, "@"), ":$1")).Order(StringComparer.Ordinal),
    ];

    [GeneratedRegex("@[0-9a-f]{24}")]
    private static partial Regex Label();

    [GeneratedRegex(":[-_A-Za-z0-9]{6}(/| |$)")]
    private static partial Regex Letters();
}

/// <summary>What scenarios of repositories ask of results.</summary>
internal static class RepositoryResults
{
    /// <summary>The same without the lines of messages that have that text, for the order of services is nobody's promise.</summary>
    public static CommandResult WithoutLine(this CommandResult result, string text) => result with
    {
        Error = string.Concat(
            result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.Contains(text, StringComparison.Ordinal)).Select(line => $"{line}\n")),
    };
}
