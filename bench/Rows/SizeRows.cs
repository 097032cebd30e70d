using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Sestet.Bench.Harness;

namespace Sestet.Bench.Rows;

/// <summary>
/// How many files the programs are, and how large: those commands that Sestet has, so that the same is compared. Where the
/// reference's programs need shared libraries of the suite, these count too.
/// </summary>
internal static partial class SizeRows
{
    private const int TimeoutMs = 20_000;

    public static void Run(Turn turn)
    {
        using Scratch scratch = new();
        string strip = Tools.Find("strip");
        string[] commands = ListCommands(turn, scratch);
        List<string> found = [.. commands.Select(turn.Suite.TryFind).OfType<string>()];
        if (found.Count < commands.Length)
        {
            turn.Note($"sizes, {turn.Suite.Name}: it has {found.Count} of the {commands.Length} commands");
        }
        List<string> files = [.. found.Select(RealPath).Distinct()];
        files.AddRange(files.SelectMany(f => SharedLibraries(turn, scratch, f)).Distinct().ToArray());
        turn.Add($"programs, {commands.Length} commands: files", "", files.Count);
        turn.Add(RowNames.Stripped, "kB", files.Sum(f => StrippedLength(turn, scratch, strip, f)) / 1e3);
    }

    private static string[] ListCommands(Turn turn, Scratch scratch)
    {
        int code = Processes.Run([turn.Settings.Binary, "list"], turn.Suite.Environment, TimeoutMs, scratch["list"]);
        return code == 0
            ? File.ReadAllLines(scratch["list"])
            : throw new InvalidOperationException($"{turn.Settings.Binary} list: exit code {code}");
    }

    private static string RealPath(string file) =>
        new FileInfo(file).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file;

    /// <summary>Those of the suite itself: libc is there anyway.</summary>
    private static IEnumerable<string> SharedLibraries(Turn turn, Scratch scratch, string file)
    {
        // It fails for a static program, whose libraries are in it.
        _ = Processes.Run([Tools.Find("ldd"), file], turn.Suite.Environment, TimeoutMs, scratch["libraries"]);
        return OwnLibrary().Matches(File.ReadAllText(scratch["libraries"])).Select(m => RealPath(m.Groups[1].Value));
    }

    private static long StrippedLength(Turn turn, Scratch scratch, string strip, string file)
    {
        string copy = scratch["copy"];
        File.Copy(file, copy, overwrite: true);
        File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        // A script stays as it is.
        _ = Processes.Run([strip, copy], turn.Suite.Environment, TimeoutMs);
        return new FileInfo(copy).Length;
    }

    [GeneratedRegex(@"=> (/\S*/lib(?:s6|skarnet|execline)\S*)")]
    private static partial Regex OwnLibrary();
}
