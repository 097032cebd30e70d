using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace Sestet.Conformance.Harness;

/// <summary>Our binary, installed once for all tests of this run and removed when it ends.</summary>
internal static class OwnInstallation
{
    public static string RepositoryRoot { get; } = FindRoot();

    public static string Binary { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable("SESTET_BIN") ?? "src/bin/Release/net10.0/sestet", RepositoryRoot);

    /// <summary>Installs it; the directory of its commands.</summary>
    public static string Directory()
    {
        if (!File.Exists(Binary))
        {
            throw new FileNotFoundException($"there is no {Binary}: run `dotnet build -c Release src` first, or set SESTET_BIN");
        }
        string directory = System.IO.Directory.CreateTempSubdirectory("sestet-bin-").FullName;
        // Scenarios with other users run commands of it.
        File.SetUnixFileMode(directory, (UnixFileMode)0x1ed);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => System.IO.Directory.Delete(directory, recursive: true);
        CommandResult result = Child.Run(Binary, ["sestet", "install", directory], new Dictionary<string, string>());
        return result.ExitCode == 0 ? directory : throw new InvalidOperationException($"sestet install {directory}: {result}");
    }

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory != null && !File.Exists(Path.Combine(directory, "global.json")))
        {
            directory = Path.GetDirectoryName(directory);
        }
        Debug.Assert(directory != null, "the tests lie in the repository");
        return directory;
    }
}
