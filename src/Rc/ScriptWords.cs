using System;
using Sestet.Base;

namespace Sestet.Rc;

/// <summary>The words of a script, each with its NUL, one behind the other.</summary>
internal readonly ref struct ScriptWords(int count, ReadOnlySpan<byte> bytes)
{
    public int Count { get; } = count;

    /// <summary>All words with their NULs.</summary>
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    /// <summary>Takes the first word, with its NUL, off the bytes that are left of Bytes.</summary>
    public static ReadOnlySpan<byte> TakeZ(ref ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> wordZ = Text.UntilNulZ(rest);
        rest = rest[wordZ.Length..];
        return wordZ;
    }
}
