using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;

namespace Sestet.Boot;

/// <summary>Images of root file systems, each built once.</summary>
internal static class Images
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> s_built = new();

    public static string Root { get; } = FindRoot();

    /// <summary>Kernel, busybox and what else is put together: by `eng/setup boot`.</summary>
    public static string Parts { get; } = Path.Combine(Root, "out", "boot");

    /// <summary>The suites that machines boot with: ours and, where REFERENCE_SUITE has all it takes, the C suite.</summary>
    public static IEnumerable<string> Suites()
    {
        yield return "ours";
        if (Reference != null)
        {
            yield return "reference";
        }
    }

    public static string? Reference { get; } = FindReference();

    /// <summary>
    /// The image of a suite. Changes: lines for a shell in the directory of its root, before services are compiled and init's
    /// directory is made.
    /// </summary>
    public static string Build(string suite, string changes = "") => s_built.GetOrAdd($"{suite}\n{changes}", _ => new(() =>
    {
        string image = Path.Combine(Parts, $"{suite}-{Guid.NewGuid():N}.img");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(image);
        string commands = suite == "ours" ? "ours" : Reference!;
        Tool.Run(Path.Combine(Root, "tests", "boot", "build-image"), commands, image, changes);
        return image;
    })).Value;

    private static string? FindReference()
    {
        foreach (string directory in (Environment.GetEnvironmentVariable("REFERENCE_SUITE") ?? "").Split(':'))
        {
            if (File.Exists(Path.Combine(directory, "s6-rc-compile")) && File.Exists(Path.Combine(directory, "s6-linux-init-maker")))
            {
                return directory;
            }
        }
        return null;
    }

    private static string FindRoot()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "global.json")))
        {
            directory = Path.GetDirectoryName(directory.TrimEnd('/'))!;
        }
        return directory;
    }
}
