using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Execline;
using Sestet.Linux;
using Xunit;

namespace Sestet.Tests;

/// <summary>Substitution and the transformation of values against models on strings and lists.</summary>
public class SubstitutionTests
{
    private static readonly string[] s_names = ["A", "B", "AB", "#"];

    private static readonly Gen<string[][]> s_values = Gen.String[Gen.Char["xy $A{}\\"], 0, 3].Array[0, 3].Array[4];

    private static readonly Gen<string> s_words = Gen.OneOf(
        Gen.String[Gen.Char["$$${}\\AB#x"], 0, 14],
        Gen.OneOf("$A", "${B}", "\\$A", "\\\\${AB}", "x$A", "$#", "}", "$").Array[0, 6].Select(parts => string.Concat(parts)));

    [Fact, Trait("Category", "Property")]
    public void WordsAreTheModels() => Gen.Select(s_words, s_values, Gen.Bool).Sample((word, values, isIndexed) =>
        Substitute(word, values, isIndexed).SequenceEqual(Model(word, values)));

    /// <summary>The first of a name is found, whether the index was made at once or key by key, or is none.</summary>
    [Fact, Trait("Category", "Property")]
    public void KeysAreFoundByTheirNames() => Gen.Select(
        Gen.String[Gen.Char["abc"], 1, 4].Array[0, 60],
        Gen.String[Gen.Char["abc"], 1, 4],
        Gen.Int[0, 2]).Sample((names, sought, kind) =>
    {
        SubstitutionKey[] keys = [.. names.Select(name => new SubstitutionKey { Name = Pin(name) })];
        KeyIndex index = kind == 0 ? default : new KeyIndex(new int[KeyIndex.CapacityFor(keys.Length)]);
        for (int count = kind == 1 ? 1 : keys.Length; kind > 0 && count <= keys.Length; count++)
        {
            index.AddAll(keys.AsSpan(0, count), kind == 1 ? count - 1 : 0);
        }
        return index.IsMade == kind > 0
            && (kind == 0 || index.HasRoomFor(keys.Length))
            && index.Find(keys, Encoding.ASCII.GetBytes(sought)) == Array.IndexOf(names, sought);
    });

    [Fact, Trait("Category", "Property")]
    public void TransformedValuesAreTheModels() => Gen.Select(
        Gen.String[Gen.Char["ab :\n"], 0, 16],
        Gen.OneOf(" \n\r\t", ":", " ", "a:"),
        Gen.Bool,
        Gen.Bool,
        Gen.Bool).Sample((value, delimiters, crunches, chomps, splits) =>
    {
        byte[] letters = GC.AllocateArray<byte>(delimiters.Length, pinned: true);
        Encoding.ASCII.GetBytes(delimiters, letters);
        ValueTransformation transformation = new()
        {
            Crunches = crunches, Chomps = chomps, Splits = splits, Delimiters = new TextReference(letters),
        };
        byte[] memory = new byte[value.Length + 1];
        Encoding.ASCII.GetBytes(value, memory);
        bool ok = transformation.TryApply(memory, out int count, out int length);
        string[] words = count == 0 ? [] : Encoding.ASCII.GetString(memory, 0, length)[..^1].Split('\0');
        return ok && words.Length == count && words.SequenceEqual(Model(value, delimiters, crunches, chomps, splits));
    });

    private static List<string> Substitute(string word, string[][] values, bool isIndexed)
    {
        SubstitutionKey[] keys = [.. s_names.Select((name, i) => new SubstitutionKey
        {
            Name = Pin(name), Words = Pin(string.Concat(values[i].Select(value => value + "\0"))), Count = values[i].Length,
        })];
        byte[] text = Encoding.ASCII.GetBytes(word);
        KeyIndex index = isIndexed ? new KeyIndex(new int[KeyIndex.CapacityFor(keys.Length)]) : default;
        if (isIndexed)
        {
            index.AddAll(keys, 0);
        }
        WordTemplate template = new(keys, index, new WordSegment[WordTemplate.SegmentsFor(text)]);
        template.Parse(text);
        if (!template.HasKeys)
        {
            return [word];
        }
        List<string> words = [];
        byte[] target = new byte[1000];
        do
        {
            if (!template.IsGone)
            {
                long expected = template.Length;
                int length = template.Write(target);
                Assert.Equal(expected + 1, length);
                words.Add(Encoding.ASCII.GetString(target, 0, length - 1));
            }
        }
        while (!template.IsGone && template.Advance());
        return words;
    }

    /// <summary>The words that come of one: its rest is the same question again.</summary>
    private static IEnumerable<string> Model(string word, string[][] values)
    {
        for (int at = word.IndexOf('$', StringComparison.Ordinal); at >= 0; at = word.IndexOf('$', at + 1))
        {
            bool braced = at + 1 < word.Length && word[at + 1] == '{';
            int start = at + (braced ? 2 : 1);
            int end = word.IndexOfAny(['$', '{', '}', '\\'], start);
            end = end < 0 ? word.Length : end;
            int key = Array.IndexOf(s_names, word[start..end]);
            if (key < 0 || (braced && (end == word.Length || word[end] != '}')))
            {
                continue;
            }
            int behind = braced ? end + 1 : end;
            int backslashes = 0;
            while (at - backslashes > 0 && word[at - backslashes - 1] == '\\')
            {
                backslashes++;
            }
            string before = word[..(at - backslashes)] + new string('\\', backslashes / 2);
            string[] heads = backslashes % 2 != 0 ? [word[at..behind]] : values[key];
            // Values are not looked at again, nor do their backslashes count for what follows.
            return heads.SelectMany(head => Model(word[behind..], values).Select(tail => before + head + tail));
        }
        return [word];
    }

    private static List<string> Model(string value, string delimiters, bool crunches, bool chomps, bool splits)
    {
        if (crunches)
        {
            value = string.Concat(value.Where((c, i) =>
                i == 0 || !delimiters.Contains(c, StringComparison.Ordinal) || !delimiters.Contains(value[i - 1], StringComparison.Ordinal)));
        }
        bool ended = value.Length > 0 && delimiters.Contains(value[^1], StringComparison.Ordinal);
        value = chomps && ended ? value[..^1] : value;
        if (!splits)
        {
            return [value];
        }
        List<string> words = [.. value.Split(delimiters.ToCharArray())];
        bool rest = words[^1].Length > 0 && (!chomps || ended);
        return rest ? words : words[..^1];
    }

    private static TextReference Pin(string text)
    {
        byte[] bytes = GC.AllocateArray<byte>(text.Length + 1, pinned: true);
        Encoding.ASCII.GetBytes(text, bytes);
        return new TextReference(bytes.AsSpan(0, text.Length));
    }
}
