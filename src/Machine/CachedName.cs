using System;
using Sestet.Base;

namespace Sestet.Machine;

/// <summary>
/// The text of a number that costs much to find, such as a user's name. A number has one place in the cache, which it
/// shares with others.
/// </summary>
internal struct CachedName
{
    private bool _isUsed;
    private ulong _number;
    private TextRange _text;

    public static bool TryFind(ReadOnlySpan<CachedName> cache, ulong number, out TextRange text)
    {
        ref readonly CachedName place = ref cache[(int)(number % (uint)cache.Length)];
        text = place._text;
        return place._isUsed && place._number == number;
    }

    public static void Keep(Span<CachedName> cache, ulong number, TextRange text)
    {
        Assert.That(!cache.IsEmpty);
        cache[(int)(number % (uint)cache.Length)] = new CachedName { _isUsed = true, _number = number, _text = text };
    }
}
