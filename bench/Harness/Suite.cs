using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Sestet.Bench.Harness;

/// <summary>One of the suites that are measured: where its programs are, and how its scanner is told a size.</summary>
internal sealed class Suite
{
    private const int CommandTimeoutMs = 20_000;

    private readonly Lazy<string> _servicesOption;

    /// <summary>The directories are searched in their order.</summary>
    public Suite(string name, IReadOnlyList<string> directories)
    {
        Name = name;
        Directories = directories;
        Environment = new Dictionary<string, string>
        {
            ["PATH"] = string.Join(':', directories.Concat(["/usr/bin", "/bin"])),
            ["LC_ALL"] = "C",
        };
        _servicesOption = new Lazy<string>(FindServicesOption);
    }

    public string Name { get; }

    public IReadOnlyList<string> Directories { get; }

    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>The file of a command; a row that needs one that is not there is left out.</summary>
    public string Find(string command) => TryFind(command) ?? throw new LeftOutException($"{Name} has no {command}");

    public string? TryFind(string command) =>
        Directories
            .Select(directory => Path.Combine(directory, command))
            .FirstOrDefault(file => File.Exists(file) && Native.Access(file, Native.Execute) == 0);

    /// <summary>s6-svscan's words for a scan directory with that many services.</summary>
    public IReadOnlyList<string> ScannerWords(string scanDirectory, int services, params string[] options) =>
    [
        Find("s6-svscan"),
        .. options,
        _servicesOption.Value,
        (services + 10).ToString(CultureInfo.InvariantCulture),
        scanDirectory,
    ];

    /// <summary>Runs a command to its end, which must be a good one.</summary>
    public void Run(string command, params string[] words)
    {
        int code = Processes.Run([Find(command), .. words], Environment, CommandTimeoutMs);
        if (code != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', words)}: exit code {code}");
        }
    }

    /// <summary>-C, and in versions before 2.13 -c: their usage line says so.</summary>
    private string FindServicesOption()
    {
        using Scratch scratch = new();
        _ = Processes.Run([Find("s6-svscan"), "--help"], Environment, CommandTimeoutMs, scratch["usage"]);
        return File.ReadAllText(scratch["usage"]).Contains("-c maxservices", StringComparison.Ordinal) ? "-c" : "-C";
    }
}
