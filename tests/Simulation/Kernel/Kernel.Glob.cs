using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Sestet.Base;
using Sestet.Simulation;

namespace Sestet.Linux;

// glob(3) over the simulated tree, name by name. Everybody is root here, so every directory can be read.
internal static unsafe partial class Kernel
{
    public static Errno Glob(
        ReadOnlySpan<byte> patternZ,
        int flags,
        delegate*<ReadOnlySpan<byte>, Errno, void> onError,
        out GlobMatches matches,
        out Arguments words)
    {
        matches = default;
        Process self = Enter(SystemCall.Own);
        string pattern = PathText(patternZ);
        bool escapes = (flags & GlobFlags.GLOB_NOESCAPE) == 0;
        List<string> found = [.. Expand(self, pattern, escapes)];
        if ((flags & GlobFlags.GLOB_MARK) != 0)
        {
            found = [.. found.Select(path => self.Machine.Tree.Find(path)!.IsDirectory ? path + "/" : path)];
        }
        if ((flags & GlobFlags.GLOB_NOSORT) == 0)
        {
            found.Sort(StringComparer.Ordinal);
        }
        if (found.Count == 0 && (flags & GlobFlags.GLOB_NOCHECK) != 0)
        {
            found.Add(pattern);
        }
        words = self.Memory.Strings([.. found.Select(Encoding.Latin1.GetBytes)]);
        return Errno.None;
    }

    public static void FreeGlob(ref GlobMatches matches)
    {
        _ = Enter(SystemCall.Own);
        matches = default;
    }

    private static List<string> Expand(Process self, string pattern, bool escapes)
    {
        List<string> paths = [""];
        foreach (string part in pattern.Split('/').Skip(1))
        {
            paths = [.. paths.SelectMany(path => (self.Machine.Tree.Find(path + "/") is { IsDirectory: true } directory
                ? directory.Entries.Keys : Enumerable.Empty<string>())
                .Where(name => MatchesName(part, name, escapes)).Select(name => $"{path}/{name}"))];
        }
        return pattern.StartsWith('/') ? paths : [];
    }

    /// <summary>One name and one part of a pattern, by going back to the last star where it does not go on.</summary>
    private static bool MatchesName(string pattern, string name, bool escapes)
    {
        if (name[0] == '.' && !pattern.StartsWith('.'))
        {
            return false;
        }
        int at = 0, letter = 0, star = -1, starLetter = 0;
        while (letter < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                starLetter = letter;
            }
            else if (at < pattern.Length && MatchesLetter(pattern, ref at, name[letter], escapes))
            {
                letter++;
            }
            else if (star < 0)
            {
                return false;
            }
            else
            {
                at = star + 1;
                letter = ++starLetter;
            }
        }
        return pattern[at..].All(rest => rest == '*');
    }

    private static bool MatchesLetter(string pattern, ref int at, char letter, bool escapes)
    {
        char first = pattern[at++];
        if (first == '\\' && escapes)
        {
            return at < pattern.Length && pattern[at++] == letter;
        }
        int end = first == '[' ? pattern.IndexOf(']', at) : -1;
        if (end < 0)
        {
            return first == '?' || first == letter;
        }
        bool negated = pattern[at] == '!';
        string set = pattern[(negated ? at + 1 : at)..end];
        at = end + 1;
        bool contained = set.Contains(letter, StringComparison.Ordinal)
            || (set.Length == 3 && set[1] == '-' && letter >= set[0] && letter <= set[2]);
        return contained != negated;
    }
}
