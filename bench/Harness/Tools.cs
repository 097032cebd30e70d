using System;
using System.IO;
using System.Linq;

namespace Sestet.Bench.Harness;

/// <summary>Programs that are no part of a suite.</summary>
internal static class Tools
{
    /// <summary>The file of a program of PATH; a row that needs one that is not there is left out.</summary>
    public static string Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':')
            .Select(directory => Path.Combine(directory, name))
            .FirstOrDefault(file => File.Exists(file) && Native.Access(file, Native.Execute) == 0)
        ?? throw new LeftOutException($"{name} is not installed");
}
