using System;
using System.Runtime.CompilerServices;
using Sestet.Base;

namespace Sestet.Logging;

/// <summary>The oldest of all the archives it is shown, as many as fit, oldest first.</summary>
internal struct OldestArchives
{
    private Names _names;
    private Sizes _sizes;

    public int Count { get; private set; }

    /// <summary>Some archives shown are newer than those kept here.</summary>
    public bool LeftSome { get; private set; }

    [InlineArray(Limits.ArchivesRemovedAtOnce * (ArchiveName.Length + 1))]
    private struct Names
    {
        private byte _first;
    }

    [InlineArray(Limits.ArchivesRemovedAtOnce)]
    private struct Sizes
    {
        private ulong _first;
    }

    /// <summary>Bytes of the archive at an index.</summary>
    public readonly ulong SizeAt(int index)
    {
        Assert.That((uint)index < (uint)Count);
        return _sizes[index];
    }

    /// <summary>Copies the name at an index with its NUL.</summary>
    public readonly void CopyNameZ(int index, Span<byte> nameZ)
    {
        Assert.That((uint)index < (uint)Count);
        ReadOnlySpan<byte> names = _names;
        names.Slice(index * (ArchiveName.Length + 1), ArchiveName.Length + 1).CopyTo(nameZ);
    }

    public void Clear()
    {
        Count = 0;
        LeftSome = false;
    }

    /// <summary>Shows it an archive, by the name with its NUL.</summary>
    public void Add(ReadOnlySpan<byte> nameZ, ulong size)
    {
        Assert.That(nameZ.Length == ArchiveName.Length + 1);
        Span<byte> names = _names;
        int at = Count;
        while (at > 0 && nameZ.SequenceCompareTo((ReadOnlySpan<byte>)Slot(names, at - 1)) < 0)
        {
            at--;
        }
        if (Count == Limits.ArchivesRemovedAtOnce)
        {
            LeftSome = true;
            if (at == Count)
            {
                return;
            }
            Count--;
        }
        for (int i = Count; i > at; i--)
        {
            Slot(names, i - 1).CopyTo(Slot(names, i));
            _sizes[i] = _sizes[i - 1];
        }
        nameZ.CopyTo(Slot(names, at));
        _sizes[at] = size;
        Count++;
    }

    private static Span<byte> Slot(Span<byte> names, int index) =>
        names.Slice(index * (ArchiveName.Length + 1), ArchiveName.Length + 1);
}
