using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CsCheck;
using Sestet.Execline;
using Xunit;

namespace Sestet.Tests;

public class NetstringTests
{
    [Fact, Trait("Category", "Property")]
    public void WordsComeBack() => Gen.String[Gen.Char['\u0001', '\u00ff'], 0, 30].Array[0, 10].Sample(words =>
    {
        byte[] memory = new byte[words.Sum(word => word.Length + Netstrings.OverheadMax) + 1];
        int length = 0;
        foreach (string word in words)
        {
            length += Netstrings.Encode(Encoding.Latin1.GetBytes(word), memory.AsSpan(length));
        }
        return Decode(memory.AsSpan(0, length), words.Length)?.SequenceEqual(words) == true;
    });

    /// <summary>What is taken is the one way to write those words, but for zeros in front of lengths.</summary>
    [Fact, Trait("Category", "Property")]
    public void AnyBytesEnd() => Gen.String[Gen.OneOf(Gen.Char["0123:,"], Gen.Char['\0', '\u00ff']), 0, 30].Sample(text =>
    {
        byte[] memory = Encoding.Latin1.GetBytes(text);
        if (!Netstrings.TryDecode(memory, out int count, out int length))
        {
            return true;
        }
        return length <= text.Length && count <= text.Length / 3 && text.Count(c => c == ':') >= count;
    });

    private static List<string>? Decode(Span<byte> memory, int expected)
    {
        if (!Netstrings.TryDecode(memory, out int count, out int length) || count != expected)
        {
            return null;
        }
        string all = Encoding.Latin1.GetString(memory[..length]);
        return count == 0 ? [] : [.. all[..^1].Split('\0')];
    }
}
