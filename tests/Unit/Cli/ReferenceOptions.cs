using System;
using System.Collections.Generic;
using System.Linq;

namespace Sestet.Tests;

/// <summary>What parsing came to: the options in order, how many words they took, and whether all was well.</summary>
internal sealed record ParsedOptions(List<(char Letter, string? Value)> Options, int Words, bool Ok);

/// <summary>Option parsing as a plain description of it, to compare the real one with.</summary>
internal sealed class ReferenceOptions
{
    private readonly Dictionary<char, bool> _letters = [];
    private readonly Dictionary<string, char> _names = new(StringComparer.Ordinal);

    public ReferenceOptions(string letters, string names)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            if (letters[i] != ':')
            {
                _letters.TryAdd(letters[i], letters.ElementAtOrDefault(i + 1) == ':');
            }
        }
        foreach (string entry in names.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            _names.Add(entry[..^2], entry[^1]);
        }
    }

    public ParsedOptions Parse(IReadOnlyList<string> words)
    {
        List<(char Letter, string? Value)> options = [];
        int at = 0;
        while (at < words.Count && words[at].Length > 1 && words[at][0] == '-')
        {
            string word = words[at++];
            if (word == "--")
            {
                break;
            }
            bool ok = word[1] == '-' ? TakeName(word[2..], options) : TakeLetters(word[1..], words, ref at, options);
            if (!ok)
            {
                return new ParsedOptions(options, at, Ok: false);
            }
        }
        return new ParsedOptions(options, at, Ok: true);
    }

    private bool TakeName(string text, List<(char Letter, string? Value)> options)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        if (!_names.TryGetValue(name, out char letter) || _letters[letter] != equals >= 0)
        {
            return false;
        }
        options.Add((letter, equals < 0 ? null : text[(equals + 1)..]));
        return true;
    }

    private bool TakeLetters(string letters, IReadOnlyList<string> words, ref int at, List<(char Letter, string? Value)> options)
    {
        for (int i = 0; i < letters.Length; i++)
        {
            if (!_letters.TryGetValue(letters[i], out bool takesValue))
            {
                return false;
            }
            if (!takesValue)
            {
                options.Add((letters[i], null));
                continue;
            }
            if (i + 1 < letters.Length)
            {
                options.Add((letters[i], letters[(i + 1)..]));
                return true;
            }
            // The parser with long names lets a value be missing at the end, and before "--".
            bool missing = at >= words.Count || (_names.Count > 0 && words[at] == "--");
            if (missing && _names.Count == 0)
            {
                return false;
            }
            options.Add((letters[i], missing ? null : words[at++]));
        }
        return true;
    }
}
