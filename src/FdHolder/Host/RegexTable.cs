using System;
using System.Runtime.CompilerServices;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.FdHolder.Host;

/// <summary>
/// The regular expressions of the clients that are there, and of some that were: most connections find theirs compiled. libc
/// keeps expressions in the heap; there are never more of them than this table has places.
/// </summary>
internal ref struct RegexTable(Span<RegexTable.Entry> entries)
{
    private readonly Span<Entry> _entries = entries;
    private ulong _uses;

    /// <summary>Places for so many clients with two expressions each.</summary>
    public static int LengthFor(int clients) => clients * 2 + 2;

    internal struct Entry
    {
        public bool IsCompiled;

        /// <summary>Clients that have it.</summary>
        public int Holders;

        public ulong LastUse;
        public Regex Regex;
        public int Length;
        private Pattern _pattern;

        [InlineArray(Limits.HolderPatternLengthMax)]
        private struct Pattern
        {
            private byte _first;
        }

        [System.Diagnostics.CodeAnalysis.UnscopedRef]
        public readonly ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)_pattern)[..Length];

        public void SetText(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_pattern);
            Length = text.Length;
        }
    }

    /// <summary>
    /// The index of an expression, compiled, for one more client; false, with what is wrong with it, where it is none.
    /// </summary>
    public bool TryAcquire(
        scoped ReadOnlySpan<byte> patternZ, out int index, scoped Span<byte> message, out int messageLength)
    {
        messageLength = 0;
        index = Find(patternZ[..^1]);
        if (index < 0)
        {
            index = FindUnused();
            ref Entry entry = ref _entries[index];
            Forget(ref entry);
            // Other C libraries do not take an empty expression, and the reference writes it so.
            scoped ReadOnlySpan<byte> wordsZ = patternZ.Length == 1 ? ".*\0"u8 : patternZ;
            if (!Regex.TryCompileLines(wordsZ, RegexFlags.REG_EXTENDED, message, out entry.Regex, out messageLength))
            {
                return false;
            }
            entry.IsCompiled = true;
            entry.SetText(patternZ[..^1]);
        }
        _entries[index].Holders++;
        _entries[index].LastUse = ++_uses;
        return true;
    }

    /// <summary>A client has gone.</summary>
    public readonly void Release(int index)
    {
        Assert.That(_entries[index].Holders > 0);
        _entries[index].Holders--;
    }

    public readonly bool Matches(int index, ReadOnlySpan<byte> textZ)
    {
        Assert.That(_entries[index].Holders > 0 && _entries[index].IsCompiled);
        return _entries[index].Regex.Matches(textZ);
    }

    private readonly int Find(ReadOnlySpan<byte> pattern)
    {
        for (int i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].IsCompiled && _entries[i].Length == pattern.Length && _entries[i].Text.SequenceEqual(pattern))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>A place that nobody has used for the longest time.</summary>
    private readonly int FindUnused()
    {
        int found = -1;
        for (int i = 0; i < _entries.Length; i++)
        {
            bool better = found < 0 || _entries[i].LastUse < _entries[found].LastUse;
            found = _entries[i].Holders == 0 && better ? i : found;
        }
        // There is a place for every client's two.
        Assert.That(found >= 0);
        return found;
    }

    private static void Forget(ref Entry entry)
    {
        if (entry.IsCompiled)
        {
            entry.Regex.Free();
        }
        entry.IsCompiled = false;
        entry.LastUse = 0;
    }
}
