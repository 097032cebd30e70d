using System;
using System.Runtime.CompilerServices;
using Sestet.Base;

namespace Sestet.Logging.Host;

/// <summary>
/// Of all the archives it is shown that lie behind a name, the next few in the order of time, or against it; so that any
/// number of archives is gone through with few looks at the directory and little memory.
/// </summary>
internal struct ArchiveBatch
{
    private const int SlotLength = ArchiveName.Length + 1;

    private Names _names;
    private Label _last;
    private int _count;
    private int _taken;
    private bool _newestFirst;

    [InlineArray(Limits.LogArchivesAtOnce * SlotLength)]
    private struct Names
    {
        private byte _first;
    }

    [InlineArray(SlotLength)]
    private struct Label
    {
        private byte _first;
    }

    /// <summary>There is a name that was not taken yet.</summary>
    public readonly bool HasNext => _taken < _count;

    /// <summary>The name that the next ones lie behind, with its NUL; empty at the beginning.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public readonly ReadOnlySpan<byte> LastZ => Text.UntilNulZ(_last);

    /// <summary>Begins with the oldest archive, or with the newest.</summary>
    public void Begin(bool newestFirst)
    {
        this = default;
        _newestFirst = newestFirst;
    }

    /// <summary>Goes on behind that archive.</summary>
    public void SkipTo(scoped ReadOnlySpan<byte> nameZ)
    {
        Assert.That(nameZ.Length == SlotLength);
        Span<byte> last = _last;
        nameZ.CopyTo(last);
        Forget();
    }

    /// <summary>The archives are to be shown anew.</summary>
    public void Forget()
    {
        _count = 0;
        _taken = 0;
    }

    /// <summary>Shows it an archive, by the name with its NUL.</summary>
    public void Add(scoped ReadOnlySpan<byte> nameZ)
    {
        Assert.That(nameZ.Length == SlotLength && _taken == 0);
        if (!IsBehindLast(nameZ))
        {
            return;
        }
        Span<byte> names = _names;
        int at = _count;
        while (at > 0 && Precedes(nameZ, Slot(names, at - 1)))
        {
            at--;
        }
        if (at == Limits.LogArchivesAtOnce)
        {
            return;
        }
        _count = Math.Min(_count + 1, Limits.LogArchivesAtOnce);
        for (int i = _count - 1; i > at; i--)
        {
            Slot(names, i - 1).CopyTo(Slot(names, i));
        }
        nameZ.CopyTo(Slot(names, at));
    }

    /// <summary>The next name with its NUL, which is the last one from then on; it is good until the next call.</summary>
    [System.Diagnostics.CodeAnalysis.UnscopedRef]
    public ReadOnlySpan<byte> Take()
    {
        Assert.That(HasNext);
        Span<byte> last = _last;
        Slot(_names, _taken++).CopyTo(last);
        return last;
    }

    private readonly bool IsBehindLast(scoped ReadOnlySpan<byte> nameZ) => _last[0] == 0 || Precedes(_last, nameZ);

    private readonly bool Precedes(scoped ReadOnlySpan<byte> a, scoped ReadOnlySpan<byte> b)
    {
        int order = a.SequenceCompareTo(b);
        return _newestFirst ? order > 0 : order < 0;
    }

    private static Span<byte> Slot(Span<byte> names, int index) => names.Slice(index * SlotLength, SlotLength);
}
