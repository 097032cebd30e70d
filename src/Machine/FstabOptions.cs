using System;
using Sestet.Base;

namespace Sestet.Machine;

/// <summary>
/// Options of an fstab entry that say when and by whom it is mounted, and are not for mount itself: fstab2s6rc takes them
/// out.
/// </summary>
internal ref struct FstabOptions
{
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _word;

    public FstabOptions(ReadOnlySpan<byte> options)
    {
        _rest = options;
        _word = default;
        IsNoauto = false;
        IsNofail = false;
    }

    /// <summary>True once the word has been passed.</summary>
    public bool IsNoauto { get; private set; }

    /// <summary>True once the word has been passed.</summary>
    public bool IsNofail { get; private set; }

    /// <summary>The next option that is for mount; it may be empty, between two commas.</summary>
    public bool Next(out ReadOnlySpan<byte> word)
    {
        while (!_rest.IsEmpty)
        {
            int comma = _rest.IndexOf((byte)',');
            _word = comma < 0 ? _rest : _rest[..comma];
            _rest = comma < 0 ? default : _rest[(comma + 1)..];
            IsNoauto |= _word.SequenceEqual("noauto"u8);
            IsNofail |= _word.SequenceEqual("nofail"u8);
            if (!IsForOthers(_word))
            {
                word = _word;
                return true;
            }
        }
        word = default;
        return false;
    }

    private static bool IsForOthers(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("noauto"u8)
        || word.SequenceEqual("nofail"u8)
        || word.SequenceEqual("defaults"u8)
        || word.SequenceEqual("user"u8)
        || word.SequenceEqual("owner"u8)
        || (word.Length >= 2 && word[0] == 'x' && word[1] == '-');
}
