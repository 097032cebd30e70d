using System;
using Sestet.Base;
using Sestet.Cli;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>Rewrites a command line: every $name and ${name} becomes the values of that name (el_substitute.html).</summary>
internal static class Substitution
{
    /// <summary>
    /// Goes on with the program where the names of the keys are replaced by their values; without a program it exits 0.
    /// </summary>
    public static Outcome Chain(Arguments program, EnvironmentBlock environment, ReadOnlySpan<SubstitutionKey> keys)
    {
        Errno error = TryApply(program, keys, out Arguments result);
        if (error.Failed)
        {
            return Outcome.Exit(Diagnostics.Unable(ExitCode.System, error, "substitute"u8));
        }
        return result.Count == 0 ? Outcome.Exit(ExitCode.Success) : Outcome.Chain(result, environment);
    }

    /// <summary>The same with one name, and a value that is one word as it stands: importas -S.</summary>
    public static Errno TryApply(Arguments words, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out Arguments result)
    {
        result = words;
        Errno error = TryMakeKey(name, value, out SubstitutionKey key);
        return error.IsNone ? TryApply(words, [key], out result) : error;
    }

    /// <summary>The key for a name, which stays where it is, and a copy of a value that is one word as it stands.</summary>
    public static Errno TryMakeKey(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, out SubstitutionKey key)
    {
        key = default;
        Errno error = ChainMemory.TryAllocateArray(value.Length + 1, out Span<byte> valueZ);
        if (error.IsNone)
        {
            value.CopyTo(valueZ);
            key = new SubstitutionKey
            {
                Name = new TextReference(name),
                Words = new TextReference(valueZ),
                Count = 1,
            };
        }
        return error;
    }

    /// <summary>The words with their values; ENOMEM where memory was not to be had.</summary>
    public static Errno TryApply(Arguments words, ReadOnlySpan<SubstitutionKey> keys, out Arguments result)
    {
        result = words;
        int segmentsMax = 1;
        for (int i = 0; i < words.Count; i++)
        {
            segmentsMax = Math.Max(segmentsMax, WordTemplate.SegmentsFor(words[i]));
        }
        if (segmentsMax == 1)
        {
            return Errno.None;
        }
        Errno error = ChainMemory.TryAllocateArray(segmentsMax, out Span<WordSegment> segments);
        if (error.Failed)
        {
            return error;
        }
        WordTemplate template = new(keys, IndexOf(keys), segments);
        Measure(words, ref template, out long count, out long length);
        if (count > Limits.CommandWordsMax || length > Limits.CommandLengthMax)
        {
            return Errno.E2BIG;
        }
        return Write(words, ref template, (int)count, (int)length, out result);
    }

    /// <summary>An index of many keys; without memory, or of few, one that is not made.</summary>
    private static KeyIndex IndexOf(ReadOnlySpan<SubstitutionKey> keys)
    {
        if (keys.Length < Limits.EnvironmentIndexedMin
            || ChainMemory.TryAllocateArray(KeyIndex.CapacityFor(keys.Length), out Span<int> places).Failed)
        {
            return default;
        }
        KeyIndex index = new(places);
        index.AddAll(keys, 0);
        return index;
    }

    /// <summary>How many words there will be, and bytes of those that are new.</summary>
    private static void Measure(Arguments words, scoped ref WordTemplate template, out long count, out long length)
    {
        count = 0;
        length = 0;
        for (int i = 0; i < words.Count; i++)
        {
            template.Parse(words[i]);
            if (!template.HasKeys)
            {
                count++;
                continue;
            }
            if (template.IsGone)
            {
                continue;
            }
            do
            {
                count++;
                length += template.Length + 1;
            }
            while (template.Advance() && count <= Limits.CommandWordsMax && length <= Limits.CommandLengthMax);
        }
    }

    private static Errno Write(Arguments words, scoped ref WordTemplate template, int count, int length, out Arguments result)
    {
        result = words;
        Errno error = WordList.TryCreate(count, length, out WordList list);
        if (error.Failed)
        {
            return error;
        }
        for (int i = 0; i < words.Count; i++)
        {
            template.Parse(words[i]);
            if (!template.HasKeys)
            {
                list.Refer(words.AtZ(i));
                continue;
            }
            if (template.IsGone)
            {
                continue;
            }
            do
            {
                list.Take(template.Write(list.Room));
            }
            while (template.Advance());
        }
        result = list.Words;
        return Errno.None;
    }
}
