using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>Whether two sets of files define the same service: what s6-rc does not look at may differ.</summary>
internal static class DefinitionComparison
{
    /// <summary>How a file is found again.</summary>
    internal enum Likeness : byte
    {
        Missing,
        Different,

        /// <summary>A deprecated form, whose names are all in the directory that takes its place.</summary>
        Deprecated,
        Same,
    }

    /// <summary>What the other set has for a file of this one.</summary>
    public static Likeness Find(in DraftFiles files, int index, in DraftFiles others)
    {
        ReadOnlySpan<byte> path = files.PathOf(index);
        ReadOnlySpan<byte> file = path[(path.IndexOf((byte)'/') + 1)..];
        if (!files[index].IsDirectory && (file.SequenceEqual("dependencies"u8) || file.SequenceEqual("contents"u8)))
        {
            return FindDeprecated(files, index, others);
        }
        int other = others.Find(path);
        if (other < 0)
        {
            // A directory need not be named where files are in it.
            return files[index].IsDirectory && HasBelow(others, path) ? Likeness.Same : Likeness.Missing;
        }
        if (files[index].IsDirectory || others[other].IsDirectory)
        {
            return files[index].IsDirectory == others[other].IsDirectory ? Likeness.Same : Likeness.Different;
        }
        if (file.StartsWith("flag-"u8) || file.StartsWith("dependencies.d/"u8) || file.StartsWith("contents.d/"u8))
        {
            return Likeness.Same;
        }
        bool isLine = file.SequenceEqual("type"u8) || file.StartsWith("timeout-"u8) || file.EndsWith("-fd"u8)
            || file.SequenceEqual("max-death-tally"u8) || file.SequenceEqual("down-signal"u8);
        ReadOnlySpan<byte> one = files.ContentOf(index);
        ReadOnlySpan<byte> two = others.ContentOf(other);
        bool same = isLine ? Trim(one).SequenceEqual(Trim(two)) : one.SequenceEqual(two);
        bool sameMode = !file.StartsWith("data/"u8) || files[index].IsExecutable == others[other].IsExecutable;
        return same && sameMode ? Likeness.Same : Likeness.Different;
    }

    private static bool HasBelow(in DraftFiles files, ReadOnlySpan<byte> directory)
    {
        for (int i = 0; i < files.Count; i++)
        {
            ReadOnlySpan<byte> path = files.PathOf(i);
            if (path.Length > directory.Length && path[directory.Length] == '/' && path.StartsWith(directory))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether names stand in the directory; what is there instead of it does not count any more.</summary>
    private static Likeness FindDeprecated(in DraftFiles files, int index, in DraftFiles others)
    {
        PathBuffer path = new(stackalloc byte[Limits.PathLengthMax]);
        path.Append(files.PathOf(index));
        path.Append(".d/"u8);
        int length = path.Length;
        ReadOnlySpan<byte> rest = files.ContentOf(index);
        while (ListedNames.Next(ref rest, out ReadOnlySpan<byte> name))
        {
            path.Truncate(length);
            path.Append(name);
            if (path.Overflowed || others.Find(path.Text) < 0)
            {
                return Likeness.Different;
            }
        }
        return Likeness.Deprecated;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> line) => line.EndsWith("\n"u8) ? line[..^1] : line;
}
