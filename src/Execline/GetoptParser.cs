using System;
using Sestet.Base;
using Sestet.Linux;

namespace Sestet.Execline;

/// <summary>
/// Options of a script's arguments by a string of letters, a colon behind those that take a value (elgetopt.html). They end
/// at the first word that is no option, and behind "--".
/// </summary>
internal ref struct GetoptParser
{
    /// <summary>There is no further option.</summary>
    public const byte End = 0;

    /// <summary>The letter is not among the options.</summary>
    public const byte Unknown = (byte)'?';

    /// <summary>The option lacks its value.</summary>
    public const byte Missing = (byte)':';

    private readonly Arguments _words;
    private readonly ReadOnlySpan<byte> _letters;
    private int _word;
    private int _letter;

    public GetoptParser(Arguments words, ReadOnlySpan<byte> letters)
    {
        _words = words;
        // getopt(3): "If the first character of optstring is a colon" only messages are others.
        _letters = letters.StartsWith(":"u8) ? letters[1..] : letters;
        _word = 0;
        _letter = 0;
        ValueZ = default;
        Letter = default;
    }

    /// <summary>The option's value with its NUL; empty where it takes none.</summary>
    public ReadOnlySpan<byte> ValueZ { get; private set; }

    /// <summary>The letter that Next has looked at.</summary>
    public ReadOnlySpan<byte> Letter { get; private set; }

    /// <summary>The words behind the options.</summary>
    public readonly Arguments Rest => _words.From(_word);

    /// <summary>The next option's letter, End, Unknown or Missing.</summary>
    public byte Next()
    {
        ValueZ = default;
        if (_letter == 0)
        {
            if (_word == _words.Count || _words.ByteAt(_word, 0) != '-' || _words.ByteAt(_word, 1) == 0)
            {
                return End;
            }
            if (_words[_word].SequenceEqual("--"u8))
            {
                _word++;
                return End;
            }
            _letter = 1;
        }
        ReadOnlySpan<byte> wordZ = _words.AtZ(_word);
        Letter = wordZ.Slice(_letter, 1);
        byte letter = wordZ[_letter++];
        // getopt(3) has other meanings for the first two, and no variable can be called by the third.
        int place = ":?="u8.Contains(letter) ? -1 : _letters.IndexOf(letter);
        if (place < 0)
        {
            return Unknown;
        }
        bool takesValue = place + 1 < _letters.Length && _letters[place + 1] == ':';
        ReadOnlySpan<byte> restZ = wordZ[_letter..];
        Assert.That(!restZ.IsEmpty);
        if (!takesValue || restZ.Length > 1)
        {
            ValueZ = takesValue ? restZ : default;
            Step(takesValue || restZ.Length == 1);
            return letter;
        }
        Step(wordEnds: true);
        if (_word == _words.Count)
        {
            return Missing;
        }
        ValueZ = _words.AtZ(_word++);
        return letter;
    }

    private void Step(bool wordEnds)
    {
        _word += wordEnds ? 1 : 0;
        _letter = wordEnds ? 0 : _letter;
    }
}
