using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Sestet.Bench.Harness;

namespace Sestet.Bench;

/// <summary>What the environment asks for; bench/run lists the variables.</summary>
internal sealed class Settings
{
    private const int RoundsDefault = 5;
    private const int RoundsMax = 1000;

    /// <summary>Without these a directory holds no suite.</summary>
    private static readonly string[] Needed = ["s6-svscan", "s6-supervise", "s6-svscanctl", "s6-svc"];

    private Settings()
    {
    }

    /// <summary>Rounds of most rows.</summary>
    public int Rounds { get; private init; }

    /// <summary>Rounds of those that take many seconds each.</summary>
    public int LongRounds => (Rounds + 1) / 2;

    /// <summary>Names of measurements; all where it is empty.</summary>
    public IReadOnlyList<string> Only { get; private init; } = [];

    /// <summary>The other suite's directories; empty where there is none.</summary>
    public IReadOnlyList<string> Reference { get; private init; } = [];

    /// <summary>The program that is measured.</summary>
    public string Binary { get; private init; } = "";

    /// <summary>The helper program.</summary>
    public string Helper { get; private init; } = "";

    /// <summary>No control groups.</summary>
    public bool ReapedOnly { get; private init; }

    /// <summary>Reads the environment; throws UsageException with what is wrong with it.</summary>
    public static Settings Read(IEnumerable<string> measurements)
    {
        string root = FindRoot();
        string binary = Path.GetFullPath(Variable("SESTET_BIN") ?? "src/bin/Release/net10.0/sestet", root);
        string helper = Path.Combine(root, "bench/helpers/bin/Release/net10.0/bench-helper");
        string rounds = Variable("ROUNDS") ?? RoundsDefault.ToString(CultureInfo.InvariantCulture);
        bool isNumber = int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        const StringSplitOptions Tidily = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        string[] only = (Variable("ONLY") ?? "").Split(',', Tidily);
        string? unknown = only.FirstOrDefault(name => !measurements.Contains(name));
        string? cpu = Variable("CPU");
        Require(isNumber && number is > 0 and <= RoundsMax, $"ROUNDS is a number from 1 to {RoundsMax}, not {rounds}");
        Require(unknown == null, $"ONLY: there is no {unknown}, only {string.Join(' ', measurements)}");
        Require(cpu is null or "reaped", $"CPU is \"reaped\" or not set, not {cpu}");
        Require(File.Exists(binary), $"there is no {binary}");
        Require(File.Exists(helper), $"there is no {helper}: bench/run builds it");
        return new Settings
        {
            Rounds = number,
            Only = only,
            Reference = FindReference(root),
            Binary = binary,
            Helper = helper,
            ReapedOnly = cpu != null,
        };
    }

    private static string[] FindReference(string root)
    {
        string? given = Variable("REFERENCE");
        string[] directories = [.. (given ?? "/usr/bin").Split(':').Select(d => Path.GetFullPath(d, root))];
        bool complete = Needed.All(command => new Suite("", directories).TryFind(command) != null);
        Require(complete || given == null, $"REFERENCE: not all of {string.Join(' ', Needed)} in {given}");
        return complete ? directories : [];
    }

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory != null && !File.Exists(Path.Combine(directory, "global.json")))
        {
            directory = Path.GetDirectoryName(directory);
        }
        return directory ?? throw new UsageException("this program has to lie in the project's directory");
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new UsageException(message);
        }
    }
}
