using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit.Abstractions;

namespace Sestet.Conformance.Harness;

/// <summary>
/// One of the suites a scenario runs on: ours, or the C suite the scenario is calibrated on. Its commands are found in
/// its own directories, first of all.
/// </summary>
public sealed class Suite : IXunitSerializable
{
    private const string SystemPath = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

    /// <summary>The newest command of each version that tells versions apart.</summary>
    private static readonly (string Command, string Version)[] Milestones =
    [
        ("s6-svscanboot", "2.15.1"),
        ("s6-notify-fd-from-socket", "2.15.0"),
        ("s6-background-watch", "2.14.0"),
        ("s6lockd", "2.11.0"),
    ];

    private static readonly Lazy<Suite> OursOnce = new(
        () => new Suite("ours", [OwnInstallation.Directory()], new Version(int.MaxValue, 0)));

    private static readonly Lazy<Suite> DensityOnce = new(
        () => new Suite("density", Ours.Directories, Ours.Version));

    private static readonly Lazy<Suite> ReferenceOnce = new(FindReference);

    /// <summary>For the test runner, which makes the object first and fills it afterwards.</summary>
    [Obsolete("Use Ours or Reference.")]
    public Suite()
    {
    }

    private Suite(string name, IReadOnlyList<string> directories, Version version)
    {
        Name = name;
        Directories = directories;
        Version = version;
    }

    public string Name { get; private set; } = "";

    public IReadOnlyList<string> Directories { get; private set; } = [];

    /// <summary>What it implements; ours implements everything.</summary>
    public Version Version { get; private set; } = new();

    public bool IsOurs => Name == "ours" || IsDensity;

    /// <summary>Ours, with s6-svscan --density in place of s6-supervise processes.</summary>
    public bool IsDensity => Name == "density";

    /// <summary>The PATH that makes its programs find each other.</summary>
    public string Path => string.Join(':', Directories) + ":" + SystemPath;

    public static Suite Ours => OursOnce.Value;

    public static Suite Density => DensityOnce.Value;

    /// <summary>Without commands where no C suite is installed.</summary>
    public static Suite Reference => ReferenceOnce.Value;

    public bool IsInstalled => Directories.Count > 0;

    /// <summary>Another suite, for one test.</summary>
    public static Suite Of(string name, IReadOnlyList<string> directories, Version version) => new(name, directories, version);

    /// <summary>The file of a command of this suite.</summary>
    public string Find(string command) =>
        TryFind(command, Directories) ?? throw new FileNotFoundException($"{command} is not in {string.Join(':', Directories)}");

    public bool Has(string command) => TryFind(command, Directories) != null;

    /// <summary>
    /// What is expected where ours does otherwise than the reference on purpose; docs/DIVERGENCES.md has the entry.
    /// </summary>
    public T Diverges<T>(T ours, T reference) => IsOurs ? ours : reference;

    public override string ToString() => Name;

    void IXunitSerializable.Serialize(IXunitSerializationInfo info) => info.AddValue("name", Name);

    void IXunitSerializable.Deserialize(IXunitSerializationInfo info)
    {
        Name = info.GetValue<string>("name");
        Suite suite = IsDensity ? Density : IsOurs ? Ours : Reference;
        Directories = suite.Directories;
        Version = suite.Version;
    }

    private static Suite FindReference()
    {
        string[] directories = (Environment.GetEnvironmentVariable("REFERENCE_SUITE") ?? "/usr/bin").Split(':');
        if (TryFind("s6-supervise", directories) == null)
        {
            return new Suite("reference", [], new Version());
        }
        string? version = Milestones.FirstOrDefault(m => TryFind(m.Command, directories) != null).Version;
        return new Suite("reference", directories, Version.Parse(version ?? "2.12.0"));
    }

    private static string? TryFind(string command, IEnumerable<string> directories) =>
        directories.Select(d => System.IO.Path.Combine(d, command)).FirstOrDefault(File.Exists);
}
