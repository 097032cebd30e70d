using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Unix;

/// <summary>Files that match a pattern, as libc has it (glob(3)).</summary>
internal static unsafe class FileGlob
{
    /// <summary>
    /// The files, in memory that Kernel.FreeGlob gives back. Verbose: directories that cannot be read are warned of.
    /// </summary>
    public static Errno TryMatch(
        ReadOnlySpan<byte> patternZ, int flags, bool verbose, out GlobMatches matches, out Arguments files)
    {
        Assert.That(patternZ[^1] == 0);
        return Kernel.Glob(patternZ, flags, verbose ? &Warn : null, out matches, out files);
    }

    private static void Warn(ReadOnlySpan<byte> path, Errno error) =>
        Diagnostics.Warn(error, "while globbing, error reading "u8, path);
}
