using System;
using Sestet.Base;
using Sestet.Linux;
using Sestet.Unix;

namespace Sestet.Execline.Host;

/// <summary>A command line that is put together in the chain's memory, whose size is known beforehand.</summary>
internal ref struct WordList
{
    private ArgumentList _list;
    private readonly Span<byte> _bytes;
    private int _used;

    private WordList(Span<nint> slots, Span<byte> bytes)
    {
        _list = new ArgumentList(slots);
        _bytes = bytes;
        _used = 0;
    }

    /// <summary>What is left for words of its own.</summary>
    public readonly Span<byte> Room => _bytes[_used..];

    public readonly Arguments Words => _list.Arguments;

    /// <summary>Room for that many words, and that many bytes of words of its own, NULs included.</summary>
    public static Errno TryCreate(int count, int length, out WordList list)
    {
        list = default;
        Assert.That(count <= Limits.CommandWordsMax && length <= Limits.CommandLengthMax);
        // One more for the null pointer, and a list has room for one word at least.
        Errno error = ChainMemory.TryAllocateArray(count + 2, out Span<nint> slots);
        Span<byte> bytes = default;
        if (error.IsNone && length > 0)
        {
            error = ChainMemory.TryAllocateArray(length, out bytes);
        }
        if (error.IsNone)
        {
            list = new WordList(slots, bytes);
        }
        return error;
    }

    /// <summary>Adds a word that stays where it is.</summary>
    public void Refer(ReadOnlySpan<byte> wordZ) => _list.Add(wordZ);

    public void Refer(Arguments words) => _list.Add(words);

    /// <summary>Adds the word that was written to the start of Room; length: its bytes with the NUL.</summary>
    public void Take(int length)
    {
        Assert.That(_bytes[_used + length - 1] == 0);
        _list.Add(_bytes.Slice(_used, length));
        _used += length;
    }

    /// <summary>Adds a copy of a word behind that many blanks.</summary>
    public void Add(ReadOnlySpan<byte> word, int blanks = 0)
    {
        Span<byte> room = Room;
        room[..blanks].Fill((byte)' ');
        word.CopyTo(room[blanks..]);
        room[blanks + word.Length] = 0;
        Take(blanks + word.Length + 1);
    }
}
