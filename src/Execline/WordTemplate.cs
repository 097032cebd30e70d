using System;
using Sestet.Base;

namespace Sestet.Execline;

/// <summary>
/// A word as a sequence of segments, some of which stand for the values of keys, and all words that come of it: every
/// combination of values, the last one changing fastest (el_substitute.html).
/// </summary>
internal ref struct WordTemplate
{
    private readonly ReadOnlySpan<SubstitutionKey> _keys;
    private readonly KeyIndex _index;
    private readonly Span<WordSegment> _segments;
    private ReadOnlySpan<byte> _word;
    private int _count;

    /// <summary>
    /// Segments: as many as SegmentsFor tells for the longest word. Index: of the keys, or one that is not made.
    /// </summary>
    public WordTemplate(ReadOnlySpan<SubstitutionKey> keys, KeyIndex index, Span<WordSegment> segments)
    {
        _keys = keys;
        _index = index;
        _segments = segments;
        _word = default;
        _count = 0;
        HasKeys = false;
        IsGone = false;
    }

    /// <summary>The word has a key in it, be it escaped.</summary>
    public bool HasKeys { get; private set; }

    /// <summary>A key in it has no value: no word comes of it.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Bytes of the present word, without a NUL.</summary>
    public readonly long Length
    {
        get
        {
            long length = 0;
            foreach (ref readonly WordSegment segment in _segments[.._count])
            {
                length += TextOf(segment).Length;
            }
            return length;
        }
    }

    /// <summary>Segments that a word can have: two for each dollar sign, and one.</summary>
    public static int SegmentsFor(ReadOnlySpan<byte> word)
    {
        int dollars = 0;
        foreach (byte letter in word)
        {
            dollars += letter == '$' ? 1 : 0;
        }
        // An escaped name takes two literal segments.
        return dollars * 3 + 1;
    }

    /// <summary>Takes a word apart; its first value of each key is present.</summary>
    public void Parse(ReadOnlySpan<byte> word)
    {
        _word = word;
        _count = 0;
        HasKeys = false;
        IsGone = false;
        int done = 0;
        int at = 0;
        while (at < word.Length)
        {
            int dollar = word[at..].IndexOf((byte)'$');
            if (dollar < 0)
            {
                break;
            }
            dollar += at;
            int key = FindKey(word[dollar..], out int length);
            at = dollar + 1;
            if (key >= 0)
            {
                AddKey(key, dollar, length, done);
                at = dollar + length;
                done = at;
            }
        }
        AddLiteral(done, word.Length);
    }

    /// <summary>Goes on to the next combination of values; false where all were there.</summary>
    public readonly bool Advance()
    {
        for (int i = _count - 1; i >= 0; i--)
        {
            ref WordSegment segment = ref _segments[i];
            if (segment.Key == WordSegment.Literal)
            {
                continue;
            }
            if (segment.Value + 1 < _keys[segment.Key].Count)
            {
                segment.ValueStart += TextOf(segment).Length + 1;
                segment.Value++;
                return true;
            }
            segment.ValueStart = 0;
            segment.Value = 0;
        }
        return false;
    }

    /// <summary>Writes the present word and a NUL; the bytes written.</summary>
    public readonly int Write(Span<byte> target)
    {
        int length = 0;
        foreach (ref readonly WordSegment segment in _segments[.._count])
        {
            ReadOnlySpan<byte> text = TextOf(segment);
            text.CopyTo(target[length..]);
            length += text.Length;
        }
        target[length] = 0;
        return length + 1;
    }

    private readonly ReadOnlySpan<byte> TextOf(in WordSegment segment) => segment.Key == WordSegment.Literal
        ? _word.Slice(segment.Start, segment.Length)
        : Text.UntilNul(_keys[segment.Key].Words.Text[segment.ValueStart..]);

    /// <summary>
    /// The key whose name stands at the start of the text, as $name or ${name}, and what it takes up; -1 for none. A name
    /// ends where one of the letters $, {, } and backslash stands, or the word.
    /// </summary>
    private readonly int FindKey(ReadOnlySpan<byte> text, out int length)
    {
        bool braced = text.Length > 1 && text[1] == '{';
        ReadOnlySpan<byte> rest = text[(braced ? 2 : 1)..];
        int end = rest.IndexOfAny("${}\\"u8);
        end = end < 0 ? rest.Length : end;
        length = (braced ? 3 : 1) + end;
        if (braced && (end == rest.Length || rest[end] != '}'))
        {
            return -1;
        }
        return _index.Find(_keys, rest[..end]);
    }

    /// <summary>
    /// The name stands for its value behind an even number of backslashes, for itself behind an odd one; half of them stay.
    /// </summary>
    private void AddKey(int key, int dollar, int length, int done)
    {
        HasKeys = true;
        int backslashes = 0;
        while (dollar - backslashes > done && _word[dollar - backslashes - 1] == '\\')
        {
            backslashes++;
        }
        AddLiteral(done, dollar - backslashes + backslashes / 2);
        if (backslashes % 2 != 0)
        {
            AddLiteral(dollar, dollar + length);
            return;
        }
        IsGone |= _keys[key].Count == 0;
        _segments[_count++] = new WordSegment { Key = key };
    }

    private void AddLiteral(int start, int end)
    {
        if (end > start)
        {
            _segments[_count++] = new WordSegment { Key = WordSegment.Literal, Start = start, Length = end - start };
        }
    }
}
